using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Codes of what lies between the two ends (NF5xxx): every consequence was measured on the real connector.</summary>
public static class PreflightDiagnostics
{
    /// <summary>SELECT is missing.</summary>
    public static readonly DiagnosticCode SelectMissing = new(
        "NF5003",
        "the capture's role cannot read a bound table",
        "Without SELECT on every column validation passes, the capture opens, and then dies in the backfill (key column not found in "
            + "result columns); without USAGE on the schema the start fails."
    );

    /// <summary>A slot that is not this capture's.</summary>
    public static readonly DiagnosticCode ForeignSlot = new(
        "NF5005",
        "a slot of that name is not this capture's",
        "At its first start the connector drops whatever slot has the name, physical ones and those of other plugins too, and its reader "
            + "loses its place; later it dies on a slot that it cannot read (22023), and on one of another database at once."
    );

    /// <summary>The publication does not exist.</summary>
    public static readonly DiagnosticCode PublicationMissing = new(
        "NF5006",
        "publication does not exist",
        "The start fails, and the connector does not create it. Dropped under a running capture, it kills the capture at the next change "
            + "(42704) and at every start from then on; on PostgreSQL 18 changes are skipped for good without an error."
    );

    /// <summary>A bound table outside the publication.</summary>
    public static readonly DiagnosticCode TableNotPublished = new(
        "NF5007",
        "bound table is not in the publication",
        "The start fails; taken out of a running capture's publication, its changes stop silently and those in between are lost."
    );

    /// <summary>The publication leaves operations out.</summary>
    public static readonly DiagnosticCode OperationsMissing = new(
        "NF5008",
        "publication leaves operations out",
        "Validation and backfill pass, and what is left out never arrives. Without insert and update the connector's own watermarks do "
            + "not arrive either: a restart stays at \"Catching up on CDC history\" and a new binding stays Pending."
    );

    /// <summary>No watermarks table that the role can write.</summary>
    public static readonly DiagnosticCode WatermarksMissing = new(
        "NF5009",
        "watermarks table is missing or cannot be written",
        "The start fails (cannot write to the watermarks table); a running capture dies at its next watermark, within a minute."
    );

    /// <summary>The watermarks table is outside the publication.</summary>
    public static readonly DiagnosticCode WatermarksNotPublished = new(
        "NF5010",
        "watermarks table is not in the publication",
        "The start fails, unless the capture's role may change the publication; a running capture waits for watermarks that never arrive "
            + "and gets no further while nothing else is written."
    );

    /// <summary>REPLICATION is missing.</summary>
    public static readonly DiagnosticCode ReplicationMissing = new(
        "NF5011",
        "the capture's role lacks REPLICATION",
        "The start fails; the attribute is not inherited by membership."
    );

    /// <summary>wal_level is not logical.</summary>
    public static readonly DiagnosticCode WalLevel = new(
        "NF5012",
        "logical replication is not enabled",
        "The start fails: logical replication isn't enabled."
    );

    /// <summary>All slots are taken.</summary>
    public static readonly DiagnosticCode NoFreeSlot = new(
        "NF5013",
        "no free replication slot",
        "Creating the slot fails silently (53400 in the server log only), then the start fails with the misleading 42704 slot does not "
            + "exist."
    );

    /// <summary>All WAL senders are taken.</summary>
    public static readonly DiagnosticCode NoFreeSender = new("NF5014", "no free WAL sender", "The start fails with 53300.");

    /// <summary>Row level security hides rows.</summary>
    public static readonly DiagnosticCode RowSecurity = new(
        "NF5015",
        "row level security hides rows from the capture",
        "The backfill reads only permitted rows, without any error; live changes do arrive."
    );

    /// <summary>A partitioned table under the names of its partitions.</summary>
    public static readonly DiagnosticCode PartitionRoot = new(
        "NF5016",
        "changes of a partitioned table come under other names",
        "The start fails, because the table is judged by the names that the publication shows, and those are the partitions'. Under a "
            + "running capture the changes vanish silently: they come as the partition's, which has no binding."
    );

    /// <summary>A bound table does not exist.</summary>
    public static readonly DiagnosticCode TableMissing = new(
        "NF5017",
        "bound table does not exist",
        "The start fails (cannot read from table); a capture that runs does not notice until then."
    );

    /// <summary>The role does not exist.</summary>
    public static readonly DiagnosticCode RoleMissing = new(
        "NF5019",
        "the capture's role does not exist",
        "The capture cannot log in (28P01)."
    );

    /// <summary>Another capture of the program uses the slot.</summary>
    public static readonly DiagnosticCode SlotShared = new(
        "NF5050",
        "another capture of the program has the same slot",
        "A slot has one reader: whichever capture starts second drops the slot of the first, which then loses its place."
    );

    /// <summary>The capture does not wait for what it needs.</summary>
    public static readonly DiagnosticCode NotAwaited = new(
        "NF5051",
        "the capture does not wait for what the program makes for it",
        "Without a dependency the order is left to chance: the capture may start before it is there, and then fails as if the program "
            + "did not make it at all."
    );

    /// <summary>Something that the capture needs leaves the program.</summary>
    public static readonly DiagnosticCode Absent = new(
        "NF5052",
        "what the capture needs is not in the program any more",
        "What leaves the program is deleted at the end of up, and the capture goes on running without it."
    );

    /// <summary>A stream moves to a publication that is younger than the changes it has still to read.</summary>
    public static readonly DiagnosticCode PublicationAhead = new(
        "NF5054",
        "the capture has not come past the making of its new publication",
        "Where a change lies between, every start dies at it (42704, publication does not exist); on PostgreSQL 18 such changes are "
            + "skipped for good without an error."
    );

    /// <summary>Another capture of the program writes the same collection.</summary>
    public static readonly DiagnosticCode CollectionShared = new(
        "NF5055",
        "a collection would have the rows of two tables",
        "Rows of both would mix in it: of rows with the same key only the last one stays, or a row that has columns of both."
    );

    /// <summary>The server is a standby.</summary>
    public static readonly DiagnosticCode Standby = new(
        "NF5020",
        "the server is a read replica",
        "The connector cannot write its watermarks there."
    );

    /// <summary>Somebody else streams from the slot.</summary>
    public static readonly DiagnosticCode SlotInUse = new(
        "NF5022",
        "somebody else streams from the capture's slot",
        "The start fails after validation has passed: another capture is already running against this database. The one that streams is "
            + "not disturbed."
    );

    /// <summary>The slot of a running capture is gone.</summary>
    public static readonly DiagnosticCode SlotGone = new(
        "NF5023",
        "the capture's slot is gone",
        "Validation passes, and every start dies with 42704 (replication slot does not exist); only a backfill of everything heals it."
    );

    /// <summary>The slot of a running capture was dropped and made again.</summary>
    public static readonly DiagnosticCode SlotRemade = new(
        "NF5024",
        "the capture's slot was made again",
        "The connector logs a warning and goes on; the changes between the old slot and the new one are lost for good, until everything "
            + "is backfilled."
    );

    /// <summary>The publication of a running capture was dropped and made again.</summary>
    public static readonly DiagnosticCode PublicationRemade = new(
        "NF5025",
        "the capture's publication was made again",
        "Every start dies at the first change from the time without it (42704), until everything is backfilled; on PostgreSQL 18 those "
            + "changes are skipped for good without an error."
    );

    /// <summary>A captured table was dropped and made again, or another one has its name now.</summary>
    public static readonly DiagnosticCode TableRemade = new(
        "NF5037",
        "a captured table was made again",
        "The connector knows tables by their names and goes on: what was in the new table before it had the name is never captured, and "
            + "rows that only the old one had stay in the collection."
    );

    /// <summary>A table that was out of the publication for a while.</summary>
    public static readonly DiagnosticCode TableRelisted = new(
        "NF5046",
        "a captured table was taken out of the publication and put back",
        "The server leaves out what was written to the table in between, without a word: those changes never come."
    );

    /// <summary>A partition that brought rows along.</summary>
    public static readonly DiagnosticCode PartitionAttached = new(
        "NF5045",
        "a partition was attached with rows that are not captured",
        "The stream has the changes of a partition from ATTACH on; the rows that it brought along are never captured, until its whole "
            + "table is captured again."
    );

    /// <summary>A table without primary key in a mode that needs one.</summary>
    public static readonly DiagnosticCode FallbackKey = new(
        "NF5026",
        "bound table has no key to backfill by",
        "Its collection would get the fallback key, with which validation fails, and a capture that starts all the same dies in the "
            + "backfill (42601)."
    );

    /// <summary>A row filter.</summary>
    public static readonly DiagnosticCode RowFilter = new(
        "NF5027",
        "the publication filters rows of a bound table",
        "The backfill does not know the filter: it brings all rows, and of those outside of it no later change arrives, so that they "
            + "grow stale."
    );

    /// <summary>A column list.</summary>
    public static readonly DiagnosticCode ColumnList = new(
        "NF5028",
        "the publication leaves out columns of a bound table",
        "The backfill does not know the column list: it brings all columns, and live changes only the listed ones."
    );

    /// <summary>A virtual generated column.</summary>
    public static readonly DiagnosticCode VirtualColumn = new(
        "NF5029",
        "bound table has a virtual generated column",
        "It is discovered and backfilled with its value, and is absent from live changes, so that the backfilled value grows stale."
    );

    /// <summary>A stored generated column.</summary>
    public static readonly DiagnosticCode StoredColumn = new(
        "NF5030",
        "bound table has a stored generated column",
        "It is absent from the documents; only on PostgreSQL 18, with publish_generated_columns = stored, live changes have it."
    );

    /// <summary>A relation that no publication takes.</summary>
    public static readonly DiagnosticCode Unpublishable = new(
        "NF5031",
        "bound relation cannot be published",
        "The start fails: the table is not in the publication and could not be added."
    );

    /// <summary>A partition that hides behind its table.</summary>
    public static readonly DiagnosticCode PartitionBound = new(
        "NF5032",
        "bound partition is published as part of its table",
        "The start fails, because the publication does not show the partition. Under a running capture its changes vanish silently: they "
            + "come as the table's, which has no binding."
    );

    /// <summary>The collection has another key than its table.</summary>
    public static readonly DiagnosticCode CollectionKey = new(
        "NF5036",
        "the collection has another key than its table",
        "A collection keeps the key that it was made with: rows that this key does not tell apart overwrite one another, and a delete does "
            + "not find the document that it is about."
    );

    /// <summary>A key of a type that the connector cannot encode.</summary>
    public static readonly DiagnosticCode KeyType = new(
        "NF5038",
        "bound table has a key that the connector cannot encode",
        "The capture dies at the first row (unencodable element) and at every start from then on, and takes the other tables with it; with "
            + "an array in the key Estuary refuses the collection (not a scalar type)."
    );

    /// <summary>A key whose type has values that the connector cannot encode.</summary>
    public static readonly DiagnosticCode KeyValue = new(
        "NF5039",
        "a key may hold values that the connector cannot encode",
        "The first row with such a value, written now or later, ends the capture, and so does every start from then on, until the row is "
            + "gone and its table is captured again."
    );

    /// <summary>A replica identity without the key.</summary>
    public static readonly DiagnosticCode KeyIdentity = new(
        "NF5040",
        "the replica identity of a bound table leaves out its key",
        "A DELETE comes without the key: where the key is a text the row stays in the collection for good, and where it is a number the "
            + "capture dies (error parsing INT4 value) at every start from then on."
    );

    /// <summary>A double quote in the name of a table.</summary>
    public static readonly DiagnosticCode QuotedName = new(
        "NF5041",
        "name of a bound table holds a double quote",
        "The connector does not double it in its statements: validation and start fail (cannot read from table)."
    );

    /// <summary>A column of the name that the connector uses itself.</summary>
    public static readonly DiagnosticCode MetaColumn = new(
        "NF5042",
        "bound table has a column named _meta",
        "The connector writes its own _meta into every document besides: the name stands there twice, and the capture cannot go on."
    );

    /// <summary>Two published tables whose names differ in case only.</summary>
    public static readonly DiagnosticCode TableCase = new(
        "NF5043",
        "names of published tables differ in case only",
        "The connector tells tables apart in lower case: what is written into the other one comes as a change of the bound one."
    );

    /// <summary>A bound table that the connector's discovery leaves out.</summary>
    public static readonly DiagnosticCode Undiscovered = new(
        "NF5044",
        "bound table is left out by auto-discovery",
        "The next discovery that Estuary makes by itself takes the table's binding out of the capture, and its changes stop."
    );

    /// <summary>The role cannot log in.</summary>
    public static readonly DiagnosticCode NoLogin = new(
        "NF5033",
        "the capture's role cannot log in",
        "Every check of the connector fails with the refused login (28000, 28P01 or 42501)."
    );

    /// <summary>A capture keeps the compute awake.</summary>
    public static readonly DiagnosticCode StaysAwake = new(
        "NF5034",
        "a capture that streams keeps the compute awake",
        "It writes one watermark a minute for ever and holds a WAL sender open, and Neon does not suspend a compute that has one: "
            + "compute time is billed around the clock."
    );

    /// <summary>Read-only mode.</summary>
    public static readonly DiagnosticCode ReadOnly = new(
        "NF5035",
        "the capture is read-only",
        "Without watermarks the slot stands still until a published table is written, however much is written elsewhere: WAL grows, a "
            + "restart hangs in catching up, and a new binding stays Pending. The compute stays awake all the same."
    );

    /// <summary>The address list of the project does not have the data plane.</summary>
    public static readonly DiagnosticCode AddressList = new(
        "NF5060",
        "the project's address list shuts the capture out",
        "Neon refuses every connection from another address (XX000, This IP address … is not allowed to connect to this endpoint): the "
            + "publish fails, and a capture that runs fails when it connects again."
    );
}
