using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// What a <c>$ref</c> of a bundled JSON Schema stands for: a pointer, an anchor or the id of a schema in the same document.
/// </summary>
internal static class SchemaReference
{
    public static JsonNode? Resolve(JsonNode? root, string reference)
    {
        if (reference == "#" || reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return Json.At(root, reference[1..]);
        }
        var (keyword, name) = reference.StartsWith('#') ? ("$anchor", reference[1..]) : ("$id", reference);
        return Search(root, schema => schema[keyword].String() == name);
    }

    private static JsonObject? Search(JsonNode? node, Func<JsonObject, bool> test) =>
        node switch
        {
            JsonObject schema when test(schema) => schema,
            JsonObject schema => schema.Select(member => Search(member.Value, test)).FirstOrDefault(found => found is not null),
            JsonArray many => many.Select(part => Search(part, test)).FirstOrDefault(found => found is not null),
            _ => null,
        };
}
