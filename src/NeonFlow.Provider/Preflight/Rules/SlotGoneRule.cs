using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The slot of a capture that has streamed is there.</summary>
internal sealed class SlotGoneRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotGone;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation is { Subject: { Exists: true } subject, Facts: { Slot: null } }
            && (subject.Mark?.Confirmed is not null || subject.Trouble.Contains($"replication slot \"{subject.Slot}\" does not exist", StringComparison.Ordinal)))
        {
            yield return this.Found(
                subject.SlotPath,
                $"The slot {subject.Slot} is gone{(subject.IsNeon ? " (Neon drops a slot that has not moved for about 40 hours, and all slots of a branch that is restored)" : "")}.",
                $"{subject.Backfill()}   // everything is captured again, and the capture makes a new slot by itself").AsWarning();
        }
    }
}
