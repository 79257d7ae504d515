using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace NeonFlow.SchemaGen.Tests;

/// <summary>A program in YAML, checked against the package schema as Pulumi's YAML checks it.</summary>
internal sealed partial class YamlProgram
{
    private readonly PackageSchema _schema;
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _plain = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];

    private YamlProgram(PackageSchema schema) => _schema = schema;

    /// <summary>What is wrong with the program, and the tokens that it uses.</summary>
    public static (IReadOnlyList<string> Wrong, IReadOnlyCollection<string> Tokens) Check(PackageSchema schema, string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var program = new YamlProgram(schema);
        program.Check((YamlMappingNode)stream.Documents[0].RootNode);
        return (program._wrong, program._tokens.Values);
    }

    private void Check(YamlMappingNode root)
    {
        var variables = Entries(root, "variables")
            .Select(static v => (v.Name, Call: (YamlMappingNode)((YamlMappingNode)v.Node)["fn::invoke"]))
            .ToList();
        var resources = Entries(root, "resources").Select(static r => (r.Name, Node: (YamlMappingNode)r.Node)).ToList();
        _plain.UnionWith(Entries(root, "config").Select(static c => c.Name));
        foreach (var (name, call) in variables)
        {
            _tokens[name] = Text(call["function"]);
        }

        foreach (var (name, node) in resources)
        {
            _tokens[name] = Text(node["type"]);
        }

        foreach (var (name, call) in variables)
        {
            Given(name, (YamlMappingNode)call["arguments"]);
        }

        foreach (var (name, node) in resources)
        {
            Given(name, (YamlMappingNode)node["properties"]);
            foreach (var (option, value) in Entries(node, "options"))
            {
                if (option != "dependsOn")
                {
                    _wrong.Add($"{name}: {option} is not checked here");
                }

                foreach (var resource in ((YamlSequenceNode)value).Children.Select(Text))
                {
                    if (!_tokens.ContainsKey(resource.Trim('$', '{', '}')))
                    {
                        _wrong.Add($"{name} depends on {resource}, which is not there");
                    }
                }
            }
        }

        foreach (var (_, value) in Entries(root, "outputs"))
        {
            _ = References(Text(value));
        }
    }

    private void Given(string name, YamlMappingNode properties)
    {
        var token = _tokens[name];
        var given = properties.Children.Keys.Select(Text).ToList();
        _wrong.AddRange(_schema.Misnamed(token, given));
        foreach (var input in given)
        {
            if (_schema.InputsOf(token) is { } inputs && inputs.TryGetProperty(input, out var shape))
            {
                Fits($"{name}.{input}", shape, properties[input]);
            }
        }
    }

    private void Fits(string at, JsonElement shape, YamlNode value)
    {
        shape = _schema.TypeOf(shape);
        var kind = shape.GetProperty("type").GetString();
        switch (value)
        {
            case YamlMappingNode map when kind == "object":
                foreach (var (key, node) in map.Children)
                {
                    if (shape.TryGetProperty("additionalProperties", out var any))
                    {
                        Fits($"{at}.{key}", any, node);
                    }
                    else if (shape.GetProperty("properties").TryGetProperty(Text(key), out var member))
                    {
                        Fits($"{at}.{key}", member, node);
                    }
                    else
                    {
                        _wrong.Add($"{at} has no {key}");
                    }
                }

                break;
            case YamlSequenceNode list when kind == "array":
                foreach (var item in list)
                {
                    Fits(at, shape.GetProperty("items"), item);
                }

                break;
            case YamlScalarNode scalar when References(scalar.Value!) is { Count: > 0 } kinds:
                // Only what is nothing but a reference keeps the type of what it refers to.
                if ((kinds is [(var whole, true)] ? whole : "string") is { } now && now != kind)
                {
                    _wrong.Add($"{at} is {kind}, and {scalar.Value} is {now}");
                }

                break;
            case YamlScalarNode scalar when !IsScalar(shape, kind, scalar.Value!):
                _wrong.Add($"{at} is {kind}, and not {scalar.Value}");
                break;
            case YamlScalarNode:
                break;
            default:
                _wrong.Add($"{at} is {kind}");
                break;
        }
    }

    private static bool IsScalar(JsonElement shape, string? kind, string value) =>
        kind switch
        {
            "boolean" => value is "true" or "false",
            "integer" => int.TryParse(value, CultureInfo.InvariantCulture, out _),
            "number" => double.TryParse(value, CultureInfo.InvariantCulture, out _),
            "string" => !shape.TryGetProperty("enum", out var members)
                || members.EnumerateArray().Any(m => m.GetProperty("value").GetString() == value),
            _ => false,
        };

    // The type of each reference in a text, and whether it is all of the text.
    private List<(string Kind, bool IsWhole)> References(string text)
    {
        var kinds = new List<(string Kind, bool IsWhole)>();
        foreach (Match m in Reference().Matches(text))
        {
            var (name, output) = (m.Groups["name"].Value, m.Groups["output"].Value);
            if (output.Length == 0 && _plain.Contains(name))
            {
                kinds.Add(("string", m.Length == text.Length));
            }
            else if (_tokens.TryGetValue(name, out var token) && _schema.OutputsOf(token).TryGetProperty(output, out var found))
            {
                kinds.Add((_schema.TypeOf(found).GetProperty("type").GetString()!, m.Length == text.Length));
            }
            else
            {
                _wrong.Add($"{m.Value} is not there");
            }
        }

        return kinds;
    }

    private static IEnumerable<(string Name, YamlNode Node)> Entries(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var found)
            ? ((YamlMappingNode)found).Children.Select(static e => (Text(e.Key), e.Value))
            : [];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"\$\{(?<name>[\w-]+)(?:\.(?<output>\w+))?\}")]
    private static partial Regex Reference();
}
