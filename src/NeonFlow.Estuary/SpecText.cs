using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NeonFlow.Estuary;

/// <summary>Specs as YAML, in the form of a catalogue file, for people to read. Secrets are never in it.</summary>
public static class SpecText
{
    /// <summary>What the name of a member ends with whose value is encrypted.</summary>
    internal const string EncryptedSuffix = "_sops";

    private const string Hidden = "[secret]";
    private const string Credentials = "credentials";

    private static readonly string[] SecretNames = ["password", "privateKey", "private_key", "credentials_json", "service_account_json"];

    /// <summary>The specs under <c>captures:</c> and <c>collections:</c>; removals as <c>delete: true</c>.</summary>
    public static string ToYaml(IReadOnlyList<StagedSpec> specs)
    {
        var root = new JsonObject();
        foreach (var group in specs.GroupBy(static s => s.Type is null ? "removed" : s.Type + "s"))
        {
            root[group.Key] = new JsonObject(
                group.Select(static s => new KeyValuePair<string, JsonNode?>(
                    s.Name,
                    s.Spec is null ? new JsonObject { ["delete"] = true } : s.Spec.DeepClone()
                ))
            );
        }

        return ToYaml(root);
    }

    /// <summary>Any JSON as YAML, secrets hidden.</summary>
    public static string ToYaml(JsonNode node)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(writer);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, WithoutSecrets(node));
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return writer.ToString().TrimEnd('\n', '.', ' ');
    }

    /// <summary>A copy in which every secret is hidden, encrypted or not.</summary>
    /// <param name="node">The JSON.</param>
    /// <param name="at">Names of the members that lead to it.</param>
    internal static JsonNode? WithoutSecrets(JsonNode? node, params ReadOnlySpan<string> at)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject map when !IsSecret(at):
                var result = new JsonObject();
                foreach (var (key, value) in map.Where(static m => m.Key != "sops"))
                {
                    var isEncrypted = key.EndsWith(EncryptedSuffix, StringComparison.Ordinal);
                    result[isEncrypted ? key[..^EncryptedSuffix.Length] : key] = isEncrypted ? Hidden : WithoutSecrets(value, [.. at, key]);
                }

                return result;
            case JsonArray list when !IsSecret(at):
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(WithoutSecrets(item, at));
                }

                return items;
            default:
                return IsSecret(at) ? Hidden : node.DeepClone();
        }
    }

    // Which credentials a connector knows is its own affair, so that only the way to log in is shown of them.
    private static bool IsSecret(ReadOnlySpan<string> at) =>
        at.IndexOf(Credentials) is var credentials and >= 0 && at.Length > credentials + 1
            ? at[credentials + 1] != "auth_type"
            : at.Length > 0 && SecretNames.Contains(at[^1], StringComparer.Ordinal);

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(
                    new MappingStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block
                    )
                );
                foreach (var (key, value) in map)
                {
                    emitter.Emit(Plain(key));
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        list.Count == 0 || list.All(static i => i is JsonValue) ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in list)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            case null:
                emitter.Emit(Plain("null"));
                break;
            default:
                emitter.Emit(Plain(node.ToJsonString(EstuaryText.Options)));
                break;
        }
    }

    private static Scalar Plain(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Any, isPlainImplicit: true, isQuotedImplicit: true);

    /// <summary>A text that YAML would read as something else is quoted.</summary>
    private static Scalar Text(string text) =>
        new(
            AnchorName.Empty,
            TagName.Empty,
            text,
            text.Length == 0
            || text is "null" or "true" or "false" or "~" or "yes" or "no" or "on" or "off"
            || double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
                ? ScalarStyle.DoubleQuoted
                : ScalarStyle.Any,
            isPlainImplicit: true,
            isQuotedImplicit: true
        );
}
