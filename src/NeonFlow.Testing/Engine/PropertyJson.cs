using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>The JSON form of property trees in state files.</summary>
/// <remarks>In pulumi/pulumi: SerializeProperties (pkg/resource/stack/deployment.go).</remarks>
internal static class PropertyJson
{
    public static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 20_000,
    };

    public static JsonObject Write(PropertyMap map, SecretVault? vault, bool shown = false)
    {
        var to = new JsonObject();
        foreach (var (name, value) in map)
        {
            to[name] = Write(value, vault, shown);
        }

        return to;
    }

    /// <summary>The JSON of a value; without a vault its secrets are written in clear, as the plaintext of an outer secret.</summary>
    public static JsonNode? Write(PropertyValue value, SecretVault? vault, bool shown = false)
    {
        switch (value)
        {
            case BoolValue b:
                return JsonValue.Create(b.Value);
            case NumberValue n:
                return double.IsInteger(n.Value) && Math.Abs(n.Value) < 1e15 ? JsonValue.Create((long)n.Value) : JsonValue.Create(n.Value);
            case StringValue s:
                return JsonValue.Create(s.Value);
            case UnknownValue:
                return JsonValue.Create(PropertyCodec.UnknownString);
            case ArrayValue array:
                return new JsonArray([.. array.Items.Select(i => Write(i, vault, shown))]);
            case ObjectValue map:
                return Write(map.Members, vault, shown);
            case SecretValue when shown:
                return JsonValue.Create("[secret]");
            case SecretValue secret:
                if (vault is null)
                {
                    return Write(secret.Element, null);
                }

                var plaintext = Write(secret.Element, null)?.ToJsonString(Compact) ?? "null";
                return Signed(PropertyCodec.SecretSignature, ("ciphertext", vault.Encrypt(plaintext)));
            case OutputValue output:
                return Write(
                    output.IsSecret ? new SecretValue(output.Value ?? PropertyValue.Unknown) : output.Value ?? PropertyValue.Unknown,
                    vault,
                    shown
                );
            case ResourceReferenceValue reference:
                return Signed(
                    PropertyCodec.ResourceSignature,
                    ("urn", reference.Urn),
                    ("id", reference.Id is null ? null : reference.Id.AsString ?? ""),
                    ("packageVersion", reference.PackageVersion)
                );
            case AssetValue asset:
                return Signed(
                    PropertyCodec.AssetSignature,
                    ("hash", asset.Hash),
                    ("text", asset.Text),
                    ("path", asset.Path),
                    ("uri", asset.Uri)
                );
            case ArchiveValue archive:
                var signed = Signed(PropertyCodec.ArchiveSignature, ("hash", archive.Hash), ("path", archive.Path), ("uri", archive.Uri));
                if (archive.Assets is { } assets)
                {
                    signed["assets"] = Write(assets, vault, shown);
                }

                return signed;
            default:
                return null;
        }
    }

    public static PropertyMap ReadMap(JsonNode? from, SecretVault vault) =>
        from is JsonObject map ? new(map.Select(m => KeyValuePair.Create(m.Key, Read(m.Value, vault)))) : PropertyMap.Empty;

    public static PropertyValue Read(JsonNode? from, SecretVault vault)
    {
        switch (from)
        {
            case null:
                return PropertyValue.Null;
            case JsonArray array:
                return new ArrayValue(array.Select(i => Read(i, vault)));
            case JsonObject map:
                return ReadObject(map, vault);
            default:
                return from.GetValueKind() switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    JsonValueKind.Number => from.GetValue<double>(),
                    _ => from.GetValue<string>() is var text && PropertyCodec.IsUnknownText(text) ? PropertyValue.Unknown : text,
                };
        }
    }

    private static PropertyValue ReadObject(JsonObject map, SecretVault vault)
    {
        string? Text(string name) => map[name]?.GetValue<string>();
        if (map[PropertyCodec.SignatureKey] is not JsonValue signature || signature.GetValueKind() != JsonValueKind.String)
        {
            return new ObjectValue(ReadMap(map, vault));
        }

        switch (signature.GetValue<string>())
        {
            case PropertyCodec.SecretSignature:
                var plaintext =
                    Text("plaintext")
                    ?? vault.Decrypt(Text("ciphertext") ?? throw new EngineException("a secret of the state file has no ciphertext"));
                return new SecretValue(Read(JsonNode.Parse(plaintext), vault));
            case PropertyCodec.ResourceSignature:
                return new ResourceReferenceValue(
                    Text("urn") ?? "",
                    Text("id") is { } id ? (id.Length == 0 ? PropertyValue.Unknown : id) : null,
                    Text("packageVersion") ?? ""
                );
            case PropertyCodec.AssetSignature:
                return new AssetValue(Text("hash") ?? "", Text("text"), Text("path"), Text("uri"));
            case PropertyCodec.ArchiveSignature:
                return new ArchiveValue(
                    Text("hash") ?? "",
                    map["assets"] is JsonObject assets ? ReadMap(assets, vault) : null,
                    Text("path"),
                    Text("uri")
                );
            case var other:
                throw new EngineException($"unrecognized signature '{other}' in a value of the state file");
        }
    }

    private static JsonObject Signed(string signature, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var to = new JsonObject { [PropertyCodec.SignatureKey] = signature };
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                to[name] = value;
            }
        }

        return to;
    }
}
