using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No other capture of the program uses the slot.</summary>
internal sealed class SlotSharedRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotShared;

    public CaptureAspects RestsOn => CaptureAspects.SlotName;

    public string Remedy => "another `SlotName` for one of them";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.OtherSlots().FirstOrDefault(o => o.Slot == situation.Subject.Slot) is { Capture: { } other })
        {
            yield return this.Found(
                situation.Subject.SlotPath,
                $"The capture {other} of this program uses the slot {situation.Subject.Slot} as well.",
                $"{Say.OtherSlot(situation.Subject)}   // of one of the two only"
            );
        }
    }
}
