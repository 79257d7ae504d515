using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;

namespace NeonFlow.Harness;

/// <summary>Property maps as JSON, with the engine's special objects as they travel.</summary>
internal static class Properties
{
    public const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    private const string SignatureKey = "4dabf18193072939515e22adb298388d";
    private const string SecretSignature = "1b47061264138c4ac30d75fd1eb44270";

    public static JsonObject Secret(JsonNode? value) => new() { [SignatureKey] = SecretSignature, ["value"] = value };

    public static bool IsSecret(JsonNode? node) =>
        node is JsonObject o && o[SignatureKey] is JsonValue s && s.GetValue<string>() == SecretSignature;

    public static bool IsUnknown(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) && text == Unknown;

    public static bool HasUnknown(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.Any(static m => HasUnknown(m.Value)),
            JsonArray a => a.Any(HasUnknown),
            _ => IsUnknown(node),
        };

    /// <summary>A copy without secret marks.</summary>
    public static JsonNode? Plain(JsonNode? node) =>
        node switch
        {
            JsonObject o when IsSecret(o) => Plain(o["value"]),
            JsonObject o => new JsonObject(o.Select(static m => KeyValuePair.Create(m.Key, Plain(m.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Plain)]),
            _ => node?.DeepClone(),
        };

    /// <summary>A text that is equal for what means the same: marks, absent members and the order of lists do not count.</summary>
    public static string Canonical(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject o when IsSecret(o) => Canonical(o["value"]),
            JsonObject o => "{"
                + string.Join(
                    ",",
                    o.Where(static m => Plain(m.Value) is not null)
                        .OrderBy(static m => m.Key, StringComparer.Ordinal)
                        .Select(static m => m.Key + ":" + Canonical(m.Value))
                )
                + "}",
            JsonArray a => "[" + string.Join(",", a.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
            _ => node.ToJsonString(),
        };

    /// <summary>Texts that anybody may read: those outside of secrets.</summary>
    public static IEnumerable<string> Readable(JsonNode? node) =>
        node switch
        {
            JsonObject o when IsSecret(o) => [],
            JsonObject o => o.SelectMany(static m => Readable(m.Value)),
            JsonArray a => a.SelectMany(Readable),
            JsonValue v when v.TryGetValue<string>(out var text) => [text],
            _ => [],
        };

    public static JsonObject Clone(JsonObject map) => map.DeepClone().AsObject();

    public static JsonObject With(JsonObject map, string key, JsonNode? value)
    {
        var copy = Clone(map);
        copy[key] = value;
        return copy;
    }

    public static JsonObject Without(JsonObject map, params IEnumerable<string> keys)
    {
        var copy = Clone(map);
        foreach (var key in keys)
        {
            copy.Remove(key);
        }

        return copy;
    }

    public static Struct ToStruct(JsonObject map)
    {
        var result = new Struct();
        foreach (var (key, value) in map)
        {
            result.Fields[key] = ToValue(value);
        }

        return result;
    }

    public static JsonObject FromStruct(Struct? map) =>
        map is null ? [] : new(map.Fields.Select(static f => KeyValuePair.Create(f.Key, FromValue(f.Value))));

    private static Value ToValue(JsonNode? node) =>
        node switch
        {
            null => Value.ForNull(),
            JsonObject o => Value.ForStruct(ToStruct(o)),
            JsonArray a => Value.ForList([.. a.Select(ToValue)]),
            JsonValue v when v.TryGetValue<bool>(out var truth) => Value.ForBool(truth),
            JsonValue v when v.TryGetValue<string>(out var text) => Value.ForString(text),
            _ => Value.ForNumber(double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)),
        };

    private static JsonNode? FromValue(Value value) =>
        value.KindCase switch
        {
            Value.KindOneofCase.StringValue => JsonValue.Create(value.StringValue),
            Value.KindOneofCase.NumberValue => JsonValue.Create(value.NumberValue),
            Value.KindOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
            Value.KindOneofCase.ListValue => new JsonArray([.. value.ListValue.Values.Select(FromValue)]),
            Value.KindOneofCase.StructValue => FromStruct(value.StructValue),
            _ => null,
        };
}
