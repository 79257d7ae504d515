using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Every bound table has a replica identity.</summary>
internal sealed class KeylessTableRule : ICaptureRule
{
    public DiagnosticCode Code => PostgresDiagnostics.Keyless;

    public CaptureAspects RestsOn => CaptureAspects.Tables;

    public string Remedy => "`ALTER TABLE … ADD PRIMARY KEY …`, or `REPLICA IDENTITY DEFAULT` where there is a key already";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, _) in situation.Tables.Where(t => situation.IsKeyless(t.Facts)))
        {
            var faults = situation.FaultsOf(facts);
            yield return this.Found(
                bound.Path,
                $"{IdentityRepair.Text(bound.Name, faults)}.",
                faults.Any(static f => f.Kind is IdentityFaultKind.ColumnList or IdentityFaultKind.RowFilter)
                    ? situation.PublishWhole(bound)
                    : PlannedIdentities.Fix(facts with { IdentityFaults = faults }, situation.SetsIdentities)
            );
        }
    }
}
