using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight;

/// <summary>Codes of what lies between the two ends (NF5xxx): every consequence was measured on the real connector.</summary>
public static class PreflightDiagnostics
{
    /// <summary>A bound table without replica identity.</summary>
    public static readonly DiagnosticCode Keyless = new("NF5001", "bound table has no replica identity", "Once published, the application's own UPDATE and DELETE fail with 55000; the connector does not notice, and without a key it cannot backfill the table.");

    /// <summary>The capture would go through a pooler.</summary>
    public static readonly DiagnosticCode PooledHost = new("NF5002", "the capture's host is a connection pooler", "The start fails with 08P01 (unsupported startup parameter), or with 42P05 from the second process on.");

    /// <summary>SELECT is missing.</summary>
    public static readonly DiagnosticCode SelectMissing = new("NF5003", "the capture's role cannot read a bound table", "Validation passes, the capture opens, and then dies in the backfill: key column not found in result columns.");

    /// <summary>A publication name with capitals or spaces.</summary>
    public static readonly DiagnosticCode PublicationName = new("NF5004", "publication name is not plain lower case", "Validation, start and backfill pass; the first change of any published table kills the capture (42704), or the start fails (42602).");

    /// <summary>A slot that is not this capture's.</summary>
    public static readonly DiagnosticCode ForeignSlot = new("NF5005", "a slot of that name is not this capture's", "At its first start the connector drops whatever slot has the name, without a word; its reader loses its place.");

    /// <summary>The publication does not exist.</summary>
    public static readonly DiagnosticCode PublicationMissing = new("NF5006", "publication does not exist", "The start fails, and the connector does not create it.");

    /// <summary>A bound table outside the publication.</summary>
    public static readonly DiagnosticCode TableNotPublished = new("NF5007", "bound table is not in the publication", "The start fails; taken out of a running capture's publication, its changes stop silently and those in between are lost.");

    /// <summary>The publication leaves operations out.</summary>
    public static readonly DiagnosticCode OperationsMissing = new("NF5008", "publication leaves operations out", "Validation and backfill pass; the operations left out never arrive, nor do the connector's own watermark updates.");

    /// <summary>No watermarks table that the role can write.</summary>
    public static readonly DiagnosticCode WatermarksMissing = new("NF5009", "watermarks table is missing or cannot be written", "The start fails: cannot write to the watermarks table.");

    /// <summary>The watermarks table is outside the publication.</summary>
    public static readonly DiagnosticCode WatermarksNotPublished = new("NF5010", "watermarks table is not in the publication", "The start fails, unless the capture's role may change the publication.");

    /// <summary>REPLICATION is missing.</summary>
    public static readonly DiagnosticCode ReplicationMissing = new("NF5011", "the capture's role lacks REPLICATION", "The start fails; the attribute is not inherited by membership.");

    /// <summary>wal_level is not logical.</summary>
    public static readonly DiagnosticCode WalLevel = new("NF5012", "logical replication is not enabled", "The start fails: logical replication isn't enabled.");

    /// <summary>All slots are taken.</summary>
    public static readonly DiagnosticCode NoFreeSlot = new("NF5013", "no free replication slot", "Creating the slot fails silently (53400 in the server log only), then the start fails with the misleading 42704 slot does not exist.");

    /// <summary>All WAL senders are taken.</summary>
    public static readonly DiagnosticCode NoFreeSender = new("NF5014", "no free WAL sender", "The start fails with 53300.");

    /// <summary>Row level security hides rows.</summary>
    public static readonly DiagnosticCode RowSecurity = new("NF5015", "row level security hides rows from the capture", "The backfill reads only permitted rows, without any error; live changes do arrive.");

    /// <summary>A partitioned table under the names of its partitions.</summary>
    public static readonly DiagnosticCode PartitionRoot = new("NF5016", "changes of a partitioned table come under other names", "The start fails: the table is judged by the names that the publication shows, and those are the partitions'.");

    /// <summary>A bound table does not exist.</summary>
    public static readonly DiagnosticCode TableMissing = new("NF5017", "bound table does not exist", "The start fails: cannot read from table.");

    /// <summary>The slot's WAL is gone.</summary>
    public static readonly DiagnosticCode SlotLost = new("NF5018", "the slot is lost", "The next start dies with 55000; only a backfill of everything heals it.");

    /// <summary>The role does not exist.</summary>
    public static readonly DiagnosticCode RoleMissing = new("NF5019", "the capture's role does not exist", "The capture cannot log in (28P01).");

    /// <summary>Another capture of the program uses the slot.</summary>
    public static readonly DiagnosticCode SlotShared = new("NF5050", "another capture of the program has the same slot", "A slot has one reader: whichever capture starts second drops the slot of the first, which then loses its place.");

    /// <summary>The capture does not wait for what it needs.</summary>
    public static readonly DiagnosticCode NotAwaited = new("NF5051", "the capture does not wait for what the program makes for it", "Without a dependency the order is left to chance: the capture may start before it is there, and then fails as if the program did not make it at all.");

    /// <summary>Something that the capture needs leaves the program.</summary>
    public static readonly DiagnosticCode Absent = new("NF5052", "what the capture needs is not in the program any more", "What leaves the program is deleted at the end of up, and the capture goes on running without it.");

    /// <summary>A delete would break a capture of the program.</summary>
    public static readonly DiagnosticCode StillNeeded = new("NF5053", "a capture of the program still needs what would be deleted", "The capture stays in the program and would stop, or lose changes in silence.");

    /// <summary>The server is a standby.</summary>
    public static readonly DiagnosticCode Standby = new("NF5020", "the server is a read replica", "The connector cannot write its watermarks there.");

    /// <summary>A slot name that the connector mistreats.</summary>
    public static readonly DiagnosticCode SlotName = new("NF5021", "slot name is not plain", "Capitals are folded so that the connector's own checks look for another slot; - fails at start (42601); more than 63 characters are cut.");
}
