using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Contracts;

// References, formats and the kinds of values.
public sealed partial class JsonSchema
{
    private JsonNode Point(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            throw new NotSupportedException($"The reference {reference} leaves its document.");
        }
        JsonNode? at = document;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at?[
                Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            ];
        }
        return at ?? throw new InvalidDataException($"The reference {reference} points at nothing.");
    }

    private static void CheckFormat(string format, JsonNode? value, string at, List<string> errors)
    {
        var words = Words(value);
        var number = Number(value);
        var holds = format switch
        {
            "uuid" => words is null || Guid.TryParseExact(words, "D", out _),
            "date-time" => words is null
                || (
                    DateTimeOffset.TryParse(words, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    && words.Contains('T')
                    && (words.EndsWith('Z') || Regex.IsMatch(words, "[+-][0-9]{2}:[0-9]{2}$"))
                ),
            "email" => words is null || Regex.IsMatch(words, "^[^@ ]+@[^@ ]+$"),
            "uri" => words is null || Uri.TryCreate(words, UriKind.Absolute, out _),
            "int32" => number is null || number is >= int.MinValue and <= int.MaxValue,
            "int64" => number is null || number is >= long.MinValue and <= long.MaxValue,
            _ => true,
        };
        if (!holds)
        {
            errors.Add($"{at}: {Text(value)} is not of format {format}");
        }
    }

    private static bool IsOf(string type, JsonNode? value) =>
        type switch
        {
            "null" => value is null,
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => Words(value) is not null,
            "boolean" => Kind(value) == "boolean",
            "number" => Number(value) is not null,
            "integer" => Number(value) is { } number && number == decimal.Truncate(number),
            _ => throw new NotSupportedException($"The schema type '{type}' is not known."),
        };

    // Schemas name Unicode categories in full, .NET by their letters.
    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(
            text,
            pattern
                .Replace(@"\p{Letter}", @"\p{L}", StringComparison.Ordinal)
                .Replace(@"\p{Number}", @"\p{N}", StringComparison.Ordinal)
                .Replace(@"\p{Punctuation}", @"\p{P}", StringComparison.Ordinal)
        );

    private static bool Flag(JsonObject rules, string name) =>
        rules[name] is JsonValue value && value.TryGetValue<bool>(out var set) && set;

    private static string? Words(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static decimal? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number
            ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : null;

    private static string Kind(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            { } kind => kind.ToString().ToLowerInvariant(),
        };

    private static string Text(JsonNode? value) =>
        value?.ToJsonString() is { } text
            ? text.Length > 80
                ? text[..80] + "…"
                : text
            : "null";
}
