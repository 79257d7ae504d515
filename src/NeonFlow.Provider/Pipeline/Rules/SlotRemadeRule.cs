using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The slot of a running capture is the one that it made.</summary>
internal sealed class SlotRemadeRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SlotRemade;

    public CaptureAspects RestsOn => CaptureAspects.SlotName | CaptureAspects.Slot;

    public string Remedy => "a raised `Backfill`";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (
            situation
                is not {
                    Subject: { Exists: true, StartsAnew: false } subject,
                    Facts: { Slot: { Logical: true, Plugin: "pgoutput", WalStatus: not "lost" } slot, Server: var server } facts
                }
            || slot.Database != server.Database
        )
        {
            yield break;
        }

        if (subject.ChangesSlot)
        {
            yield return this.Found(
                subject.SlotPath,
                $"The capture streams from the slot {subject.LiveSlot}, and {slot.Name} is another one that has kept other changes.",
                $"{subject.Backfill()}   // everything is captured again, and the capture makes its slot by itself; or SlotName = "
                    + $"\"{subject.LiveSlot}\" as it was"
            );
            yield break;
        }

        // A client that tells the server of a position before the slot's own was never given what lies between.
        var reason =
            subject.Position?.Remade(facts, subject.Bindings)
            ?? (
                slot is { Active: true, HolderFlushLsn: { } resumed, ConfirmedFlushLsn: { } confirmed }
                && SlotFacts.IsBefore(resumed, confirmed)
                    ? $"begins at {confirmed}, and the capture went on from {resumed}"
                    : null
            )
            ?? (
                subject.Trouble.Contains("resume cursor mismatch", StringComparison.Ordinal)
                    ? "begins after the position that the capture went on from"
                    : null
            );
        if (reason is not null)
        {
            yield return this.Found(
                    subject.SlotPath,
                    $"The slot {slot.Name} is not the one that the capture had: it {reason}.",
                    $"{subject.Backfill()}   // everything is captured again, and the capture makes a new slot by itself"
                )
                .Losing(subject.GoingOn);
        }
    }
}
