using System.Globalization;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Somebody's writes beside the case, of which only the rhythm was recorded.</summary>
internal sealed partial class RecordedWrites(ShopServer shop)
{
    private const double DefaultPeriod = 5;
    private double _period = DefaultPeriod;
    private double _next;
    private bool _elsewhere;

    public bool Running { get; set; }

    public void Read(string note, double time)
    {
        Running = false;
        if (Rhythm().Match(note) is not { Success: true } rhythm)
        {
            return;
        }
        (Running, _elsewhere, _period) = (
            true,
            rhythm.Groups[1].Value.StartsWith("another", StringComparison.Ordinal),
            double.Parse(rhythm.Groups[2].Value, CultureInfo.InvariantCulture)
        );
        _next = time;
    }

    public async Task UntilAsync(double time)
    {
        for (; Running && _next < time; _next += _period)
        {
            await shop.QueryAsync(
                _elsewhere
                    ? "CREATE TABLE IF NOT EXISTS elsewhere (at timestamptz); INSERT INTO elsewhere VALUES (now())"
                    : "INSERT INTO unpublished SELECT 1000 + count(*), 'written meanwhile' FROM unpublished",
                _elsewhere ? "postgres" : "shop"
            );
        }
    }

    [GeneratedRegex(@"(unpublished table|another database)[^.]* written every (\d+) s")]
    private static partial Regex Rhythm();
}
