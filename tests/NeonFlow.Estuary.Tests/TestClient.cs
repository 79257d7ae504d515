using System.Text;
using NeonFlow.Neon.Tests;

namespace NeonFlow.Estuary.Tests;

/// <summary>Clients of a scripted server, and the credentials that they send.</summary>
internal static class TestClient
{
    public const string Secret = "1b5e7c9a-known-secret";
    public const string Id = "0102030405060708";

    public static string RefreshToken => Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"id":"{{Id}}","secret":"{{Secret}}"}"""));

    public static string Jwt(DateTimeOffset end, string tag = "a") => $"{tag}.{Base64($$$"""{"exp":{{{end.ToUnixTimeSeconds()}}}}""")}.sig";

    public static EstuaryClient Client(
        ScriptedServer server,
        string? token = null,
        Action<string>? told = null,
        Action<string>? permit = null
    ) => new(Options(server.Address, token, told, permit));

    public static EstuaryClient Client(HttpMessageHandler transport, string? token = null, Action<string>? told = null) =>
        new(Options(new("http://127.0.0.1"), token, told), transport);

    private static EstuaryOptions Options(Uri server, string? token, Action<string>? told, Action<string>? permit = null) =>
        new()
        {
            Postgrest = new(server, "/rest/v1"),
            Agent = new(server, "/"),
            Encryption = new(server, "/"),
            Token = EstuaryToken.TryParse(token ?? Jwt(DateTimeOffset.UtcNow.AddHours(1)), out _)!,
            PublicKey = "public-anon-key",
            Permit = permit,
            FirstPause = TimeSpan.FromMilliseconds(1),
            LongestPause = TimeSpan.FromMilliseconds(5),
            PollPause = TimeSpan.FromMilliseconds(1),
            Progress = told is null ? null : new Told(told),
        };

    private static string Base64(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
