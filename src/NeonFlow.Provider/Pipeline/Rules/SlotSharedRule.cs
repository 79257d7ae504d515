using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No other capture of the program uses the slot.</summary>
internal sealed class SlotSharedRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotShared;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Intents.SlotUses.FirstOrDefault(u => u.Slot == situation.Subject.Slot) is { } other)
        {
            yield return this.Found(
                situation.Subject.SlotPath,
                $"The capture {other.Capture} of this program uses the slot {other.Slot} as well.",
                Say.OtherSlot(situation.Subject)
            );
        }
    }
}
