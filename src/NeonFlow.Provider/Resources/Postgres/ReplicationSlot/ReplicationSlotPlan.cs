using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicationSlot;

/// <summary>Judges a slot. There is nothing to make: the consumer does that.</summary>
internal static class ReplicationSlotPlan
{
    public const string Absent = "absent";
    public const string Present = "present";

    public static SqlPlan To(ReplicationSlot desired, ReplicationSlot? current, SlotObservation facts, PlanContext setting)
    {
        var plan = new SqlPlan();
        if (facts.Slot is not { } slot)
        {
            return plan;
        }

        if (Foreign(slot, facts.Database!) is { } foreign)
        {
            (setting.Preview || current is not null ? plan.Warnings : plan.Failures).Add(foreign);
        }
        else if (current is null && desired.Adopt != true)
        {
            // A preview leaves the verdict to the capture, which reports everything at once.
            (setting.Preview ? plan.Warnings : plan.Failures).Add(Exists(slot));
        }
        else if (slot.WalStatus == "lost")
        {
            plan.Warnings.Add(Lost(slot));
        }

        return plan;
    }

    /// <summary>A slot that no capture on this database can use, or null.</summary>
    public static Diagnostic? Foreign(SlotFacts slot, string database)
    {
        if (!slot.Logical || slot.Plugin != "pgoutput")
        {
            return new Diagnostic(
                PostgresDiagnostics.NotOurs,
                "name",
                $"The slot {slot.Name} is {(slot.Logical ? $"a logical one of the plugin {slot.Plugin}" : "a physical one")} and not this "
                    + "capture's; the connector would drop it at its first start."
            )
            {
                Fix = $"Another Name; or, if it is nobody's any more:\n{SlotFacts.DropStatement(slot.Name)};",
                Kind = FailureKind.Conflict,
            };
        }

        return slot.Database == database
            ? null
            : new Diagnostic(
                PostgresDiagnostics.NotOurs,
                "name",
                $"The slot {slot.Name} belongs to the database {slot.Database}, not to {database}; slot names are shared by all databases "
                    + "of a server, and the connector refuses to start."
            )
            {
                Fix =
                    "Another Name; or, if it is nobody's any more, in the database "
                    + $"{slot.Database}:\n{SlotFacts.DropStatement(slot.Name)};",
                Kind = FailureKind.Conflict,
            };
    }

    /// <summary>A slot of that name is there before the capture ever was.</summary>
    public static Diagnostic Exists(SlotFacts slot) =>
        new(
            PostgresDiagnostics.NotOurs,
            "name",
            $"A slot {slot.Name} exists already{(slot.Active ? $" and is in use (pid {slot.ActivePid})" : "")}, and this capture has not "
                + "made it; at its first start the connector drops it and makes its own, and whoever reads from it loses its place."
        )
        {
            Fix =
                "Another Name; Adopt = true if it is a leftover of this capture; or, if it is nobody's any "
                + $"more:\n{SlotFacts.DropStatement(slot.Name)};",
            Kind = FailureKind.Conflict,
        };

    /// <summary>A slot whose WAL is gone.</summary>
    public static Diagnostic Lost(SlotFacts slot) =>
        new(
            PostgresDiagnostics.SlotDamaged,
            "name",
            $"The server has discarded WAL that the slot {slot.Name} needed (wal_status lost); the capture stops with 55000 at its next "
                + "start."
        )
        {
            Fix =
                "Backfill all bindings of the capture: it then makes a new slot by itself. Cause on a plain server: ALTER SYSTEM SET "
                + "max_slot_wal_keep_size = '<more>';",
            Kind = FailureKind.Failed,
        };
}
