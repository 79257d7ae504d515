using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>
/// Stands before every message that leaves. Knows the secrets of the configuration and those that handlers hid for the life of the process,
/// and those of a call while it runs;
/// the call's property maps are searched only when there is something to say. A secret is found in the forms that upstreams echo it in: as
/// it is, percent-encoded, as JSON, as an SQL literal,
/// in base64. The password of a URI is hidden whether anybody called it a secret or not.
/// </summary>
internal sealed class Redactor
{
    private const string Hidden = "[secret]";

    // Shorter values would blank ordinary words; nothing that short protects anything.
    private const int ShortestSecret = 3;

    // Up to this length a secret of letters alone may be a word, and blanking the word would tell what the secret is.
    private const int LongestWord = 7;

    // Up to this length a secret may be what something is called, too.
    private const int LongestName = 15;

    // Fewer characters of base64 occur by chance.
    private const int ShortestBase64 = 8;

    // Longer ones are files that hold secrets: nobody echoes them in another form, and encoding them takes memory many times over.
    private const int LongestEncoded = 1 << 20;

    private static readonly SearchValues<char> EndsOfWords = SearchValues.Create(" \t\r\n\"'<>`");
    private static readonly SearchValues<char> EndsOfWebHosts = SearchValues.Create(" \t\r\n\"'<>`/?#");

    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    public void Learn(string? secret)
    {
        foreach (var part in Parts(secret ?? ""))
        {
            _known.TryAdd(part, 0);
        }
    }

    public void Learn(PropertyValue value)
    {
        foreach (var secret in SecretsIn(value, inSecret: false))
        {
            Learn(secret);
        }
    }

    public string Redact(string text, params IEnumerable<PropertyValue?> maps)
    {
        var secrets = new HashSet<string>(_known.Keys, StringComparer.Ordinal);
        var searched = maps.OfType<PropertyValue>().ToList();
        secrets.UnionWith(searched.SelectMany(static map => SecretsIn(map, inSecret: false)).SelectMany(Parts));
        secrets.RemoveWhere(s => s.Length <= LongestName && searched.OfType<PropertyValue.Map>().Any(map => SaysInPlain(map, s)));
        var forms = new HashSet<string>(secrets.SelectMany(Forms), StringComparer.Ordinal);
        foreach (var form in forms.OrderByDescending(static f => f.Length))
        {
            text = text.Replace(form, Hidden, StringComparison.Ordinal);
        }

        return HideUriPasswords(text);
    }

    /// <summary>The secret, and where it is a URI the password in it.</summary>
    private static IEnumerable<string> Parts(string secret) =>
        PasswordsOfUris(secret, isWhole: true)
            .SelectMany(static p => (string[])[p.Password, Uri.UnescapeDataString(p.Password)])
            .Prepend(secret)
            .Where(static s => s.Length >= ShortestSecret && !(s.Length <= LongestWord && s.All(char.IsLetter)));

    // What the program says in plain hides nothing: a password "orders_2024" must not blank a table of that name in a plan.
    private static bool SaysInPlain(PropertyValue value, string secret) =>
        value switch
        {
            PropertyValue.Text text => text.Value.Contains(secret, StringComparison.Ordinal)
                && !text.Value.Contains("://", StringComparison.Ordinal),
            PropertyValue.List list => list.Items.Any(i => SaysInPlain(i, secret)),
            PropertyValue.Map map => map.Entries.Any(e => SaysInPlain(e.Key, secret) || SaysInPlain(e.Value, secret)),
            _ => false,
        };

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        if (secret.Length > LongestEncoded)
        {
            yield break;
        }

        var percent = Uri.EscapeDataString(secret);
        yield return percent;
        yield return WebUtility.UrlEncode(secret);
        yield return LowerHex(percent);
        yield return JsonEncodedText.Encode(secret).ToString();
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return WebUtility.HtmlEncode(secret);
        yield return secret.Replace("'", "''", StringComparison.Ordinal);
        yield return secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);

        // In base64 a text looks different at each of the three places that it can begin at; what it shares with its neighbours is left
        // out.
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var first = (before * 8 + 5) / 6;
            var whole = (before + bytes.Length) * 8 / 6;
            if (whole - first >= ShortestBase64)
            {
                var part = encoded[first..whole];
                yield return part;
                yield return part.Replace('+', '-').Replace('/', '_');
            }
        }
    }

    private static string LowerHex(string percent)
    {
        var chars = percent.ToCharArray();
        for (var i = 0; i + 2 < chars.Length; i++)
        {
            if (chars[i] == '%')
            {
                chars[i + 1] = char.ToLowerInvariant(chars[i + 1]);
                chars[i + 2] = char.ToLowerInvariant(chars[i + 2]);
            }
        }

        return new(chars);
    }

    private static string HideUriPasswords(string text)
    {
        foreach (var (password, at) in PasswordsOfUris(text).OrderByDescending(static p => p.At))
        {
            text = string.Concat(text.AsSpan(0, at), Hidden, text.AsSpan(at + password.Length));
        }

        return text;
    }

    // scheme://user:password@host; read by hand, because a password with a slash or a sharp in it makes a URI that no parser takes. In a
    // sentence a URI ends where words end; where the
    // whole text is one, nothing ends it. A web address has no slash before its host.
    private static IEnumerable<(string Password, int At)> PasswordsOfUris(string text, bool isWhole = false)
    {
        for (
            var scheme = text.IndexOf("://", StringComparison.Ordinal);
            scheme >= 0;
            scheme = text.IndexOf("://", scheme + 3, StringComparison.Ordinal)
        )
        {
            var start = scheme + 3;
            var isWeb =
                text.AsSpan(0, scheme).EndsWith("http", StringComparison.OrdinalIgnoreCase)
                || text.AsSpan(0, scheme).EndsWith("https", StringComparison.OrdinalIgnoreCase);
            var end =
                isWhole && !isWeb ? text.Length
                : text.AsSpan(start).IndexOfAny(isWeb ? EndsOfWebHosts : EndsOfWords) is >= 0 and var length ? start + length
                : text.Length;
            if (!isWhole && text.IndexOf("://", start, end - start, StringComparison.Ordinal) is >= 0 and var next)
            {
                end = next;
            }

            var colon = text.IndexOf(':', start, end - start);
            var at = colon < 0 ? -1 : text.LastIndexOf('@', end - 1, end - colon);
            if (at > colon + 1 && text[(colon + 1)..at] is var password && password != Hidden)
            {
                yield return (password, colon + 1);
            }

            if (isWhole)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<string> SecretsIn(PropertyValue value, bool inSecret)
    {
        switch (value)
        {
            case PropertyValue.Secret secret:
                return SecretsIn(secret.Inner, inSecret: true);
            case PropertyValue.Text text when inSecret:
                return [text.Value];
            case PropertyValue.Text text:
                return PasswordsOfUris(text.Value, isWhole: true).Select(static p => p.Password);
            case PropertyValue.Number number when inSecret:
                return [number.Value.ToString("R", CultureInfo.InvariantCulture)];
            case PropertyValue.List list:
                return list.Items.SelectMany(i => SecretsIn(i, inSecret));
            case PropertyValue.Map map:
                return map.Entries.Values.SelectMany(i => SecretsIn(i, inSecret));
            default:
                return [];
        }
    }
}
