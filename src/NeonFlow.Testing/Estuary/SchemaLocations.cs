using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>Which locations of a document a JSON schema knows, whether they must be there, and of what type they are.</summary>
internal sealed class SchemaLocations(JsonNode? root)
{
    internal sealed record Location(bool Exists, bool Required, bool Scalar);

    private const int MaxDepth = 12;

    /// <summary>Null where the schema says nothing about properties at all, so nothing can be judged.</summary>
    public Location? Find(string pointer)
    {
        var at = Expand(root as JsonObject).ToList();
        if (!at.Any(s => s["properties"] is JsonObject))
        {
            return null;
        }
        var required = true;
        foreach (var token in Json.Tokens(pointer))
        {
            var element = at.Select(s => s["items"]).OfType<JsonObject>().FirstOrDefault();
            if (element is not null && token.All(char.IsAsciiDigit))
            {
                required &= at.Any(s =>
                    s["minItems"] is JsonValue min
                    && min.TryGetValue<int>(out var n)
                    && n > int.Parse(token, System.Globalization.CultureInfo.InvariantCulture)
                );
                at = [.. Expand(element)];
                continue;
            }
            var next = at.Where(s => s["properties"] is JsonObject p && p.ContainsKey(token))
                .SelectMany(s => Expand(s["properties"]![token] as JsonObject))
                .ToList();
            if (next.Count == 0 && !at.Any(s => (s["properties"] as JsonObject)?.ContainsKey(token) == true))
            {
                return new Location(false, false, false);
            }
            required &= at.Any(s => s["required"] is JsonArray r && r.Any(n => n.String() == token));
            at = next;
        }
        var types = at.SelectMany(Types).ToList();
        return new Location(
            true,
            required,
            types.Count == 0
                || (types.Any(t => t != "null") && !types.Any(t => t is "object" or "array" or "number"))
                || IsFormattedNumber(at, types)
        );
    }

    /// <summary>Every property location, in the order the schema names them.</summary>
    public IReadOnlyList<string> All()
    {
        var found = new List<string>();
        Walk(Expand(root as JsonObject).ToList(), "", 0, found);
        return found;
    }

    // A number that may also be written as a string ("format": "number") is read as text, which can be a key.
    private static bool IsFormattedNumber(List<JsonObject> at, List<string> types) =>
        types.Contains("string") && at.Any(s => s["format"].String() == "number");

    private static IEnumerable<string> Types(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray many => many.Select(t => t.String()).OfType<string>(),
            { } one when one.String() is { } t => [t],
            _ => [],
        };

    private void Walk(List<JsonObject> at, string pointer, int depth, List<string> found)
    {
        if (depth > MaxDepth)
        {
            return;
        }
        foreach (var name in at.SelectMany(s => (s["properties"] as JsonObject)?.Select(p => p.Key) ?? []).Distinct().ToList())
        {
            var child = pointer + "/" + Json.Escape(name);
            if (!found.Contains(child))
            {
                found.Add(child);
            }
            Walk([.. at.SelectMany(s => Expand((s["properties"] as JsonObject)?[name] as JsonObject))], child, depth + 1, found);
        }
    }

    // The schema itself and everything it applies in place: $ref and allOf.
    private IEnumerable<JsonObject> Expand(JsonObject? schema, int depth = 0)
    {
        if (schema is null || depth > MaxDepth)
        {
            yield break;
        }
        yield return schema;
        if (schema["$ref"].String() is { } reference)
        {
            foreach (var s in Expand(SchemaReference.Resolve(root, reference) as JsonObject, depth + 1))
            {
                yield return s;
            }
        }
        if (schema["allOf"] is JsonArray all)
        {
            foreach (var s in all.OfType<JsonObject>().SelectMany(part => Expand(part, depth + 1)))
            {
                yield return s;
            }
        }
    }
}
