using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>
/// What the control plane gives to whoever may read or write a collection, and what the brokers of its data plane see in it.
/// </summary>
internal sealed class JournalAccess
{
    public const string CollectionLabel = "estuary.dev/collection";

    /// <summary>Right to list journals.</summary>
    public const int List = 1 << 1;

    /// <summary>Right to read from journals.</summary>
    public const int Read = 1 << 3;

    private const int Apply = 1 << 2;
    private const int Append = 1 << 4;

    // A token serves for an hour.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What the capabilities of a grant are to a broker.</summary>
    public static IReadOnlyDictionary<string, int> Capabilities { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["read"] = List | Read,
            ["write"] = List | Read | Append,
            ["admin"] = List | Read | Append | Apply,
        };

    /// <summary>What the names of a collection's journals begin with.</summary>
    public static string PrefixOf(LiveSpec collection) => $"{collection.Name}/{collection.MadeByPubId}/";

    public string Grant(LiveSpec collection, User user, string capability)
    {
        var now = DateTimeOffset.UtcNow;
        return Jwt.Sign(
            new JsonObject
            {
                ["cap"] = Capabilities[capability],
                ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["iss"] = collection.DataPlane.Fqdn,
                ["sel"] = new JsonObject
                {
                    ["include"] = new JsonObject
                    {
                        ["labels"] = new JsonArray(
                            new JsonObject { ["name"] = CollectionLabel, ["value"] = collection.Name },
                            new JsonObject
                            {
                                ["name"] = "name",
                                ["value"] = PrefixOf(collection),
                                ["prefix"] = true,
                            }
                        ),
                    },
                },
                ["sub"] = user.Id.ToString(),
            },
            _key
        );
    }

    /// <summary>The journals that a token opens, or why it does not.</summary>
    public (JsonObject? Selector, string? Problem) Check(string? bearer, int required)
    {
        if (bearer is null)
        {
            return (null, "missing or empty Authorization token");
        }
        var (verdict, claims) = Jwt.Read(bearer, _key);
        return verdict switch
        {
            Tokens.Verdict.Malformed => (null, "verifying Authorization: token is malformed"),
            Tokens.Verdict.BadSignature => (null, "verifying Authorization: token signature is invalid: signature is invalid"),
            Tokens.Verdict.Expired => (null, "verifying Authorization: token has invalid claims: token is expired"),
            _ when (claims!["cap"]!.GetValue<int>() & required) != required => (
                null,
                $"authorization is missing required {(required == Read ? "READ" : "LIST")} capability"
            ),
            _ => (claims!["sel"]!.AsObject(), null),
        };
    }
}
