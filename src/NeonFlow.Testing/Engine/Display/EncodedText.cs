using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>Texts that are JSON or YAML documents are shown as the trees they stand for.</summary>
/// <remarks>In pulumi/pulumi: propertyPrinter.decodeValue (pkg/backend/display/object_diff.go).</remarks>
internal static class EncodedText
{
    /// <summary>The tree and what it is written in; null for a text that is no list or object.</summary>
    public static (PropertyValue Value, string Kind)? Decode(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length > 0 && trimmed[0] is '{' or '[' && Json(trimmed) is { } json)
        {
            return (json, "json");
        }

        // A text of one line is hardly meant as YAML, although "foo: bar" would be.
        return trimmed.AsSpan().ContainsAny('\r', '\n') && Yaml(trimmed) is (ArrayValue or ObjectValue) and var yaml
            ? (yaml, "yaml")
            : null;
    }

    private static PropertyValue? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return FromJson(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PropertyValue FromJson(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new ObjectValue(
                new PropertyMap(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, FromJson(p.Value))))
            ),
            JsonValueKind.Array => new ArrayValue(element.EnumerateArray().Select(FromJson)),
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => PropertyValue.Null,
        };

    private static PropertyValue? Yaml(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: var root }] ? FromYaml(root) : null;
        }
        catch (YamlException)
        {
            return null;
        }
    }

    private static PropertyValue FromYaml(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new ObjectValue(
                new PropertyMap(map.Children.Select(c => KeyValuePair.Create(c.Key.ToString(), FromYaml(c.Value))))
            ),
            YamlSequenceNode list => new ArrayValue(list.Children.Select(FromYaml)),
            YamlScalarNode { Style: not (ScalarStyle.Plain or ScalarStyle.Any) } quoted => quoted.Value ?? "",
            YamlScalarNode plain => FromPlain(plain.Value ?? ""),
            _ => PropertyValue.Null,
        };

    private static PropertyValue FromPlain(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => PropertyValue.Null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)
                    && char.IsAsciiDigit(text[^1]) => number,
            _ => text,
        };
}
