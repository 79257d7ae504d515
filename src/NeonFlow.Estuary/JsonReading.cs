using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Reading JSON without a type for every answer; what has another form than expected is absent.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonNode? node, string name) => (node as JsonObject)?[name].AsText();

    public static string? AsText(this JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    public static bool Flag(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue v && v.TryGetValue<bool>(out var b) && b;

    public static long? Whole(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue v && v.TryGetValue<long>(out var n) ? n : null;

    public static JsonObject? Object(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static IEnumerable<JsonNode> List(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonArray a ? a.OfType<JsonNode>() : [];

    public static IReadOnlyList<string> Texts(this JsonNode? node, string name) =>
        [.. node.List(name).Select(static n => n.AsText()).OfType<string>()];

    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();

    /// <summary>Members in order.</summary>
    public static JsonObject Members(params (string Name, JsonNode? Value)[] members)
    {
        var result = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                result[name] = value;
            }
        }

        return result;
    }
}
