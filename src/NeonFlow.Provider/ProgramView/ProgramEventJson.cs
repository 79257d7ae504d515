using System.Buffers;
using System.Text.Json;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.ProgramView;

/// <summary>Events of the exchange as lines of JSON.</summary>
internal static class ProgramEventJson
{
    public static ReadOnlySpan<byte> Write(ProgramEvent learnt, IShapeCatalogue shapes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("act", learnt.Act.ToString());
            json.WriteNumber("at", learnt.At);
            json.WriteString("urn", learnt.Urn);
            json.WriteString("type", learnt.Type);
            json.WriteString("step", learnt.Step.ToString());
            json.WriteBoolean("deletesFirst", learnt.DeletesFirst);
            json.WriteString("place", learnt.Place);
            json.WriteString("other", learnt.Other);
            if (learnt.Shape is { } shape)
            {
                json.WritePropertyName("shape");
                Write(json, shapes.Encode(learnt.Type, shape));
                // To the others a secret is as good as unknown.
                WriteTexts(json, "unknown", shape.Unknown.Paths.Concat(shape.Secrets));
                WriteTexts(json, "places", shape.Places);
                json.WriteString("mark", shape.Mark);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan;
    }

    /// <summary>Null for a line that another version wrote and this one cannot read.</summary>
    public static ProgramEvent? Read(ReadOnlyMemory<byte> line, IShapeCatalogue shapes)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var type = Text(root, "type") ?? "";
            DescribedShape? shape = null;
            if (root.TryGetProperty("shape", out var map))
            {
                var unknown = new UnknownSet([.. Texts(root, "unknown").OfType<string>()]);
                shape = shapes.Decode(type, (PropertyValue.Map)Json.ValueOf(map), unknown, [.. Texts(root, "places")]);
                if (shape is null)
                {
                    return null;
                }
                shape = shape with { Mark = Text(root, "mark") };
            }
            return new(Enum.Parse<ProgramAct>(Text(root, "act")!), Text(root, "urn")!)
            {
                At = root.GetProperty("at").GetInt64(),
                Type = type,
                Step = Enum.Parse<ProgramStep>(Text(root, "step")!),
                DeletesFirst = root.TryGetProperty("deletesFirst", out var first) && first.ValueKind == JsonValueKind.True,
                Place = Text(root, "place"),
                Other = Text(root, "other"),
                Shape = shape,
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or InvalidCastException)
        {
            return null;
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string?> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PropertyValue value)
    {
        switch (value)
        {
            case PropertyValue.Text text:
                json.WriteStringValue(text.Value);
                break;
            case PropertyValue.Bool truth:
                json.WriteBooleanValue(truth.Value);
                break;
            case PropertyValue.Number number:
                json.WriteNumberValue(number.Value);
                break;
            case PropertyValue.List list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item);
                }
                json.WriteEndArray();
                break;
            case PropertyValue.Map map:
                json.WriteStartObject();
                foreach (var (key, item) in map.Entries)
                {
                    json.WritePropertyName(key);
                    Write(json, item);
                }
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string?> Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static t => t.GetString())
            : [];
}
