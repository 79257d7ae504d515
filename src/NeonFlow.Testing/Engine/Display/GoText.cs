using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Engine.Display;

/// <summary>Numbers, texts and times in the notation of the real CLI, which is Go's.</summary>
internal static class GoText
{
    /// <summary>The text in double quotes, with escapes for what cannot be printed.</summary>
    public static string Quote(string text) => $"\"{Escape(text, quotes: true)}\"";

    /// <summary>The text with escapes for what cannot be printed.</summary>
    public static string Escape(string text, bool quotes)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' when quotes => escaped.Append("\\\""),
                '\\' when quotes => escaped.Append(@"\\"),
                '\a' => escaped.Append(@"\a"),
                '\b' => escaped.Append(@"\b"),
                '\f' => escaped.Append(@"\f"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                '\v' => escaped.Append(@"\v"),
                _ when IsPrintable(rune) => escaped.Append(rune.ToString()),
                < 0x80 => escaped.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x10000 => escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return escaped.ToString();
    }

    /// <summary>
    /// A property value as messages show it: in braces, what is unknown by its type alone, secrets in clear unless they are to be left out.
    /// </summary>
    public static string Value(PropertyValue? value, bool redact = false) =>
        value switch
        {
            null or NullValue => "{<nil>}",
            StringValue text => $"{{{text.Value}}}",
            NumberValue number => $"{{{Shortest(number.Value)}}}",
            BoolValue truth => truth.Value ? "{true}" : "{false}",
            ArrayValue array => $"{{[{string.Join(' ', array.Items.Select(i => Value(i, redact)))}]}}",
            ObjectValue map => $"{{map[{string.Join(' ', map.Members.Select(m => $"{m.Key}:{Value(m.Value, redact)}"))}]}}",
            SecretValue when redact => "{[secret]}",
            SecretValue secret => $"{{&{{{Value(secret.Element)}}}}}",
            UnknownValue => "output<string>{}",
            _ => $"{{{value}}}",
        };

    /// <summary>Whole numbers in full, others in the shortest form.</summary>
    public static string Number(double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            return double.IsNaN(number) ? "NaN"
                : number > 0 ? "+Inf"
                : "-Inf";
        }

        if (Math.Truncate(number) == number)
        {
            return number.ToString("F0", CultureInfo.InvariantCulture);
        }

        var parts = number.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var negative = shortest.StartsWith('-');
        var digits = new string([.. shortest.Split('E')[0].Where(char.IsAsciiDigit)]).TrimStart('0').TrimEnd('0');
        if (exponent is < -4 or >= 6)
        {
            var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return $"{(negative ? "-" : "")}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return exponent >= 0
            ? $"{(negative ? "-" : "")}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}"
            : $"{(negative ? "-" : "")}0.{new string('0', -exponent - 1)}{digits}";
    }

    /// <summary>The shortest form that is the same number again, with an exponent where it is very small or very large.</summary>
    private static string Shortest(double number)
    {
        if (number != 0 && Math.Abs(number) is < 1e-4 or >= 1e21)
        {
            var parts = number.ToString("E16", CultureInfo.InvariantCulture).Split('E');
            var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
            var digits = number
                .ToString("R", CultureInfo.InvariantCulture)
                .Split('E')[0]
                .TrimStart('-')
                .Replace(".", "", StringComparison.Ordinal)
                .Trim('0');
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{(number < 0 ? "-" : "")}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return decimal.TryParse(
            number.ToString("R", CultureInfo.InvariantCulture),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var exact
        )
            ? exact.ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>A duration in whole seconds, rounded up: <c>1m5s</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        var seconds = (long)Math.Ceiling(duration.TotalSeconds);
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        return hours > 0 ? $"{hours}h{minutes}m{rest}s"
            : minutes > 0 ? $"{minutes}m{rest}s"
            : $"{rest}s";
    }

    /// <summary>The word with an s unless it is one.</summary>
    public static string Plural(int count, string word) => count == 1 ? word : word + "s";

    /// <summary>The lines of a message without blank ones at its end.</summary>
    public static IReadOnlyList<string> Lines(string message)
    {
        var lines = message.Split('\n').ToList();
        while (lines.Count > 0 && string.IsNullOrWhiteSpace(lines[^1]))
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private static bool IsPrintable(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
