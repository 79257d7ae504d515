using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>There is a slot left for the capture.</summary>
internal sealed class FreeSlotRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.NoFreeSlot;

    public CaptureAspects RestsOn => CaptureAspects.SlotName | CaptureAspects.Slot;

    public string Remedy => "drop a slot that nobody needs, or `ALTER SYSTEM SET max_replication_slots = …` and a restart";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not { Slot: null, Server: var server } facts)
        {
            yield break;
        }

        var coming = situation
            .OtherSlots()
            .Where(o => o.IsNew && o.Slot != situation.Subject.Slot && !facts.SlotNames.Contains(o.Slot))
            .Select(static o => o.Slot)
            .Distinct()
            .ToList();
        if (server.UsedSlots + coming.Count >= server.MaxSlots)
        {
            var others = coming.Count == 0 ? "" : $", or will be by the program's other captures ({string.Join(", ", coming)})";
            var idle =
                server.IdleSlots.Count == 0
                    ? ""
                    : $"\n-- or drop one that nobody needs any more (idle now: {string.Join(", ", server.IdleSlots)}), for example:\n-- "
                        + $"{SlotFacts.DropStatement(server.IdleSlots[0])};";
            yield return this.Found(
                situation.Subject.SlotPath,
                $"All {server.MaxSlots} replication slots of the server are taken{others}.",
                $"ALTER SYSTEM SET max_replication_slots = {server.MaxSlots + 5};   -- and restart the server{idle}"
            );
        }
    }
}
