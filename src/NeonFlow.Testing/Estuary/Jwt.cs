using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>JSON web tokens, signed with HS256.</summary>
internal static class Jwt
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    public static string Sign(JsonObject claims, byte[] key)
    {
        var unsigned = Url(Encoding.UTF8.GetBytes(Header)) + "." + Url(Encoding.UTF8.GetBytes(claims.Text()));
        return unsigned + "." + Url(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(unsigned)));
    }

    /// <summary>The claims of a token; whether it is valid by now is for the caller to say.</summary>
    public static (Tokens.Verdict Verdict, JsonObject? Claims) Read(string token, byte[] key)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return (Tokens.Verdict.Malformed, null);
        }
        var expected = Url(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1])));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(parts[2])))
        {
            return (Tokens.Verdict.BadSignature, null);
        }
        var padded = parts[1].Replace('-', '+').Replace('_', '/');
        var claims = Json.ParseObject(
            Encoding.UTF8.GetString(Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '=')))
        )!;
        return claims["exp"]!.GetValue<long>() <= DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            ? (Tokens.Verdict.Expired, claims)
            : (Tokens.Verdict.Ok, claims);
    }

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
