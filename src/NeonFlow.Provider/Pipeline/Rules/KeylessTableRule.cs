using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Every bound table has a replica identity.</summary>
internal sealed class KeylessTableRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.Keyless;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables.Where(t => situation.IsKeyless(t.Facts)))
        {
            yield return this.Found(bound.Path, $"{RepairSql.KeylessText(facts)}.", RepairSql.KeylessSql(facts));
        }
    }
}
