using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Validation of a value against the keywords of JSON Schema 2020-12 that connectors' schemas of configs and documents use. Messages never
/// quote a value.
/// </summary>
internal sealed class SchemaCheck(JsonNode? root)
{
    private readonly Dictionary<string, JsonNode?> _resolved = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Errors(JsonNode? value)
    {
        var errors = new List<string>();
        Check(root, value, "", errors);
        return errors;
    }

    public bool Fits(JsonNode? schema, JsonNode? value)
    {
        var errors = new List<string>();
        Check(schema, value, "", errors);
        return errors.Count == 0;
    }

    private void Check(JsonNode? node, JsonNode? value, string at, List<string> errors)
    {
        if (node is JsonValue flag)
        {
            if (flag.GetValueKind() == JsonValueKind.False)
            {
                errors.Add($"{Where(at)} is not allowed");
            }
            return;
        }
        if (node is not JsonObject schema)
        {
            return;
        }
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (schema["$ref"].String() is { } reference)
        {
            Check(Resolve(reference), value, at, errors);
        }

        if (schema["type"] is { } type)
        {
            string[] allowed = type is JsonArray many ? [.. many.Select(t => t.String()!)] : [type.String()!];
            if (!allowed.Any(t => Is(t, value, kind)))
            {
                errors.Add($"{Where(at)} is not of type {string.Join(" or ", allowed)}");
                return;
            }
        }
        if (schema.TryGetPropertyValue("const", out var constant) && !JsonNode.DeepEquals(constant, value))
        {
            errors.Add($"{Where(at)} is not {constant.Text()}");
        }
        if (schema["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
        {
            errors.Add($"{Where(at)} is not one of {values.Text()}");
        }
        if (schema["allOf"] is JsonArray all)
        {
            foreach (var part in all)
            {
                Check(part, value, at, errors);
            }
        }
        if (schema["anyOf"] is JsonArray any && !any.Any(part => Fits(part, value)))
        {
            errors.Add($"{Where(at)} is not valid under any of the given schemas");
        }
        if (schema["oneOf"] is JsonArray one && one.Count(part => Fits(part, value)) is var n && n != 1)
        {
            errors.Add(
                n == 0
                    ? $"{Where(at)} is not valid under any of the given schemas"
                    : $"{Where(at)} is valid under more than one of the given schemas"
            );
        }
        if (schema["not"] is { } not && Fits(not, value))
        {
            errors.Add($"{Where(at)} is not allowed");
        }

        switch (value)
        {
            case JsonObject o:
                CheckObject(schema, o, at, errors);
                break;
            case JsonArray a:
                CheckArray(schema, a, at, errors);
                break;
            default:
                if (kind == JsonValueKind.String)
                {
                    CheckText(schema, value!.GetValue<string>(), at, errors);
                }
                if (kind == JsonValueKind.Number)
                {
                    CheckNumber(schema, Number(value!), at, errors);
                }
                break;
        }
    }

    private void CheckObject(JsonObject schema, JsonObject value, string at, List<string> errors)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(r => r.String()!).Where(r => !value.ContainsKey(r)))
        {
            errors.Add($"{Where(at)}: \"{name}\" is a required property");
        }
        var properties = schema["properties"] as JsonObject;
        var patterns = schema["patternProperties"] as JsonObject;
        foreach (var (name, child) in value)
        {
            var path = at + "/" + Json.Escape(name);
            var known = false;
            if (properties?.TryGetPropertyValue(name, out var declared) == true)
            {
                known = true;
                Check(declared, child, path, errors);
            }
            foreach (var (pattern, sub) in patterns ?? [])
            {
                if (!Regex.IsMatch(name, Net(pattern)))
                {
                    continue;
                }
                known = true;
                Check(sub, child, path, errors);
            }
            if (!known && schema.TryGetPropertyValue("additionalProperties", out var rest))
            {
                Check(rest, child, path, errors);
            }
        }
    }

    private void CheckArray(JsonObject schema, JsonArray value, string at, List<string> errors)
    {
        if (schema["minItems"] is { } min && value.Count < Number(min))
        {
            errors.Add($"{Where(at)} has too few items");
        }
        if (schema["maxItems"] is { } max && value.Count > Number(max))
        {
            errors.Add($"{Where(at)} has too many items");
        }
        if (!schema.TryGetPropertyValue("items", out var items))
        {
            return;
        }
        for (var i = 0; i < value.Count; i++)
        {
            Check(items, value[i], $"{at}/{i}", errors);
        }
    }

    private static void CheckText(JsonObject schema, string value, string at, List<string> errors)
    {
        if (schema["minLength"] is { } min && value.Length < Number(min))
        {
            errors.Add($"{Where(at)} is too short");
        }
        if (schema["maxLength"] is { } max && value.Length > Number(max))
        {
            errors.Add($"{Where(at)} is too long");
        }
        if (schema["pattern"].String() is { } pattern && !Regex.IsMatch(value, Net(pattern)))
        {
            errors.Add($"{Where(at)} does not match \"{pattern}\"");
        }
    }

    private static void CheckNumber(JsonObject schema, double value, string at, List<string> errors)
    {
        if (schema["minimum"] is { } min && value < Number(min))
        {
            errors.Add($"{Where(at)} is less than the minimum");
        }
        if (schema["maximum"] is { } max && value > Number(max))
        {
            errors.Add($"{Where(at)} is greater than the maximum");
        }
    }

    private static bool Is(string type, JsonNode? value, JsonValueKind kind) =>
        type switch
        {
            "null" => kind == JsonValueKind.Null,
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && Number(value!) % 1 == 0,
            _ => false,
        };

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    // Schemas of upstream write Unicode classes by their long names.
    private static string Net(string pattern) =>
        pattern.Replace(@"\p{Letter}", @"\p{L}", StringComparison.Ordinal).Replace(@"\p{Number}", @"\p{N}", StringComparison.Ordinal);

    private JsonNode? Resolve(string reference)
    {
        if (!_resolved.TryGetValue(reference, out var schema))
        {
            _resolved[reference] = schema = SchemaReference.Resolve(root, reference);
        }
        return schema;
    }

    private static string Where(string at) => at.Length == 0 ? "the value" : at;
}
