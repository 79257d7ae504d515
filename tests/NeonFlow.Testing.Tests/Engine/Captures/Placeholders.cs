using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>
/// Compares what was recorded with what happens; a numbered placeholder stands for one value throughout a capture, any other for anything.
/// </summary>
internal sealed partial class Placeholders
{
    // Answers are filled in while other calls are compared.
    private readonly ConcurrentDictionary<string, string> _bound = new(StringComparer.Ordinal);

    public void Compare(string where, JsonNode? recorded, JsonNode? actual, List<string> differences)
    {
        switch (recorded)
        {
            case JsonObject expected when actual is JsonObject found:
                foreach (var name in expected.Select(e => e.Key).Union(found.Select(f => f.Key)).ToArray())
                {
                    Compare(
                        $"{where}.{name}",
                        expected.ContainsKey(name) ? expected[name] : Absent(),
                        found.ContainsKey(name) ? found[name] : Absent(),
                        differences
                    );
                }

                return;
            case JsonArray expected when actual is JsonArray found:
                for (var i = 0; i < Math.Max(expected.Count, found.Count); i++)
                {
                    Compare(
                        $"{where}[{i}]",
                        i < expected.Count ? expected[i] : Absent(),
                        i < found.Count ? found[i] : Absent(),
                        differences
                    );
                }

                return;
            case JsonValue value
                when value.GetValueKind() == JsonValueKind.String
                    && (actual is null || IsAbsent(actual) || actual.GetValueKind() == JsonValueKind.String):
                var text = actual is null || IsAbsent(actual) ? "" : actual.GetValue<string>();
                if (
                    IsAbsent(value)
                    || !(IsAnything(value) || (actual is not null && !IsAbsent(actual) && Matches(value.GetValue<string>(), text)))
                )
                {
                    break;
                }

                return;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number && actual?.GetValueKind() == JsonValueKind.Number:
                if (Number(value).Equals(Number(actual)))
                {
                    return;
                }

                break;
            default:
                if (JsonNode.DeepEquals(recorded, actual))
                {
                    return;
                }

                break;
        }

        differences.Add($"{where}: recorded {Shown(recorded)}, now {Shown(actual)}");
    }

    /// <summary>Whether a text is what was recorded; a numbered placeholder that was not met before takes its value from here.</summary>
    public bool Matches(string recorded, string actual)
    {
        var fresh = new List<string>();
        var pattern =
            "^"
            + Marks()
                .Replace(
                    Regex.Escape(recorded),
                    mark =>
                    {
                        var name = mark.Groups[1].Value;
                        if (!name.StartsWith("uuid-", StringComparison.Ordinal))
                        {
                            return "(?s:.+)";
                        }

                        if (_bound.TryGetValue(name, out var value))
                        {
                            return Regex.Escape(value);
                        }

                        var group = "g" + name.Replace("-", "", StringComparison.Ordinal);
                        if (fresh.Contains(name))
                        {
                            return $@"\k<{group}>";
                        }

                        fresh.Add(name);
                        return $"(?<{group}>[0-9a-f-]{{36}})";
                    }
                )
            + "$";
        var match = Regex.Match(actual, pattern);
        if (!match.Success)
        {
            return false;
        }

        foreach (var name in fresh)
        {
            _bound[name] = match.Groups["g" + name.Replace("-", "", StringComparison.Ordinal)].Value;
        }

        return true;
    }

    /// <summary>
    /// A recorded message with the values that its numbered placeholders have in this run; one that has none keeps its mark, or gets a
    /// value if it is to be fresh.
    /// </summary>
    public JsonNode? Fill(JsonNode? recorded, bool fresh = false) =>
        recorded is null
            ? null
            : JsonNode.Parse(
                Marks()
                    .Replace(
                        recorded.ToJsonString(Json),
                        mark =>
                        {
                            var name = mark.Groups[1].Value;
                            if (fresh && name.StartsWith("uuid-", StringComparison.Ordinal))
                            {
                                _bound.TryAdd(name, Guid.NewGuid().ToString());
                            }

                            return _bound.GetValueOrDefault(name, mark.Value);
                        }
                    )
            );

    internal static JsonSerializerOptions Json { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    private static JsonValue Absent() => JsonValue.Create("\0absent")!;

    private static bool IsAbsent(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == "\0absent";

    // Services that this engine does not offer are left out, or empty.
    private static bool IsAnything(JsonValue recorded) =>
        recorded.GetValue<string>()
            is "<loaderTarget>"
                or "<mapperTarget>"
                or "<resolverTarget>"
                or "<resourceStatusAddress>"
                or "<resourceStatusToken>";

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Shown(JsonNode? node) => IsAbsent(node) ? "nothing" : node?.ToJsonString(Json) ?? "null";

    [GeneratedRegex("<([a-zA-Z0-9-]+)>")]
    private static partial Regex Marks();
}
