using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The slot of a capture that has streamed is there.</summary>
internal sealed class SlotGoneRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotGone;

    public CaptureAspects RestsOn => CaptureAspects.SlotName | CaptureAspects.Slot;

    public string Remedy => "a raised `Backfill`";

    public bool IsHealedByBackfill => true;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation is not { Subject: { Exists: true, StartsAnew: false } subject, Facts: { Slot: null } })
        {
            yield break;
        }

        if (subject.ChangesSlot)
        {
            yield return this.Found(
                subject.SlotPath,
                $"The capture streams from the slot {subject.LiveSlot}, and makes the slot {subject.Slot} only when it starts anew.",
                $"{subject.Backfill()}   // everything is captured again, from the new slot; or SlotName = \"{subject.LiveSlot}\" as it was"
            );
        }
        else if (
            // Also where it may have been the one that the connector was about to make anew.
            subject.HasStreamed || subject.Trouble.Contains($"replication slot \"{subject.Slot}\" does not exist", StringComparison.Ordinal)
        )
        {
            yield return this.Found(
                    subject.SlotPath,
                    Cause(subject),
                    $"{subject.Backfill()}   // everything is captured again, and the capture makes a new slot by itself"
                )
                .Losing(subject.GoingOn);
        }
    }

    private static string Cause(CaptureSubject subject) =>
        subject is { Host: { } host, LiveHost: { } live } && !host.Equals(live, StringComparison.OrdinalIgnoreCase)
            ? $"There is no slot {subject.Slot} at {host}: the capture has streamed from {live}, and its slot is there."
        : subject.IsNeon
            ? $"The slot {subject.Slot} is gone (Neon drops a slot that has not moved for about 40 hours, and all slots of a branch that "
                + "is restored)."
        : $"The slot {subject.Slot} is gone.";
}
