using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NeonFlow.Estuary;

/// <summary>Specs as YAML, in the form of a catalogue file, for people to read. Secrets are never in it.</summary>
public static class SpecText
{
    private const string Hidden = "[secret]";

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
        Write(emitter, node, "");
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return writer.ToString().TrimEnd('\n', '.', ' ');
    }

    private static void Write(Emitter emitter, JsonNode? node, string name)
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
                    if (key == "sops")
                    {
                        continue;
                    }

                    var isEncrypted = key.EndsWith("_sops", StringComparison.Ordinal);
                    emitter.Emit(Plain(isEncrypted ? key[..^5] : key));
                    if (isEncrypted)
                    {
                        emitter.Emit(Plain(Hidden));
                    }
                    else
                    {
                        Write(emitter, value, key);
                    }
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
                    Write(emitter, item, name);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(SecretNames.Contains(name, StringComparer.Ordinal) ? Hidden : value.GetValue<string>()));
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
