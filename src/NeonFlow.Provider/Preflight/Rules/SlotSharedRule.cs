using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>No other capture of the program uses the slot.</summary>
internal sealed class SlotSharedRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Intents.SlotUses.FirstOrDefault(u => u.Slot == situation.Subject.Slot) is { } other)
        {
            yield return new Diagnostic(PreflightDiagnostics.SlotShared, situation.Subject.SlotPath, $"The capture {other.Capture} of this program uses the slot {other.Slot} as well. {PreflightDiagnostics.SlotShared.Consequence}")
            {
                Fix = "Give each capture a slot name of its own.",
            };
        }
    }
}
