using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The slot of a running capture has its WAL.</summary>
internal sealed class SlotLostRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation is { Subject.Exists: true, Facts.Slot: { WalStatus: "lost" } slot })
        {
            yield return ReplicationSlotPlan.Lost(slot) with { Code = PreflightDiagnostics.SlotLost, Path = situation.Subject.SlotPath, Kind = FailureKind.Invalid };
        }
    }

    // Backfilling, which heals it, is itself an update of the capture: a failure would stand in its way.
    public bool WarnsOnly => true;
}
