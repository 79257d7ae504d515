using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The stream brings changes of all rows that the backfill brings.</summary>
internal sealed class UnstreamedRule : ICaptureRule
{
    public DiagnosticCode Code => PostgresDiagnostics.Unstreamed;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "inheriting tables in the program's tables too, or a partitioned table; `ALTER TABLE … SET LOGGED`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        var bound = situation.Subject.Tables.Select(static t => t.Name).ToHashSet();
        foreach (var (table, facts, _) in situation.Tables)
        {
            if (facts.Unstreamed.Where(u => !bound.Contains(u.Name)).ToList() is { Count: > 0 } silent)
            {
                yield return this.Found(
                        table.Path,
                        $"{UnstreamedRepair.Text(table.Name, silent)}.",
                        UnstreamedRepair.Fix(table.Name, silent)
                    )
                    .AsWarning();
            }
        }
    }
}
