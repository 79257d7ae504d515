using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>Judges a slot. There is nothing to make: the consumer does that.</summary>
internal static class ReplicationSlotPlan
{
    public const string Absent = "absent";
    public const string Present = "present";
    public const string Lost = "lost";
    public const string Foreign = "foreign";

    /// <summary>Whether a slot of that status keeps its capture from running.</summary>
    public static bool IsDead(string? status) => status is Lost or Foreign;

    /// <summary>
    /// What is wrong with a slot, or null; and whether somebody else has it, so that the resource cannot be made or go on. A lost one is
    /// healed by its capture, which comes after this resource.
    /// </summary>
    /// <param name="desired">The checked inputs.</param>
    /// <param name="isNew">Whether the resource is not in the state.</param>
    /// <param name="observed">What was observed.</param>
    public static (Diagnostic? Fault, bool IsTaken) Judge(ReplicationSlot desired, bool isNew, SlotObservation observed) =>
        observed.Slot is not { } slot ? default
        : ForeignOf(slot, observed.Server.Database) is { } foreign ? (foreign, true)
        : isNew && desired.Adopt != true ? (Exists(slot), true)
        : SlotFaults.IsLost(slot) ? (LostOf(slot), false)
        : default;

    /// <summary>The state that goes with what was observed.</summary>
    public static ReplicationSlot StateOf(ReplicationSlot desired, SlotObservation observed) =>
        desired with
        {
            Status =
                observed.Slot is not { } slot ? Absent
                : SlotFaults.Foreign(slot, observed.Server.Database) is not null ? Foreign
                : SlotFaults.IsLost(slot) ? Lost
                : Present,
        };

    /// <summary>The slot cannot be dropped because something still reads from it.</summary>
    public static Diagnostic InUse(ReplicationSlot state, int seconds) =>
        new(
            PostgresDiagnostics.SlotInUse,
            nameof(state.Name),
            $"The slot {state.Name} is still in use after {seconds} s and was not dropped; left behind, it makes the server keep WAL "
                + "without end."
        )
        {
            Fix =
                "Stop the capture that reads from it and run destroy again. If an up of this program was interrupted while it published "
                + "the capture, pulumi up first, which finishes it, and then destroy. Or, for a reader that nobody needs:\nSELECT "
                + "pg_catalog.pg_terminate_backend(active_pid, 5000) FROM pg_catalog.pg_replication_slots WHERE "
                + $"slot_name = {Identifier.Literal(state.Name)} AND active;\n{SlotFacts.DropStatement(state.Name)};",
            Kind = FailureKind.Unavailable,
        };

    /// <summary>Destroy will not be able to drop the slot.</summary>
    public static Diagnostic MayNotDrop(ReplicationSlot desired, ServerFacts server) =>
        new(
            PostgresDiagnostics.NotAllowed,
            nameof(desired.Name),
            $"The connecting role {server.CurrentUser} has no REPLICATION, so destroy cannot drop the slot {desired.Name}; left behind, it "
                + "makes the server keep WAL without end."
        )
        {
            Fix =
                $"ALTER ROLE {Identifier.Quote(server.CurrentUser)} REPLICATION;   -- as a superuser; on Neon: connect as a role that its "
                + "API or Console made",
            Kind = FailureKind.Failed,
        };

    /// <summary>A slot that no capture on this database can use, or null.</summary>
    public static Diagnostic? ForeignOf(SlotFacts slot, string database) =>
        SlotFaults.Foreign(slot, database) is { } fault
            ? new(PostgresDiagnostics.NotOurs, nameof(ReplicationSlot.Name), $"{fault}.")
            {
                Fix = $"{Another(slot)}   // or, {SlotFaults.DropIfUnused(slot, database)}",
                Kind = FailureKind.Conflict,
            }
            : null;

    /// <summary>A slot of that name is there before the capture ever was.</summary>
    public static Diagnostic Exists(SlotFacts slot) =>
        new(
            PostgresDiagnostics.NotOurs,
            nameof(ReplicationSlot.Name),
            $"A slot {slot.Name} exists already{(slot.Active ? $" and is in use (pid {slot.ActivePid})" : "")}, and this capture has not "
                + "made it; at its first start the connector drops it and makes its own, and its reader loses its place."
        )
        {
            Fix = $"{Another(slot)}   // or, {SlotFaults.AdoptOrDrop(slot, slot.Database ?? "")}",
            Kind = FailureKind.Conflict,
        };

    /// <summary>A slot whose WAL is gone.</summary>
    public static Diagnostic LostOf(SlotFacts slot) =>
        new(
            PostgresDiagnostics.SlotLost,
            nameof(ReplicationSlot.Name),
            $"{SlotFaults.Lost(slot)}; the capture stops with 55000 at its next start."
        )
        {
            Fix =
                "Backfill = { [\"*\"] = 1 /* where there is one already, the next */ }   // on the capture: everything is captured again, "
                + "and it makes a new slot by itself",
            Kind = FailureKind.Failed,
        };

    private static string Another(SlotFacts slot) => $"{nameof(ReplicationSlot.Name)} = \"{Identifier.PlainLowerCase(slot.Name, "_2")}\"";
}
