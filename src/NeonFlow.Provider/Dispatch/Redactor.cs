using System.Collections.Concurrent;
using System.Text.Json;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>
/// Stands before every message that leaves. Knows the secrets of the configuration and those that handlers hid for the life of the process, and those of a call while it runs;
/// the call's property maps are searched only when there is something to say.
/// </summary>
internal sealed class Redactor
{
    // Shorter values would blank ordinary words; nothing that short protects anything.
    private const int ShortestSecret = 3;

    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    public void Learn(string? secret)
    {
        if (secret is { Length: >= ShortestSecret })
        {
            _known.TryAdd(secret, 0);
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
        foreach (var map in maps)
        {
            if (map is not null)
            {
                secrets.UnionWith(SecretsIn(map, inSecret: false).Where(static s => s.Length >= ShortestSecret));
            }
        }

        foreach (var secret in secrets.OrderByDescending(static s => s.Length))
        {
            text = Replace(text, secret);
            text = Replace(text, Uri.EscapeDataString(secret));
            var json = JsonEncodedText.Encode(secret).ToString();
            text = Replace(text, json);
            text = Replace(text, secret.Replace("'", "''", StringComparison.Ordinal));
        }

        return text;
    }

    private static string Replace(string text, string secret) => text.Replace(secret, "[secret]", StringComparison.Ordinal);

    private static IEnumerable<string> SecretsIn(PropertyValue value, bool inSecret)
    {
        switch (value)
        {
            case PropertyValue.Secret secret:
                return SecretsIn(secret.Inner, inSecret: true);
            case PropertyValue.Text text when inSecret:
                return [text.Value];
            case PropertyValue.List list:
                return list.Items.SelectMany(i => SecretsIn(i, inSecret));
            case PropertyValue.Map map:
                return map.Entries.Values.SelectMany(i => SecretsIn(i, inSecret));
            default:
                return [];
        }
    }
}
