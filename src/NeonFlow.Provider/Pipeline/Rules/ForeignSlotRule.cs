using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A slot of the capture's name is the capture's own.</summary>
internal sealed class ForeignSlotRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.ForeignSlot;

    public CaptureAspects RestsOn => CaptureAspects.SlotName | CaptureAspects.Slot;

    public string Remedy =>
        "another `SlotName`; or drop the slot where it is nobody's any more, or `Adopt = true` on the `ReplicationSlot`, or on "
        + "`NeonToEstuary`, where it was made for this capture or is a leftover of it";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not { Slot: { } slot, Server: var server })
        {
            yield break;
        }

        var path = situation.Subject.SlotPath;
        var another = Say.OtherSlot(situation.Subject);
        // The component passes its word on to all parts.
        var on = situation.Subject.IsInComponent ? "" : " on the ReplicationSlot";
        if (SlotFaults.Foreign(slot, server.Database) is { } fault)
        {
            yield return this.Found(path, $"{fault}.", $"{another}   // or, {SlotFaults.DropIfUnused(slot, server.Database)}");
        }
        else if (!IsOurs(situation.Subject, slot) && !slot.Active && !situation.SlotWasOurs && !situation.SlotIsOurs)
        {
            yield return this.Found(
                path,
                $"A slot {slot.Name} exists already, and this capture has not made it.",
                $"{another}   // or, {SlotFaults.AdoptOrDrop(slot, server.Database, on)}"
            );
        }
    }

    // A capture that exists has made the slot that it streams from, and no other.
    private static bool IsOurs(CaptureSubject subject, SlotFacts slot) =>
        subject.Exists && (subject.LiveSlot is null || subject.LiveSlot == slot.Name);
}
