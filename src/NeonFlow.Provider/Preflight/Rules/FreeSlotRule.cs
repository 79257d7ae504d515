using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>There is a slot left for the capture.</summary>
internal sealed class FreeSlotRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not { Slot: null, Server: var server } facts)
        {
            yield break;
        }

        var coming = situation.Intents.SlotUses.Where(u => u.IsNew && u.Slot != situation.Subject.Slot && !facts.SlotNames.Contains(u.Slot)).Select(static u => u.Slot).Distinct().ToList();
        if (server.UsedSlots + coming.Count >= server.MaxSlots)
        {
            var others = coming.Count == 0 ? "" : $", or will be by the program's other captures ({string.Join(", ", coming)})";
            yield return new Diagnostic(PreflightDiagnostics.NoFreeSlot, situation.Subject.SlotPath, $"All {server.MaxSlots} replication slots of the server are taken{others}. {PreflightDiagnostics.NoFreeSlot.Consequence}")
            {
                Fix = $"-- find one that nobody uses, and drop it:\nSELECT slot_name, database, restart_lsn FROM pg_catalog.pg_replication_slots WHERE NOT active;\n-- or: ALTER SYSTEM SET max_replication_slots = {server.MaxSlots + 5};   -- and restart the server",
            };
        }
    }
}
