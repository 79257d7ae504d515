using System.Globalization;
using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>What the backfill of a publish reads, for people.</summary>
internal static class BackfillNotes
{
    private const int Shown = 5;

    /// <summary>A line for the tables that are read, and one for those that are captured anew and not read.</summary>
    /// <param name="wanted">The spec to be published.</param>
    /// <param name="live">What is live; null for a first publish.</param>
    /// <param name="rows">Estimated rows of the tables, where they are known.</param>
    public static IEnumerable<string> Of(CaptureSpec wanted, CaptureSpec? live, IReadOnlyDictionary<TableName, long> rows)
    {
        var bound = CapturePlan.ByTable(live);
        var added = wanted.Bindings.Where(b => StartsAnew(b, bound)).ToLookup(IsRead, CapturePlan.TableOf);
        var (read, passedOver) = (added[true].ToList(), added[false].ToList());
        if (read.Count > 0)
        {
            var which =
                live is not null ? Listed(read)
                : passedOver.Count > 0 ? $"{read.Count} of {read.Count + passedOver.Count} tables"
                : read.Count == 1 ? "the whole table"
                : $"all {read.Count} tables";
            yield return $"the {(live is null ? "first " : "")}backfill reads {which}{About(read, rows)}";
        }

        if (passedOver.Count > 0)
        {
            yield return $"no backfill reads {Listed(passedOver)}: {SourcePostgres.OnlyChanges}";
        }
    }

    /// <summary>Whether a binding is captured from the start: it is new, its counter is raised, or its collection is another one.</summary>
    public static bool StartsAnew(CaptureBinding wanted, IReadOnlyDictionary<TableName, CaptureBinding> live) =>
        live.GetValueOrDefault(CapturePlan.TableOf(wanted)) is not { } old || wanted.Backfill > old.Backfill || wanted.Target != old.Target;

    private static bool IsRead(CaptureBinding binding) => binding.Mode != SourcePostgres.OnlyChanges;

    private static string Listed(List<TableName> tables) => TextList.And([.. tables.Select(static t => t.ToString())], Shown);

    // The planner counts when it analyses a table; a number is said only if it is there for every table.
    private static string About(List<TableName> tables, IReadOnlyDictionary<TableName, long> rows) =>
        tables.TrueForAll(rows.ContainsKey) ? $", about {Rounded(tables.Sum(t => rows[t]))} rows" : "";

    private static string Rounded(long rows) =>
        rows switch
        {
            < 1_000 => rows.ToString(CultureInfo.InvariantCulture),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(rows / 1_000d, 1)} thousand"),
            < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(rows / 1_000_000d, 1)} million"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(rows / 1_000_000_000d, 1)} billion"),
        };
}
