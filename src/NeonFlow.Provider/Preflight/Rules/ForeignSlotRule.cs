using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>A slot of the capture's name is the capture's own.</summary>
internal sealed class ForeignSlotRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not { Slot: { } slot } facts)
        {
            yield break;
        }

        if (ReplicationSlotPlan.Foreign(slot, facts.Server.Database) is { } foreign)
        {
            yield return foreign with { Code = PreflightDiagnostics.ForeignSlot, Path = situation.Subject.SlotPath };
        }
        else if (!situation.Subject.Exists && !situation.SlotWasOurs && !situation.Intents.Slots.Any(s => s.Name == slot.Name && (s.Adopt || (!s.IsNew && !slot.Active))))
        {
            yield return ReplicationSlotPlan.Exists(slot) with { Code = PreflightDiagnostics.ForeignSlot, Path = situation.Subject.SlotPath };
        }
    }
}
