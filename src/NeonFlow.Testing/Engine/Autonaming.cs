using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Engine;

/// <summary>What the stack's config says of the names that providers make up (<c>pulumi:autonaming</c>).</summary>
/// <remarks>In pulumi/pulumi: Global (pkg/resource/autonaming/strategy.go).</remarks>
internal sealed partial class Autonaming
{
    private const string Key = "pulumi:autonaming";

    private static readonly string[] NameMembers = ["mode", "pattern", "enforce"];

    private readonly Naming? _root;
    private readonly Dictionary<string, ProviderNaming> _providers = new(StringComparer.Ordinal);

    private Autonaming(JsonObject section, Func<string, string> resolve)
    {
        Known(section, [.. NameMembers, "providers"]);
        _root = Read(section, "root naming config", resolve).Naming;
        foreach (var (provider, said) in section["providers"] as JsonObject ?? [])
        {
            var given = Object(said);
            Known(given, [.. NameMembers, "resources"]);
            var (naming, has) = Read(given, $"naming config for provider \"{provider}\"", resolve);
            var resources = new Dictionary<string, Naming?>(StringComparer.Ordinal);
            foreach (var (resource, described) in given["resources"] as JsonObject ?? [])
            {
                Known(Object(described), NameMembers);
                var (own, hasOwn) = Read(Object(described), $"naming config for resource \"{resource}\"", resolve);
                resources[resource] = hasOwn ? own : throw Malformed($"mode or pattern must be specified for resource \"{resource}\"");
            }

            _providers[provider] = new(has ? naming : _root, resources);
        }
    }

    /// <summary>The naming of a stack, or null where its config says nothing.</summary>
    public static Autonaming? Of(IReadOnlyDictionary<string, ConfigValue> config, string organization, string project, string stack)
    {
        if (!config.TryGetValue(Key, out var text))
        {
            return null;
        }

        JsonObject section;
        try
        {
            section = Object(JsonNode.Parse(text.Value));
        }
        catch (JsonException failure)
        {
            throw Malformed($"failed to parse autonaming config: invalid autonaming config: {failure.Message}");
        }

        return new(
            section,
            pattern =>
                StackConfig()
                    .Replace(
                        pattern
                            .Replace("${organization}", organization, StringComparison.Ordinal)
                            .Replace("${project}", project, StringComparison.Ordinal)
                            .Replace("${stack}", stack, StringComparison.Ordinal),
                        match =>
                            config.TryGetValue($"{project}:{match.Groups[1].Value}", out var value)
                                ? value.Value
                                : throw Malformed($"no value found for key \"{match.Groups[1].Value}\"")
                    )
        );
    }

    /// <summary>How one resource is to be named; null where its provider decides alone.</summary>
    public Proposal? For(Urn urn, byte[] seed)
    {
        var known = _providers.TryGetValue(urn.Type.Split(':')[0], out var provider);
        var naming =
            !known ? _root
            : provider!.Resources.TryGetValue(urn.Type, out var own) ? own
            : provider.Default;
        return naming?.For(urn, seed, warns: known);
    }

    private static (Naming? Naming, bool Has) Read(JsonObject from, string what, Func<string, string> resolve)
    {
        var mode = from["mode"]?.GetValue<string>();
        var pattern = from["pattern"]?.GetValue<string>();
        var enforce = from["enforce"]?.GetValue<bool>();
        if (mode is not null && (pattern is not null || enforce is not null))
        {
            throw Malformed($"failed to resolve {what}: cannot specify both mode and pattern/enforce");
        }

        if (pattern is null && enforce is not null)
        {
            throw Malformed($"failed to resolve {what}: pattern must be specified when enforce is true");
        }

        return (pattern, mode) switch
        {
            ({ } text, _) => (
                new Naming(resolve(text), enforce ?? false ? AutonamingMode.Enforce : AutonamingMode.Propose, WarnsAlone: enforce ?? false),
                true
            ),
            (_, null) => (null, false),
            (_, "default") => (null, true),
            (_, "verbatim") => (new Naming("${name}", AutonamingMode.Enforce, WarnsAlone: false), true),
            (_, "disabled") => (new Naming("", AutonamingMode.Disabled, WarnsAlone: false), true),
            _ => throw Malformed($"failed to resolve {what}: invalid naming mode: {mode}"),
        };
    }

    private static JsonObject Object(JsonNode? node) =>
        node as JsonObject
        ?? throw Malformed("failed to parse autonaming config: invalid autonaming config structure: it must be an object");

    private static void Known(JsonObject section, string[] members)
    {
        if (section.Select(m => m.Key).FirstOrDefault(m => !members.Contains(m)) is { } unknown)
        {
            throw Malformed($"failed to parse autonaming config: invalid autonaming config structure: json: unknown field \"{unknown}\"");
        }
    }

    private static EngineException Malformed(string what) => new($"getting autonaming config: {what}");

    [GeneratedRegex(@"\$\{config\.([^}]+)\}")]
    private static partial Regex StackConfig();

    [GeneratedRegex(@"\$\{(?:(hex|alphanum|string|num)\((\d+)\)|uuid)\}")]
    private static partial Regex Random();

    private sealed record ProviderNaming(Naming? Default, IReadOnlyDictionary<string, Naming?> Resources);

    private sealed record Naming(string Pattern, AutonamingMode Mode, bool WarnsAlone)
    {
        public Proposal For(Urn urn, byte[] seed, bool warns)
        {
            var fixedPart = Pattern.Replace("${name}", urn.Name, StringComparison.Ordinal);
            var bytes = new Queue<byte>();
            var block = 0;
            var name = Random()
                .Replace(
                    fixedPart,
                    match =>
                        match.Groups[1].Value switch
                        {
                            "hex" => Letters("0123456789abcdef", match),
                            "alphanum" => Letters("abcdefghijklmnopqrstuvwxyz0123456789", match),
                            "string" => Letters("abcdefghijklmnopqrstuvwxyz", match),
                            "num" => Letters("0123456789", match),
                            _ => new Guid([.. Enumerable.Range(0, 16).Select(_ => Next())]).ToString(),
                        }
                );
            return new(new(name, Mode, warns || WarnsAlone), name == fixedPart);

            string Letters(string alphabet, Match match) =>
                new([
                    .. Enumerable
                        .Range(0, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))
                        .Select(_ => alphabet[Next() % alphabet.Length]),
                ]);

            // The same seed gives the same name: what is checked twice must not be renamed.
            byte Next()
            {
                if (bytes.Count == 0)
                {
                    Array.ForEach(SHA256.HashData([.. seed, .. BitConverter.GetBytes(block++)]), bytes.Enqueue);
                }

                return bytes.Dequeue();
            }
        }
    }

    /// <summary>What Check is told, and whether a replacement must delete first because its name stays the same.</summary>
    public sealed record Proposal(AutonamingOptions Options, bool DeleteBeforeReplace);
}
