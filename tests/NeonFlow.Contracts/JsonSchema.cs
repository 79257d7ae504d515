using System.Text.Json.Nodes;

namespace NeonFlow.Contracts;

/// <summary>
/// Checks JSON against a schema: the keywords that the contract files use, of JSON Schema and of OpenAPI 3.0. A keyword that
/// it does not know is an error, so that no rule is passed over in silence.
/// </summary>
/// <param name="document">The document that <c>$ref</c>s point into.</param>
public sealed partial class JsonSchema(JsonObject document)
{
    private static readonly HashSet<string> Annotations =
    [
        "$schema",
        "$id",
        "$anchor",
        "$comment",
        "$defs",
        "definitions",
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "discriminator",
        "externalDocs",
        "xml",
        "contentEncoding",
        "contentMediaType",
        "secret",
        "multiline",
        "order",
        "advanced",
        "nonsensitive",
        "auth_type",
        "recommended",
        "desciption",
    ];

    /// <summary>Report members that a schema with declared members does not name. Default false, as JSON Schema has it.</summary>
    public bool RefuseUndeclared { get; init; }

    /// <summary>Reads a contract file and checks against all of it.</summary>
    public static IReadOnlyList<string> Check(string file, JsonNode? value)
    {
        var document = ContractFiles.Read(file);
        return new JsonSchema(document).Check(value, document);
    }

    /// <summary>Everything that is wrong, one line each; empty where the value fits.</summary>
    /// <param name="value">The JSON.</param>
    /// <param name="schema">The schema, a part of the document.</param>
    /// <param name="at">Where the value stands, for the messages.</param>
    public IReadOnlyList<string> Check(JsonNode? value, JsonNode schema, string at = "$")
    {
        var errors = new List<string>();
        Check(value, schema, at, errors, outermost: true);
        return errors;
    }

    /// <summary>What a <c>$ref</c> points at, or the schema itself.</summary>
    public JsonNode Resolve(JsonNode schema)
    {
        while (schema is JsonObject o && o["$ref"] is { } reference)
        {
            schema = Point((string)reference!);
        }
        return schema;
    }

    private void Check(JsonNode? value, JsonNode schema, string at, List<string> errors, bool outermost)
    {
        if (schema is JsonValue boolean)
        {
            if (!boolean.GetValue<bool>())
            {
                errors.Add($"{at}: nothing is allowed here");
            }
            return;
        }
        var rules = schema.AsObject();
        if (rules["$ref"] is { } reference)
        {
            // What stands beside a reference is a rule of its own in newer JSON Schema and a remark in OpenAPI 3.0.
            Check(value, Point((string)reference!), at, errors, outermost && rules.Count == 1);
            if (rules.Count == 1)
            {
                return;
            }
        }
        if (value is null && Flag(rules, "nullable"))
        {
            return;
        }
        foreach (var (keyword, rule) in rules)
        {
            if (Annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal))
            {
                continue;
            }
            Apply(keyword, rule!, rules, value, at, errors);
        }
        if (RefuseUndeclared && outermost && value is JsonObject members)
        {
            var declared = new HashSet<string>(StringComparer.Ordinal);
            if (Declared(rules, declared))
            {
                errors.AddRange(
                    members.Where(member => !declared.Contains(member.Key)).Select(member => $"{at}.{member.Key}: not declared")
                );
            }
        }
    }

    private void Apply(string keyword, JsonNode rule, JsonObject rules, JsonNode? value, string at, List<string> errors)
    {
        var members = value as JsonObject;
        var array = value as JsonArray;
        switch (keyword)
        {
            case "$ref" or "nullable" or "then" or "else":
                break;
            case "type":
                var types = rule is JsonArray several ? several.Select(one => (string)one!).ToList() : [(string)rule!];
                if (!types.Any(type => IsOf(type, value)))
                {
                    errors.Add($"{at}: is {Kind(value)}, must be {string.Join(" or ", types)}");
                }
                break;
            case "enum":
                if (!rule.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)))
                {
                    errors.Add($"{at}: {Text(value)} is none of {rule.ToJsonString()}");
                }
                break;
            case "const":
                if (!JsonNode.DeepEquals(rule, value))
                {
                    errors.Add($"{at}: {Text(value)} is not {rule.ToJsonString()}");
                }
                break;
            case "required":
                errors.AddRange(
                    rule.AsArray()
                        .Select(name => (string)name!)
                        .Where(name => members?.ContainsKey(name) == false)
                        .Select(name => $"{at}.{name}: is missing")
                );
                break;
            case "properties":
                foreach (var (name, inner) in rule.AsObject())
                {
                    if (members?.TryGetPropertyValue(name, out var member) == true)
                    {
                        Check(member, inner!, $"{at}.{name}", errors, outermost: true);
                    }
                }
                break;
            case "patternProperties":
                foreach (var (pattern, inner) in rule.AsObject())
                {
                    foreach (var (name, member) in members?.Where(member => Matches(member.Key, pattern)) ?? [])
                    {
                        Check(member, inner!, $"{at}.{name}", errors, outermost: true);
                    }
                }
                break;
            case "additionalProperties":
                foreach (var (name, member) in members?.Where(member => !Named(rules, member.Key)) ?? [])
                {
                    Check(member, rule, $"{at}.{name}", errors, outermost: true);
                }
                break;
            case "propertyNames":
                foreach (var (name, _) in members ?? [])
                {
                    Check(JsonValue.Create(name), rule, $"{at}.{name} (name)", errors, outermost: true);
                }
                break;
            case "unevaluatedProperties":
                var known = new HashSet<string>(StringComparer.Ordinal);
                if (Declared(rules, known))
                {
                    foreach (var (name, member) in members?.Where(member => !known.Contains(member.Key)) ?? [])
                    {
                        Check(member, rule, $"{at}.{name}", errors, outermost: true);
                    }
                }
                break;
            case "dependentRequired":
                foreach (var (name, needs) in rule.AsObject())
                {
                    errors.AddRange(
                        needs!
                            .AsArray()
                            .Select(need => (string)need!)
                            .Where(need => members is not null && members.ContainsKey(name) && !members.ContainsKey(need))
                            .Select(need => $"{at}.{need}: is missing beside {name}")
                    );
                }
                break;
            case "minProperties":
                Limit(members?.Count >= rule.GetValue<int>(), members, $"has fewer than {rule} members");
                break;
            case "maxProperties":
                Limit(members?.Count <= rule.GetValue<int>(), members, $"has more than {rule} members");
                break;
            case "items":
                for (var index = 0; index < array?.Count; index++)
                {
                    Check(array[index], rule, $"{at}[{index}]", errors, outermost: true);
                }
                break;
            case "contains":
                Limit(array?.Any(element => Fits(element, rule)) == true, array, "holds no fitting element");
                break;
            case "minItems":
                Limit(array?.Count >= rule.GetValue<int>(), array, $"has fewer than {rule} elements");
                break;
            case "maxItems":
                Limit(array?.Count <= rule.GetValue<int>(), array, $"has more than {rule} elements");
                break;
            case "uniqueItems":
                if (
                    rule.GetValue<bool>()
                    && array is not null
                    && array.Select(element => element?.ToJsonString() ?? "null").Distinct().Count() != array.Count
                )
                {
                    errors.Add($"{at}: holds an element twice");
                }
                break;
            case "pattern":
                Limit(Words(value) is { } words && Matches(words, (string)rule!), Words(value), $"does not match {rule}");
                break;
            case "minLength":
                Limit(Words(value)?.Length >= rule.GetValue<int>(), Words(value), $"is shorter than {rule}");
                break;
            case "maxLength":
                Limit(Words(value)?.Length <= rule.GetValue<int>(), Words(value), $"is longer than {rule}");
                break;
            case "format":
                CheckFormat((string)rule!, value, at, errors);
                break;
            case "minimum":
                Limit(
                    Number(value) is { } low && (Flag(rules, "exclusiveMinimum") ? low > Number(rule) : low >= Number(rule)),
                    Number(value),
                    $"is below {rule}"
                );
                break;
            case "maximum":
                Limit(
                    Number(value) is { } high && (Flag(rules, "exclusiveMaximum") ? high < Number(rule) : high <= Number(rule)),
                    Number(value),
                    $"is above {rule}"
                );
                break;
            case "exclusiveMinimum":
                Limit(Number(rule) is not { } floor || Number(value) > floor, Number(value), $"is not above {rule}");
                break;
            case "exclusiveMaximum":
                Limit(Number(rule) is not { } roof || Number(value) < roof, Number(value), $"is not below {rule}");
                break;
            case "multipleOf":
                Limit(Number(value) % Number(rule) == 0, Number(value), $"is not a multiple of {rule}");
                break;
            case "allOf":
                foreach (var part in rule.AsArray())
                {
                    Check(value, part!, at, errors, outermost: false);
                }
                break;
            case "anyOf" or "oneOf":
                var tries = rule.AsArray().Select(part => Try(value, part!, at)).ToList();
                var fitting = tries.Count(found => found.Count == 0);
                if (fitting == 0)
                {
                    errors.Add($"{at}: fits none of {tries.Count} forms; nearest: {tries.MinBy(found => found.Count)![0]}");
                }
                else if (keyword == "oneOf" && fitting > 1)
                {
                    errors.Add($"{at}: fits {fitting} forms, must fit one");
                }
                break;
            case "not":
                if (Fits(value, rule))
                {
                    errors.Add($"{at}: fits what is ruled out");
                }
                break;
            case "if":
                if (rules[Fits(value, rule) ? "then" : "else"] is { } branch)
                {
                    Check(value, branch, at, errors, outermost: false);
                }
                break;
            default:
                throw new NotSupportedException(
                    $"The schema keyword '{keyword}' at {at} is not known to this checker; teach it before relying on it."
                );
        }

        void Limit(bool holds, object? applies, string complaint)
        {
            if (applies is not null && !holds)
            {
                errors.Add($"{at}: {Text(value)} {complaint}");
            }
        }
    }

    private List<string> Try(JsonNode? value, JsonNode schema, string at)
    {
        var found = new List<string>();
        Check(value, schema, at, found, outermost: false);
        return found;
    }

    private bool Fits(JsonNode? value, JsonNode schema) => Try(value, schema, "$").Count == 0;

    // False where a schema names no members, or says that others may come: then nothing is undeclared.
    private bool Declared(JsonNode schema, HashSet<string> names)
    {
        if (Resolve(schema) is not JsonObject rules)
        {
            return false;
        }
        if (rules["additionalProperties"] is { } more && !(more is JsonValue no && no.TryGetValue<bool>(out var yes) && !yes))
        {
            return false;
        }
        var any = rules["properties"] is JsonObject;
        foreach (var (name, _) in rules["properties"] as JsonObject ?? [])
        {
            names.Add(name);
        }
        foreach (var keyword in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach (var part in rules[keyword] as JsonArray ?? [])
            {
                any |= Declared(part!, names);
            }
        }
        return any;
    }

    private static bool Named(JsonObject rules, string name) =>
        (rules["properties"] as JsonObject)?.ContainsKey(name) == true
        || (rules["patternProperties"] as JsonObject)?.Any(pattern => Matches(name, pattern.Key)) == true;
}
