namespace NeonFlow.Testing.Engine;

/// <summary>How long each verb may take, in seconds; 0 is the provider's own default.</summary>
/// <remarks>In pulumi/pulumi: CustomTimeouts (sdk/go/common/resource/custom_timeouts.go).</remarks>
internal readonly record struct Timeouts(double Create, double Update, double Delete, double Read)
{
    public bool IsEmpty => this == default;

    /// <summary>The seconds of a duration in Go's notation, for example <c>1h30m</c> or <c>300000000000ns</c>.</summary>
    public static double ParseSeconds(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        double seconds = 0;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            var number = text[start..at];
            start = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at]) && text[at] != '.')
            {
                at++;
            }

            var unit = text[start..at] switch
            {
                "ns" => 1e-9,
                "us" or "µs" => 1e-6,
                "ms" => 1e-3,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                _ => 0d,
            };
            if (
                unit == 0
                || !double.TryParse(
                    number,
                    System.Globalization.NumberStyles.Float,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var amount
                )
            )
            {
                throw new FormatException($"unable to parse customTimeout value '{text}': write a duration such as 5m or 300s");
            }

            seconds += amount * unit;
        }

        return seconds;
    }
}
