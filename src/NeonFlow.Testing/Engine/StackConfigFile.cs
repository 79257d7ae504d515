using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace NeonFlow.Testing.Engine;

/// <summary>
/// The config file of one stack, <c>Pulumi.&lt;stack&gt;.yaml</c>: read and written as the pulumi CLI does, secrets encrypted with a
/// passphrase.
/// </summary>
/// <remarks>In pulumi/pulumi: ProjectStack (sdk/go/common/workspace/project.go).</remarks>
internal sealed partial class StackConfigFile(string directory, string project, string stack)
{
    private const string Salt = "encryptionsalt";

    public string Path { get; } = System.IO.Path.Combine(directory, $"Pulumi.{stack}.yaml");

    /// <summary>The values by <c>namespace:key</c>; lists and maps are JSON text, as programs get them.</summary>
    public IReadOnlyDictionary<string, ConfigValue> Read(string passphrase)
    {
        var config = new Dictionary<string, ConfigValue>(StringComparer.Ordinal);
        if (Root() is not { } root)
        {
            return config;
        }

        var vault = new Lazy<SecretVault?>(() => Yaml.Text(root, Salt) is { } salt ? SecretVault.Open(salt, passphrase) : null);
        foreach (var (key, value) in Entries(root))
        {
            var secret = false;
            var json = Json(value, Name(key), vault, ref secret);
            var text = json is JsonValue plain && plain.GetValueKind() == JsonValueKind.String ? plain.GetValue<string>() : null;
            config[Full(Name(key))] = new(
                text ?? (value as YamlScalarNode)?.Value ?? json?.ToJsonString(PropertyJson.Compact) ?? "",
                secret
            );
        }

        return config;
    }

    /// <summary>Remembers values; everything else in the file stays as it is written, comments too.</summary>
    public void Set(IReadOnlyDictionary<string, ConfigValue> values, string passphrase)
    {
        var known = Read(passphrase);
        var news = values.Where(v => !known.TryGetValue(Full(v.Key), out var old) || old != v.Value).ToList();
        if (news.Count == 0)
        {
            return;
        }

        var salt = Root() is { } root ? Yaml.Text(root, Salt) : null;
        var vault = news.Exists(static n => n.Value.Secret)
            ? salt is null
                ? SecretVault.Create(passphrase)
                : SecretVault.Open(salt, passphrase)
            : null;
        foreach (var (key, value) in news)
        {
            Replace(
                Full(key),
                value.Secret
                    ? [$"  {Scalar(Full(key))}:", $"    secure: {vault!.Encrypt(value.Value)}"]
                    : [$"  {Scalar(Full(key))}: {Scalar(value.Value)}"]
            );
        }

        if (vault is not null && salt is null)
        {
            Write([$"{Salt}: {vault.State}", .. Lines()]);
        }
    }

    /// <summary>Forgets a value; false where there is none.</summary>
    public bool Remove(string key)
    {
        var there = Root() is { } root && Entries(root).Any(e => Full(Name(e.Key)) == Full(key));
        if (there)
        {
            Replace(Full(key), []);
        }

        return there;
    }

    private void Replace(string key, IReadOnlyList<string> entry)
    {
        var lines = Lines();
        var root = Root();
        if (root is null || Yaml.Child(root, "config") is not { } section)
        {
            Write([.. lines, "config:", .. entry]);
            return;
        }

        var heading = (int)root.Children.Keys.First(k => Name(k) == "config").Start.Line;
        if (section is not YamlMappingNode { Style: not MappingStyle.Flow } map)
        {
            if (section is not YamlScalarNode { Value: "" or null } && section is not YamlMappingNode { Children.Count: 0 })
            {
                throw new EngineException($"{Path}: `config` is written on one line; give each of its keys a line of its own");
            }

            lines[heading - 1] = "config:";
            Write([.. lines[..heading], .. entry, .. lines[heading..]]);
            return;
        }

        var entries = map.Children.ToList();
        var at = entries.FindIndex(e => Full(Name(e.Key)) == key);
        var (from, to) =
            at < 0 ? (End(entries[^1].Value), End(entries[^1].Value)) : (entries[at].Key.Start.Line - 1, End(entries[at].Value));
        var indent = new string(' ', (int)entries[0].Key.Start.Column - 1);
        Write([.. lines[..(int)from], .. entry.Select(l => indent + l[2..]), .. lines[(int)to..]]);
    }

    // A node ends on the line of its last text: what follows it, empty lines and comments, is not its own.
    private static long End(YamlNode node) =>
        node switch
        {
            YamlMappingNode { Style: not MappingStyle.Flow, Children.Count: > 0 } map => End(map.Children.Last().Value),
            YamlSequenceNode { Style: not SequenceStyle.Flow, Children.Count: > 0 } list => End(list.Children[^1]),
            YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } => node.End.Column == 1 ? node.End.Line - 1 : node.End.Line,
            _ => node.End.Line,
        };

    private List<string> Lines() => File.Exists(Path) ? [.. File.ReadAllLines(Path)] : [];

    private void Write(IEnumerable<string> lines)
    {
        var next = Path + ".new";
        File.WriteAllText(next, string.Concat(lines.Select(static l => l + "\n")));
        File.Move(next, Path, overwrite: true);
    }

    private YamlMappingNode? Root() => File.Exists(Path) ? Yaml.Root(Path) : null;

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Entries(YamlMappingNode root) =>
        Yaml.Child(root, "config") is YamlMappingNode map ? map.Children : [];

    private static string Name(YamlNode key) => (key as YamlScalarNode)?.Value ?? "";

    private string Full(string name) => name.Contains(':', StringComparison.Ordinal) ? name : $"{project}:{name}";

    private JsonNode? Json(YamlNode node, string name, Lazy<SecretVault?> vault, ref bool secret)
    {
        switch (node)
        {
            case YamlSequenceNode list:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(Json(item, name, vault, ref secret));
                }

                return items;
            case YamlMappingNode map when Yaml.Text(map, "secure") is { } sealedText && map.Children.Count == 1:
                secret = true;
                return vault.Value is { } open
                    ? JsonValue.Create(open.Decrypt(sealedText))
                    : throw new EngineException(
                        $"{Path}: {name} is encrypted with a service that only the pulumi CLI asks; give its value as a secret config "
                            + "value instead"
                    );
            case YamlMappingNode map:
                var members = new JsonObject();
                foreach (var (key, value) in map)
                {
                    members[Name(key)] = Json(value, name, vault, ref secret);
                }

                return members;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when Literal().IsMatch(text):
                return JsonNode.Parse(text);
            default:
                return JsonValue.Create((node as YamlScalarNode)?.Value ?? "");
        }
    }

    // Plain text where YAML reads nothing else into it, else JSON's form, which is YAML's, too.
    private static string Scalar(string text) =>
        Simple().IsMatch(text) && !Literal().IsMatch(text) ? text : JsonValue.Create(text).ToJsonString(PropertyJson.Compact);

    [GeneratedRegex(@"^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)$")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./-]*(?::[A-Za-z0-9_./-]+)*$")]
    private static partial Regex Simple();
}
