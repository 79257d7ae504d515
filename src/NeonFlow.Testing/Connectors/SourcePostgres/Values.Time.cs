using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Dates, times and intervals, as the connector writes them.</summary>
internal static partial class Values
{
    private static long Microseconds(string clock)
    {
        var parts = clock.Split(':');
        var seconds = decimal.Parse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return (long)(
            ((long.Parse(parts[0], CultureInfo.InvariantCulture) * 60 + long.Parse(parts[1], CultureInfo.InvariantCulture)) * 60 + seconds)
            * 1_000_000
        );
    }

    private static string Date(string text) =>
        text == "infinity" ? "9999-12-31"
        : Expressible(text) is { } date ? date[..10]
        : "0000-01-01";

    /// <summary>The session's time zone is UTC, so an offset is always +00; a date is its first moment.</summary>
    private static string Timestamp(string text)
    {
        if (text == "infinity")
        {
            return "9999-12-31T23:59:59Z";
        }
        if (Expressible(text) is not { } plain)
        {
            return "0000-01-01T00:00:00Z";
        }
        if (plain.EndsWith("+00", StringComparison.Ordinal))
        {
            plain = plain[..^3];
        }
        return string.Concat(plain.AsSpan(0, 10), "T", plain.Length > 10 ? plain.AsSpan(11) : "00:00:00", "Z");
    }

    /// <summary>A date or timestamp of the years 0 to 9999, of which 0 is 1 BC; null for any other.</summary>
    private static string? Expressible(string text)
    {
        if (text == "-infinity" || text.IndexOf('-', StringComparison.Ordinal) > 4)
        {
            return null;
        }
        if (!text.EndsWith(" BC", StringComparison.Ordinal))
        {
            return text;
        }
        return text.StartsWith("0001-", StringComparison.Ordinal) ? "0000" + text[4..^3] : null;
    }

    private static string Clock(string text) => text == "24:00:00" ? "00:00:00" : text;

    private static string ZonedClock(string text)
    {
        var sign = text.LastIndexOfAny(['+', '-']);
        var (clock, offset) = (Clock(text[..sign]), text[sign..]);
        if (offset is "+00" or "-00")
        {
            return clock + "Z";
        }
        return clock + (offset.Length == 3 ? offset + ":00" : offset[..6]);
    }

    /// <summary>Months, days and time, each only where it is not zero; each unit ends with a space, as the driver prints it.</summary>
    private static string Interval(string text)
    {
        long months = 0,
            days = 0;
        var clock = "";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Contains(':', StringComparison.Ordinal))
            {
                clock = words[i].TrimStart('+');
                continue;
            }
            var amount = long.Parse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            var unit = i + 1 < words.Length ? words[++i] : "";
            if (unit.StartsWith("year", StringComparison.Ordinal))
            {
                months += 12 * amount;
            }
            else if (unit.StartsWith("mon", StringComparison.Ordinal))
            {
                months += amount;
            }
            else
            {
                days += amount;
            }
        }
        var printed = new StringBuilder();
        if (months != 0)
        {
            printed.Append(CultureInfo.InvariantCulture, $"{months} mon ");
        }
        if (days != 0)
        {
            printed.Append(CultureInfo.InvariantCulture, $"{days} day ");
        }
        if (clock.Length == 0 || clock == "00:00:00")
        {
            return printed.ToString();
        }
        var dot = clock.IndexOf('.', StringComparison.Ordinal);
        printed.Append(dot < 0 ? clock : clock[..dot] + "." + clock[(dot + 1)..].PadRight(6, '0'));
        return printed.ToString();
    }
}
