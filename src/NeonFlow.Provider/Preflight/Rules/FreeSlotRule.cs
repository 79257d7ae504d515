using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>There is a slot left for the capture.</summary>
internal sealed class FreeSlotRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Facts is { Slot: null, Server: var server } && server.UsedSlots >= server.MaxSlots)
        {
            yield return new Diagnostic(PreflightDiagnostics.NoFreeSlot, situation.Subject.SlotPath, $"All {server.MaxSlots} replication slots of the server are taken. {PreflightDiagnostics.NoFreeSlot.Consequence}")
            {
                Fix = $"-- find one that nobody uses, and drop it:\nSELECT slot_name, database, restart_lsn FROM pg_catalog.pg_replication_slots WHERE NOT active;\n-- or: ALTER SYSTEM SET max_replication_slots = {server.MaxSlots + 5};   -- and restart the server",
            };
        }
    }
}
