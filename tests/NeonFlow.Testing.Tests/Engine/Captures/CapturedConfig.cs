using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>The stack config of a recording, as <c>pulumi config set</c> changed it before a step.</summary>
internal static partial class CapturedConfig
{
    /// <summary>Sets one value: a path leads into a value that is an object, null takes the value away.</summary>
    public static void Set(Dictionary<string, ConfigValue> config, string key, JsonNode? value)
    {
        var secret = value is JsonObject hidden ? hidden["secret"]!.GetValue<string>() : null;
        var name = key.IndexOf(':', StringComparison.Ordinal) + 1;
        if (key.IndexOf('.', name) is var cut and > 0)
        {
            var top = config.TryGetValue(key[..cut], out var known) ? JsonNode.Parse(known.Value)!.AsObject() : [];
            var at = top;
            var path = key[(cut + 1)..].Split('.');
            foreach (var part in path[..^1])
            {
                at = (JsonObject)(at[part] ??= new JsonObject());
            }

            at[path[^1]] = Typed(value!.GetValue<string>());
            config[key[..cut]] = top.ToJsonString(Placeholders.Json);
        }
        else if (value is null)
        {
            config.Remove(key);
        }
        else
        {
            config[key] = secret is null ? value.GetValue<string>() : ConfigValue.OfSecret(secret);
        }
    }

    /// <summary>
    /// The patterns with random parts that a section of naming config holds, as expressions for the names that they may give.
    /// </summary>
    public static IEnumerable<Regex> Patterns(JsonNode? section) =>
        section switch
        {
            JsonObject map => map.SelectMany(m =>
                m.Key == "pattern" && m.Value is JsonValue pattern && RandomPart().IsMatch(pattern.GetValue<string>())
                    ? [Expression(pattern.GetValue<string>())]
                    : Patterns(m.Value)
            ),
            _ => [],
        };

    private static Regex Expression(string pattern)
    {
        var expression = new StringBuilder("^");
        var at = 0;
        foreach (Match part in AnyPart().Matches(pattern))
        {
            expression
                .Append(Regex.Escape(pattern[at..part.Index]))
                .Append(
                    part.Groups[1].Value switch
                    {
                        "hex" => $"[0-9a-f]{{{part.Groups[2].Value}}}",
                        "alphanum" => $"[a-z0-9]{{{part.Groups[2].Value}}}",
                        "string" => $"[a-z]{{{part.Groups[2].Value}}}",
                        "num" => $"[0-9]{{{part.Groups[2].Value}}}",
                        "uuid" => "[0-9a-f-]{36}",
                        _ => ".+",
                    }
                );
            at = part.Index + part.Length;
        }

        return new(expression.Append(Regex.Escape(pattern[at..])).Append('$').ToString());
    }

    [GeneratedRegex(@"\$\{(hex|alphanum|string|num|uuid)\b")]
    private static partial Regex RandomPart();

    [GeneratedRegex(@"\$\{([a-z]+)(?:\((\d+)\)|\.[^}]+)?\}")]
    private static partial Regex AnyPart();

    private static JsonNode Typed(string text) =>
        bool.TryParse(text, out var truth) ? truth
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : text;
}
