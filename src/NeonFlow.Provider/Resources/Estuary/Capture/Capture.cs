using NeonFlow.Estuary;
using NeonFlow.Postgres;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>A capture of a Postgres database, together with the collections it writes: one publish, all or nothing.</summary>
[Resource("neonflow:estuary:Capture")]
[Nested<Connection>]
[Nested<CaptureAutoDiscover>]
[Nested<CaptureLoss>]
[Nested<CaptureSslMode>]
[Nested<LossPolicy>]
[Scalar<CatalogName, CatalogNameErrors>]
[Scalar<CatalogPrefix, CatalogPrefixErrors>]
[Scalar<TableName, TableNameErrors>]
public sealed record Capture
{
    /// <summary>
    /// Catalogue name, such as <c>acmeCo/shop/source-postgres</c>. Default: the name it has, which moves with <c>collectionPrefix</c>; for
    /// a new one <c>collectionPrefix</c>, <c>/estuary_</c> and the resource's name. A change replaces the capture: the old one goes first,
    /// because both would have the same slot, and the new one goes on with the collections that both name.
    /// </summary>
    [Input, ReplaceOnChange, DefaultName("estuary_{0}", Under = nameof(CollectionPrefix))]
    public required CatalogName CaptureName { get; init; }

    /// <summary>
    /// Prefix of the collections: <c>public.orders</c> goes into <c>prefix/public/orders</c>. Default: the capture's name without its last
    /// part. A change makes new collections and captures the tables into them from the start; the old ones stay, unless
    /// <c>deleteCollections</c> says otherwise.
    /// </summary>
    [Input]
    public CatalogPrefix? CollectionPrefix { get; init; }

    /// <summary>Connector image with its tag. Default: <c>ghcr.io/estuary/source-postgres:v3</c>. Changed in place.</summary>
    [Input, Default(SourcePostgres.DefaultImage)]
    public string? Connector { get; init; }

    /// <summary>Direct host of the database, with or without port (5432). Changed in place.</summary>
    [Input]
    public required string Address { get; init; }

    /// <summary>Database. Changed in place.</summary>
    [Input]
    public required string Database { get; init; }

    /// <summary>Role that the capture logs in as. Changed in place.</summary>
    [Input]
    public required string User { get; init; }

    /// <summary>Password of the role; secret. A change publishes the capture again with the new one, and the stream goes on.</summary>
    [Input, Credential]
    public required Secret Password { get; init; }

    /// <summary>
    /// Publication that the capture reads. Changed in place, once the running capture has come past the making of the new one; on an idle
    /// database that takes up to a minute.
    /// </summary>
    [Input]
    public required string PublicationName { get; init; }

    /// <summary>
    /// Replication slot of the capture, one per capture; the capture makes it when it starts anew. Changed in place, together with a raised
    /// <c>backfill</c>: a stream cannot go on from another slot.
    /// </summary>
    [Input]
    public required string SlotName { get; init; }

    /// <summary>Watermarks table as <c>schema.table</c>. Default: <c>public.flow_watermarks</c>. Changed in place.</summary>
    [Input, Default(SourcePostgresEndpoint.DefaultWatermarks)]
    public string? WatermarksTable { get; init; }

    /// <summary>
    /// Write nothing into the database, no watermarks either. Default: false. Then the slot stands still until a published table is
    /// written, a restart hangs in catching up until then,
    /// and WAL grows meanwhile: only for databases whose published tables are written all the time. Changed in place.
    /// </summary>
    [Input, Default(false)]
    public bool? ReadOnly { get; init; }

    /// <summary>
    /// TLS of the capture's connections. Default: require, or disable where the address is on this machine. Changed in place.
    /// </summary>
    [Input]
    public CaptureSslMode? SslMode { get; init; }

    /// <summary>
    /// Tables to capture, as <c>schema.table</c>; a set. A change adds or removes bindings, the others go on. Default: none, for
    /// <c>autoDiscover</c>.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<TableName>? Tables { get; init; }

    /// <summary>
    /// Backfill mode per table (<c>Normal</c>, <c>Precise</c>, <c>Only Changes</c>, <c>Without Primary Key</c>) where it is not the
    /// automatic one. Default: the automatic one for every table. A changed mode captures that table again from the start.
    /// </summary>
    [Input]
    public IReadOnlyDictionary<string, string>? Modes { get; init; }

    /// <summary>
    /// Collection per table, as catalogue name, where it is not the one of the prefix. Default: that one for every table. A change makes
    /// the new collection and captures the table into it from the start.
    /// </summary>
    [Input]
    public IReadOnlyDictionary<string, string>? Targets { get; init; }

    /// <summary>
    /// Counter per table, or for all tables, those that Estuary found by itself too, under <c>*</c>; the higher one counts. Raising it
    /// captures the table again from the start; in the mode <c>Only Changes</c> that brings no row back. Default: 0. Changed in place.
    /// </summary>
    [Input]
    public IReadOnlyDictionary<string, int>? Backfill { get; init; }

    /// <summary>
    /// Empty the collections of the tables whose counter in <c>backfill</c> is raised: everything captured into them goes, and they get
    /// their tables' keys and columns of today. Default: false.
    /// </summary>
    [Input, Directive]
    public bool? Reset { get; init; }

    /// <summary>
    /// What up does where changes of captured tables are lost (<c>losses</c>): <c>fail</c>, so that somebody decides; <c>backfill</c>,
    /// capture those tables again from the start by itself, which never empties a collection; <c>accept</c>, go on without and forget it.
    /// Default: fail.
    /// </summary>
    [Input, Directive]
    public LossPolicy? OnLoss { get; init; }

    /// <summary>Keep every change event instead of the current state of each row. Default: false. Changed in place.</summary>
    [Input, Default(false)]
    public bool? HistoryMode { get; init; }

    /// <summary>
    /// Let Estuary look for changed and new tables by itself; the program then owns only the tables it names. Default: the program owns the
    /// whole list.
    /// </summary>
    [Input]
    public CaptureAutoDiscover? AutoDiscover { get; init; }

    /// <summary>
    /// Data plane to run in. Default: the first one of the prefix's storage mapping. A change replaces the capture, because a task never
    /// moves.
    /// </summary>
    [Input, Output(Always = true), ReplaceOnChange]
    public string? DataPlane { get; init; }

    /// <summary>
    /// In previews, let Estuary build and validate everything against the real database. That takes up to a minute and writes a watermark
    /// row. Default: false.
    /// </summary>
    [Input, Directive]
    public bool? DryRun { get; init; }

    /// <summary>
    /// Take over a capture and collections of these names that exist already. Collections that another live capture writes are not taken
    /// over. Default: false.
    /// </summary>
    [Input, Directive]
    public bool? Adopt { get; init; }

    /// <summary>
    /// Delete collections that the capture leaves, on destroy too, with everything captured into them: those that it made itself and that
    /// nothing else reads or writes. Default: false, then every collection stays.
    /// </summary>
    [Input, Directive]
    public bool? DeleteCollections { get; init; }

    /// <summary>
    /// How this program, not the capture, reaches the database to look at tables and keys, and writes down there what the capture reads:
    /// publications and grants take nothing of it away before the capture has let go. Default: as the capture does, and nothing is written.
    /// </summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>Collections that the capture writes.</summary>
    [Output(Always = true), Unordered]
    public IReadOnlyList<string>? Collections { get; init; }

    /// <summary>Collections that the capture made, be it that it does not write them any more; adopted ones are not among them.</summary>
    [Output(Always = true), Unordered]
    public IReadOnlyList<string>? CreatedCollections { get; init; }

    /// <summary>Last publish of the capture.</summary>
    [Output(Always = true)]
    public string? PubId { get; init; }

    /// <summary>How it does: OK, WARNING, ERROR, PENDING or TASK_DISABLED.</summary>
    [Output(Always = true)]
    public string? Status { get; init; }

    /// <summary>
    /// Where slot and publication stood when the capture was last published: how a later preview sees that somebody made them anew.
    /// </summary>
    [Output]
    public string? SlotPosition { get; init; }

    /// <summary>
    /// What each binding has captured, by <c>schema.table:counter</c>: the object id of its table when it began, and the row filter and
    /// column list of the publication when the capture was last published. It is how a later preview sees that another table has the name
    /// now, or that the publication lets less through.
    /// </summary>
    [Output]
    public IReadOnlyDictionary<string, string>? CapturedTables { get; init; }

    /// <summary>
    /// Changes that the capture never gets any more, until their tables are captured again: a raised <c>backfill</c> heals them, and
    /// <c>onLoss</c> decides what up does by itself. As long as there are some, every preview has a change.
    /// </summary>
    [Output]
    public IReadOnlyList<CaptureLoss>? Losses { get; init; }

    /// <summary>
    /// What will keep the capture from going on, be it that it still runs: a login that was taken from its role, for example, counts from
    /// its next start. As long as there is something, every preview has a change, which is an error with its fix where the program does not
    /// put it right itself.
    /// </summary>
    [Output]
    public IReadOnlyList<string>? Faults { get; init; }

    /// <summary>What somebody changed by hand beyond the inputs; the next up sets it right.</summary>
    [Output]
    public IReadOnlyList<string>? Drift { get; init; }
}
