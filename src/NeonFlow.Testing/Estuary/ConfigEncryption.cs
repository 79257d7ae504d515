using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// Seals endpoint configurations as the config-encryption service does (sops form, suffix <c>_sops</c>) and unseals them for the data
/// plane.
/// The master key lives as long as the local Estuary and never leaves this class.
/// </summary>
internal sealed class ConfigEncryption
{
    private const string Suffix = "_sops";
    private const string KeyName = "projects/local/locations/local/keyRings/local/cryptoKeys/config-encryption";
    private readonly byte[] _master = RandomNumberGenerator.GetBytes(32);

    public HttpAnswer Handle(HttpCall call)
    {
        if (call.Path != "/v1/encrypt-config")
        {
            return Refuse(404, "NotFound", "no such endpoint");
        }
        if (call.Method != "POST")
        {
            return Refuse(405, "MethodNotAllowed", "use POST");
        }
        if (call.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Refuse(400, "MissingContentType", "the Content-Type header must be application/json");
        }
        if (
            Json.ParseObject(call.Body) is not { } body
            || body["config"] is not JsonObject config
            || body["schema"] is not JsonObject schema
        )
        {
            return Refuse(400, "InvalidBody", "expected a JSON object with an object 'config' and an object 'schema'");
        }
        if (config.ContainsKey("sops"))
        {
            return Refuse(400, "InvalidBody", "the config is encrypted already");
        }
        var errors = new SchemaCheck(schema).Errors(config);
        if (errors.Count > 0)
        {
            return Refuse(400, "FailedValidation", "the config does not validate against the schema", errors);
        }
        return HttpAnswer.Json(200, Seal(config, schema));
    }

    /// <summary>The config with its secret properties renamed and encrypted, and the <c>sops</c> object at its end.</summary>
    public JsonObject Seal(JsonObject config, JsonObject schema)
    {
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var modified = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var secrets = SecretPointers(config, schema).ToHashSet(StringComparer.Ordinal);
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, dataKey);
        var result = (JsonObject)
            Walk(
                config,
                "",
                (pointer, value) =>
                {
                    AddToMac(mac, value);
                    return secrets.Contains(pointer) ? Encrypt(dataKey, value, pointer) : null;
                },
                Suffix
            )!;
        result["sops"] = new JsonObject
        {
            ["gcp_kms"] = new JsonArray(
                new JsonObject
                {
                    ["resource_id"] = KeyName,
                    ["created_at"] = modified,
                    ["enc"] = Convert.ToBase64String(Wrap(_master, dataKey)),
                }
            ),
            ["lastmodified"] = modified,
            ["mac"] = Encrypt(dataKey, JsonValue.Create(Convert.ToHexString(mac.GetHashAndReset())), modified),
            ["encrypted_suffix"] = Suffix,
            ["version"] = "3.9.0",
        };
        return result;
    }

    /// <summary>The plaintext of a sealed config; a config without <c>sops</c> comes back as it is. Only for the data plane.</summary>
    /// <exception cref="CryptographicException">The config was not sealed here, or was changed since.</exception>
    public JsonObject Unseal(JsonObject config)
    {
        if (config["sops"] is not JsonObject sops)
        {
            return (JsonObject)config.DeepClone();
        }
        try
        {
            var dataKey = Unwrap(_master, Convert.FromBase64String(sops["gcp_kms"]![0]!["enc"]!.GetValue<string>()));
            var plain = (JsonObject)config.DeepClone();
            plain.Remove("sops");
            using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, dataKey);
            var result = (JsonObject)
                Walk(
                    plain,
                    "",
                    (pointer, value) =>
                    {
                        var text = value.String();
                        var opened =
                            pointer.EndsWith(Suffix, StringComparison.Ordinal) && text is not null
                                ? Decrypt(dataKey, text, pointer[..^Suffix.Length])
                                : null;
                        AddToMac(mac, opened ?? value);
                        return opened;
                    },
                    "",
                    Suffix
                )!;
            var expected = Decrypt(dataKey, sops["mac"]!.GetValue<string>(), sops["lastmodified"]!.GetValue<string>()).String();
            if (expected != Convert.ToHexString(mac.GetHashAndReset()))
            {
                throw new CryptographicException("MAC mismatch: the encrypted endpoint configuration was modified");
            }
            return result;
        }
        catch (Exception e)
            when (e
                    is FormatException
                        or InvalidOperationException
                        or NullReferenceException
                        or ArgumentException
                        or AuthenticationTagMismatchException
            )
        {
            throw new CryptographicException(
                "the endpoint configuration cannot be decrypted: it was not encrypted by this config-encryption service, or was modified"
            );
        }
    }

    /// <summary>Pointers of the values that the schema marks secret.</summary>
    public static IEnumerable<string> SecretPointers(JsonNode? config, JsonObject schema)
    {
        var check = new SchemaCheck(schema);
        return Secrets(schema, config, "").Distinct();

        IEnumerable<string> Secrets(JsonNode? node, JsonNode? value, string at)
        {
            if (node is not JsonObject s || value is null)
            {
                yield break;
            }
            if ((s["secret"].IsTrue() || s["airbyte_secret"].IsTrue()) && value is JsonValue)
            {
                yield return at;
            }
            foreach (var group in (string[])["allOf", "anyOf", "oneOf"])
            {
                foreach (var branch in s[group] as JsonArray ?? [])
                {
                    // Of alternatives only those that apply say what is secret.
                    if (group != "allOf" && !check.Fits(branch, value))
                    {
                        continue;
                    }
                    foreach (var p in Secrets(branch, value, at))
                    {
                        yield return p;
                    }
                }
            }
            if (value is JsonObject o && s["properties"] is JsonObject properties)
            {
                foreach (var (name, sub) in properties)
                {
                    foreach (var p in Secrets(sub, o[name], at + "/" + Json.Escape(name)))
                    {
                        yield return p;
                    }
                }
            }
        }
    }

    private static JsonNode? Walk(JsonNode? node, string at, Func<string, JsonNode, JsonNode?> leaf, string add, string remove = "")
    {
        switch (node)
        {
            case JsonObject o:
                var result = new JsonObject();
                foreach (var (name, value) in o)
                {
                    var pointer = at + "/" + Json.Escape(name);
                    var changed = value is JsonValue ? leaf(pointer, value) : null;
                    if (changed is not null)
                    {
                        result[remove.Length > 0 ? name[..^remove.Length] : name + add] = changed;
                    }
                    else
                    {
                        result[name] = Walk(value, pointer, leaf, add, remove);
                    }
                }
                return result;
            case JsonArray a:
                var list = new JsonArray();
                for (var i = 0; i < a.Count; i++)
                {
                    if (a[i] is JsonValue value)
                    {
                        _ = leaf($"{at}/{i}", value);
                    }
                    list.Add(Walk(a[i], $"{at}/{i}", leaf, add, remove));
                }
                return list;
            default:
                return node.Copy();
        }
    }

    private static void AddToMac(IncrementalHash mac, JsonNode value) => mac.AppendData(Encoding.UTF8.GetBytes(value.Text() + "\n"));

    private static string Encrypt(byte[] key, JsonNode value, string additional)
    {
        var type = value.GetValueKind() switch
        {
            JsonValueKind.String => "str",
            JsonValueKind.Number => "float",
            _ => "bool",
        };
        var plain = Encoding.UTF8.GetBytes(value.String() ?? value.Text());
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var data = new byte[plain.Length];
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, plain, data, tag, Encoding.UTF8.GetBytes(additional));
        var (encoded, iv, seal) = (Convert.ToBase64String(data), Convert.ToBase64String(nonce), Convert.ToBase64String(tag));
        return $"ENC[AES256_GCM,data:{encoded},iv:{iv},tag:{seal},type:{type}]";
    }

    private static JsonNode Decrypt(byte[] key, string sealedText, string additional)
    {
        if (!sealedText.StartsWith("ENC[AES256_GCM,", StringComparison.Ordinal))
        {
            throw new CryptographicException("a value under an encrypted name is not encrypted");
        }
        var parts = sealedText["ENC[AES256_GCM,".Length..^1]
            .Split(',')
            .ToDictionary(p => p[..p.IndexOf(':', StringComparison.Ordinal)], p => p[(p.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        var data = Convert.FromBase64String(parts["data"]);
        var tag = Convert.FromBase64String(parts["tag"]);
        var plain = new byte[data.Length];
        using var aes = new AesGcm(key, tag.Length);
        aes.Decrypt(Convert.FromBase64String(parts["iv"]), data, tag, plain, Encoding.UTF8.GetBytes(additional));
        var text = Encoding.UTF8.GetString(plain);
        return parts["type"] == "str" ? JsonValue.Create(text) : JsonNode.Parse(text)!;
    }

    private static byte[] Wrap(byte[] master, byte[] dataKey)
    {
        var result = new byte[12 + 16 + dataKey.Length];
        RandomNumberGenerator.Fill(result.AsSpan(0, 12));
        using var aes = new AesGcm(master, 16);
        aes.Encrypt(result.AsSpan(0, 12), dataKey, result.AsSpan(28), result.AsSpan(12, 16));
        return result;
    }

    private static byte[] Unwrap(byte[] master, byte[] wrapped)
    {
        var result = new byte[wrapped.Length - 28];
        using var aes = new AesGcm(master, 16);
        aes.Decrypt(wrapped.AsSpan(0, 12), wrapped.AsSpan(28), wrapped.AsSpan(12, 16), result);
        return result;
    }

    private static HttpAnswer Refuse(int status, string id, string description, IReadOnlyList<string>? details = null)
    {
        var body = new JsonObject { ["error"] = id, ["description"] = description };
        if (details is not null)
        {
            body["details"] = new JsonArray([.. details.Select(d => JsonValue.Create(d))]);
        }
        return HttpAnswer.Json(status, body);
    }
}
