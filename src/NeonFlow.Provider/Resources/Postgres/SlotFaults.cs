using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What is wrong with a slot, worded without a full stop; the preflight says the same.</summary>
internal static class SlotFaults
{
    /// <summary>Why no capture on a database can use the slot; null where one can.</summary>
    public static string? Foreign(SlotFacts slot, string database) =>
        !slot.Logical || slot.Plugin != "pgoutput"
            ? $"The slot {slot.Name} is {(slot.Logical ? $"a logical one of the plugin {slot.Plugin}" : "a physical one")}"
        : slot.Database != database
            ? $"The slot {slot.Name} belongs to the database {slot.Database}, not to {database}; slot names are shared by all databases of "
                + "a server, and the connector refuses to start"
        : null;

    /// <summary>Whether the slot has lost WAL that its capture needs.</summary>
    public static bool IsLost(SlotFacts slot) => slot.WalStatus == "lost";

    /// <summary>That it has.</summary>
    public static string Lost(SlotFacts slot) =>
        $"The server has invalidated the slot {slot.Name} (wal_status lost), usually because max_slot_wal_keep_size was too small";

    /// <summary>What drops a slot that nobody needs any more, worded to follow "or, ".</summary>
    public static string DropIfUnused(SlotFacts slot, string database) =>
        $"if it is nobody's any more{(slot.Database is { } other && other != database ? $", in the database {other}" : "")}: "
        + $"{SlotFacts.DropStatement(slot.Name)};";

    /// <summary>What else than another name helps against a slot that the capture has not made, worded to follow "or, ".</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="database">Database of the capture.</param>
    /// <param name="on">Where the program says it, if that is not the resource whose text it is: <c> on the ReplicationSlot</c>.</param>
    public static string AdoptOrDrop(SlotFacts slot, string database, string on = "") =>
        $"where it was made for this capture or is a leftover of it: Adopt = true{on}; or, {DropIfUnused(slot, database)}";
}
