using System.Globalization;
using System.Text.RegularExpressions;

namespace Pulumi;

public sealed partial class CustomTimeouts
{
    public TimeSpan? Create { get; set; }

    public TimeSpan? Update { get; set; }

    public TimeSpan? Delete { get; set; }

    internal CustomTimeouts Copied() =>
        new()
        {
            Create = Create,
            Update = Update,
            Delete = Delete,
        };

    /// <summary>A time as the protocol says it, in Go's notation: <c>1h30m</c>, <c>300000000000ns</c>; empty is none.</summary>
    internal static TimeSpan? Parse(string text) =>
        text.Length == 0
            ? null
            : TimeSpan.FromTicks(
                Parts()
                    .Matches(text)
                    .Sum(part =>
                        (long)(
                            double.Parse(part.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
                            * part.Groups["unit"].Value switch
                            {
                                "ns" => 1d / TimeSpan.NanosecondsPerTick,
                                "us" or "µs" => TimeSpan.TicksPerMicrosecond,
                                "ms" => TimeSpan.TicksPerMillisecond,
                                "s" => TimeSpan.TicksPerSecond,
                                "m" => TimeSpan.TicksPerMinute,
                                _ => TimeSpan.TicksPerHour,
                            }
                        )
                    )
            );

    [GeneratedRegex("(?<number>[0-9.]+)(?<unit>ns|us|µs|ms|s|m|h)")]
    private static partial Regex Parts();
}
