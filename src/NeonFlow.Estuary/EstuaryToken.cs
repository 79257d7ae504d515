using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>A credential of Estuary, told apart by its form. Its text never shows it.</summary>
public sealed class EstuaryToken
{
    private const string ApiKeyPrefix = "flow_sa_";

    private EstuaryToken(EstuaryTokenKind kind, string text, string? id, string? secret)
    {
        Kind = kind;
        Text = text;
        Id = id;
        Secret = secret;
    }

    /// <summary>What it is.</summary>
    public EstuaryTokenKind Kind { get; }

    internal string Text { get; }

    internal string? Id { get; }

    internal string? Secret { get; }

    /// <summary>Reads a credential; null with a reason where it is none.</summary>
    public static EstuaryToken? TryParse(string text, out string? problem)
    {
        problem = null;
        text = text.Trim();
        // A header of HTTP carries no other.
        var isWord = text.All(static c => c is > ' ' and <= '~');
        if (isWord && text.StartsWith(ApiKeyPrefix, StringComparison.Ordinal))
        {
            return new(EstuaryTokenKind.ApiKey, text, null, null);
        }

        if (isWord && text.Split('.') is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }])
        {
            return new(EstuaryTokenKind.Access, text, null, null);
        }

        try
        {
            if (
                JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(Pad(text)))) is JsonObject token
                && token.Text("id") is { Length: > 0 } id
                && token.Text("secret") is { Length: > 0 } secret
            )
            {
                return new(EstuaryTokenKind.Refresh, text, id, secret);
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Not this kind; the reason below covers all kinds.
        }

        problem =
            "it is neither a refresh token (one base64 word), nor an access token (three words with dots between), nor an API key "
            + "(flow_sa_…)";
        return null;
    }

    /// <summary>When an access token ends; null where that cannot be told.</summary>
    internal static DateTimeOffset? EndOf(string accessToken)
    {
        try
        {
            var claims = accessToken.Split('.')[1].Replace('-', '+').Replace('_', '/');
            return
                JsonNode.Parse(Convert.FromBase64String(Pad(claims))) is JsonObject o
                && o["exp"] is JsonValue v
                && v.TryGetValue<double>(out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : null;
        }
        catch (Exception exception)
            when (exception is FormatException or JsonException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{Kind} token]";

    private static string Pad(string base64) => base64.PadRight((base64.Length + 3) / 4 * 4, '=');
}
