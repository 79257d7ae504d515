using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Contracts;

/// <summary>An OpenAPI 3.0 definition: says whether a call and its answer are as it declares.</summary>
public sealed class OpenApiContract
{
    private readonly JsonObject _document;
    private readonly JsonSchema _schema;
    private readonly JsonSchema _strict;

    private OpenApiContract(JsonObject document)
    {
        _document = document;
        _schema = new JsonSchema(document);
        _strict = new JsonSchema(document) { RefuseUndeclared = true };
    }

    /// <summary>Reads a definition, for example <see cref="ContractFiles.NeonApi"/>.</summary>
    public static OpenApiContract Read(string file) => new(ContractFiles.Read(file));

    /// <summary>Checks one call and its answer; empty where both are as declared. Members that are not declared count as wrong.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path below the server's base URL, percent-encoded, without the query.</param>
    /// <param name="query">Query with or without its question mark, or empty.</param>
    /// <param name="requestBody">The request's body, or empty.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="responseBody">The answer's body, or empty.</param>
    public IReadOnlyList<string> Check(string method, string path, string query, string requestBody, int status, string responseBody)
    {
        var call = $"{method} {path}";
        if (Find(method, path) is not var (operation, item, inPath))
        {
            return [$"{call}: not in the contract"];
        }
        var errors = new List<string>();
        CheckParameters(operation, item, inPath, query, errors);
        CheckRequest(operation, requestBody, errors);
        CheckResponse(operation, status, responseBody, errors);
        return [.. errors.Select(error => $"{call} -> {status}: {error}")];
    }

    private (JsonObject Operation, JsonObject Item, Dictionary<string, string> InPath)? Find(string method, string path)
    {
        var wanted = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (JsonObject, JsonObject, Dictionary<string, string>)? best = null;
        var fewest = int.MaxValue;
        foreach (var (template, item) in _document["paths"]!.AsObject())
        {
            var parts = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != wanted.Length || item![method.ToLowerInvariant()] is not JsonObject operation)
            {
                continue;
            }
            var inPath = new Dictionary<string, string>(StringComparer.Ordinal);
            var fits = true;
            for (var at = 0; at < parts.Length && fits; at++)
            {
                if (parts[at].StartsWith('{'))
                {
                    inPath[parts[at].Trim('{', '}')] = Uri.UnescapeDataString(wanted[at]);
                }
                else
                {
                    fits = parts[at] == wanted[at];
                }
            }
            // A literal segment wins over a parameter.
            if (fits && inPath.Count < fewest)
            {
                fewest = inPath.Count;
                best = (operation, item.AsObject(), inPath);
            }
        }
        return best;
    }

    private void CheckParameters(
        JsonObject operation,
        JsonObject item,
        Dictionary<string, string> inPath,
        string query,
        List<string> errors
    )
    {
        var given = query
            .TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(
                pair => Uri.UnescapeDataString(pair[0]),
                pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "").Replace('+', ' '),
                StringComparer.Ordinal
            );
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in (item["parameters"] as JsonArray ?? []).Concat(operation["parameters"] as JsonArray ?? []))
        {
            var parameter = _schema.Resolve(node!).AsObject();
            var name = (string)parameter["name"]!;
            var place = (string)parameter["in"]!;
            var values = place switch
            {
                "path" => inPath,
                "query" => given,
                _ => null,
            };
            if (values is null)
            {
                continue;
            }
            if (place == "query")
            {
                declared.Add(name);
            }
            if (values.TryGetValue(name, out var text))
            {
                errors.AddRange(_schema.Check(Typed(text, parameter["schema"]!), parameter["schema"]!, $"{place} parameter {name}"));
            }
            else if (parameter["required"] is JsonValue required && required.GetValue<bool>())
            {
                errors.Add($"{place} parameter {name}: is missing");
            }
        }
        errors.AddRange(given.Keys.Where(name => !declared.Contains(name)).Select(name => $"query parameter {name}: not declared"));
    }

    private void CheckRequest(JsonObject operation, string body, List<string> errors)
    {
        var declared = operation["requestBody"] is { } request ? _schema.Resolve(request).AsObject() : null;
        if (body.Length == 0)
        {
            if (declared?["required"] is JsonValue required && required.GetValue<bool>())
            {
                errors.Add("request: body is missing");
            }
            return;
        }
        if (declared?["content"]?["application/json"]?["schema"] is not { } content)
        {
            errors.Add("request: has a body, none is declared");
            return;
        }
        CheckBody("request", body, content, errors);
    }

    private void CheckResponse(JsonObject operation, int status, string body, List<string> errors)
    {
        var responses = operation["responses"]!.AsObject();
        var declared = responses[status.ToString(CultureInfo.InvariantCulture)] ?? (status >= 400 ? responses["default"] : null);
        if (declared is null)
        {
            errors.Add($"response: status {status} is not declared");
            return;
        }
        var content = _schema.Resolve(declared)["content"]?["application/json"]?["schema"];
        if (content is null)
        {
            if (body.Length > 0)
            {
                errors.Add("response: has a body, none is declared");
            }
            return;
        }
        CheckBody("response", body, content, errors);
    }

    private void CheckBody(string what, string body, JsonNode content, List<string> errors)
    {
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            errors.Add($"{what}: is not JSON");
            return;
        }
        errors.AddRange(_strict.Check(value, content, what));
    }

    private JsonNode? Typed(string text, JsonNode declared) =>
        (string?)_schema.Resolve(declared)["type"] switch
        {
            "integer" or "number" when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            "boolean" when bool.TryParse(text, out var yes) => JsonValue.Create(yes),
            _ => JsonValue.Create(text),
        };
}
