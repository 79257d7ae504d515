using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Every bound table exists.</summary>
internal sealed class TableMissingRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.TableMissing;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "create the table, write its new name in `Tables`, or take it out";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables.Where(static t => !t.Facts.Exists))
        {
            var others =
                facts.NowCalled is { } renamed ? $"; it is called {renamed} now"
                : facts.Similar.Count == 0 ? ""
                : $"; there is {string.Join(", ", facts.Similar)}, and names keep their case";
            yield return this.Found(
                bound.Path,
                $"The table {bound.Name} does not exist{(bound.IsCaptured ? " any more" : "")}{others}.",
                situation.RepairedInput() is not { } repaired ? "-- create the table again and backfill"
                    : RepairedTables.OtherName(facts) is not null ? repaired
                    : $"-- create the table again and backfill, or take its binding out\n{Say.InProgram(repaired)}"
            );
        }
    }
}
