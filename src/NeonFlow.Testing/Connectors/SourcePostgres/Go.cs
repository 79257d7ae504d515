using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The few habits of the real connector's language that show in its texts and its settings.</summary>
internal static class Go
{
    /// <summary>A string in double quotes with backslash escapes, as <c>%q</c> prints it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            quoted.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < ' ' => $"\\x{(int)c:x2}",
                    _ => c.ToString(),
                }
            );
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Parses a line of JSON; what is wrong with it is said in that language's words.</summary>
    /// <exception cref="ConnectorFault">With the first thing that is wrong.</exception>
    public static JsonDocument ParseJson(string line)
    {
        try
        {
            return JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
        }
        catch (JsonException)
        {
            throw ConnectorFault.Plain(new JsonSyntax(line).Error());
        }
    }

    /// <summary>A duration such as <c>1h30m</c>, <c>90s</c>, <c>100ms</c>; false for everything else.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        var negative = false;
        if (rest.Length > 0 && rest[0] is '+' or '-')
        {
            negative = rest[0] == '-';
            rest = rest[1..];
        }
        if (rest.Length == 0)
        {
            return false;
        }
        if (rest is "0")
        {
            return true;
        }
        while (rest.Length > 0)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            {
                digits++;
            }
            if (
                digits == 0
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            )
            {
                return false;
            }
            rest = rest[digits..];
            var letters = 0;
            while (letters < rest.Length && !char.IsAsciiDigit(rest[letters]) && rest[letters] != '.')
            {
                letters++;
            }
            decimal? ticks = rest[..letters] switch
            {
                "ns" => 0.01m,
                "us" or "µs" => 10m,
                "ms" => TimeSpan.TicksPerMillisecond,
                "s" => TimeSpan.TicksPerSecond,
                "m" => TimeSpan.TicksPerMinute,
                "h" => TimeSpan.TicksPerHour,
                _ => null,
            };
            if (ticks is null)
            {
                return false;
            }
            duration += TimeSpan.FromTicks((long)(amount * ticks.Value));
            rest = rest[letters..];
        }
        if (negative)
        {
            duration = -duration;
        }
        return true;
    }

    /// <summary>The first letter of every word in upper case; digits and underscores do not end a word.</summary>
    public static string Title(string text)
    {
        var titled = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var c in text)
        {
            titled.Append(inWord ? c : char.ToUpperInvariant(c));
            inWord = char.IsLetterOrDigit(c) || c == '_' || c == '\'';
        }
        return titled.ToString();
    }
}
