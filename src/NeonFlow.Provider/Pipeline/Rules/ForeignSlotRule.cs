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
        "another `SlotName`; or drop the slot where it is nobody's any more, or `Adopt = true` on the `ReplicationSlot` "
        + "where it is a leftover of this capture";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not { Slot: { } slot, Server: var server })
        {
            yield break;
        }

        var path = situation.Subject.SlotPath;
        var another = Say.OtherSlot(situation.Subject);
        var drop = SlotFaults.DropIfUnused(slot, server.Database);
        if (SlotFaults.Foreign(slot, server.Database) is { } fault)
        {
            yield return this.Found(path, $"{fault}.", $"{another}   // or, {drop}");
        }
        else if (!IsOurs(situation.Subject, slot) && !slot.Active && !situation.SlotWasOurs && !situation.SlotIsOurs)
        {
            yield return this.Found(
                path,
                $"A slot {slot.Name} exists already, and this capture has not made it.",
                $"{another}   // or Adopt = true on the ReplicationSlot where it is a leftover of this capture; or, {drop}"
            );
        }
    }

    // A capture that exists has made the slot that it streams from, and no other.
    private static bool IsOurs(CaptureSubject subject, SlotFacts slot) =>
        subject.Exists && (subject.LiveSlot is null || subject.LiveSlot == slot.Name);
}
