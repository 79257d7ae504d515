using NeonFlow.Cdc.Estuary;
using Pulumi;

namespace NeonFlow.Cdc;

/// <summary>Inputs of <see cref="NeonToEstuary"/>.</summary>
public sealed class NeonToEstuaryArgs : Pulumi.ResourceArgs
{
    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. Required. A change needs another <see cref="ObjectName"/> with it.
    /// </summary>
    [Input("projectId")]
    public Input<string> ProjectId { get; set; } = null!;

    /// <summary>
    /// Neon branch id, <c>br-…</c>. Default: the project's default branch. A change needs another <see cref="ObjectName"/> with it.
    /// </summary>
    [Input("branchId")]
    public Input<string>? BranchId { get; set; }

    /// <summary>
    /// Database that holds the tables. Required. A change needs another <see cref="ObjectName"/> with it: everything is then made anew
    /// there.
    /// </summary>
    [Input("database")]
    public Input<string> Database { get; set; } = null!;

    /// <summary>
    /// Tables to capture, as <c>schema.table</c>; at least one; a set, the order does not matter. They are known when the program runs,
    /// because each schema gets a grant of its own: a list from the stack
    /// config will do, an output of a resource will not. A table that is added or removed changes grant, publication and capture in place;
    /// the collection of a removed one stays, unless <see cref="DeleteCollections"/> says otherwise.
    /// </summary>
    public IList<string> Tables { get; set; } = new List<string>();

    /// <summary>
    /// Estuary prefix of the capture and its collections, such as <c>acmeCo/shop</c>. Required. A change makes new collections and captures
    /// all tables into them from the start; the old ones stay, unless <see cref="DeleteCollections"/> says otherwise. Without
    /// <see cref="CaptureName"/> the capture is replaced, too; with it the capture goes on under its name.
    /// </summary>
    [Input("prefix")]
    public Input<string> Prefix { get; set; } = null!;

    /// <summary>
    /// Says that the program knows: switching logical replication on restarts the project's computes and can never be undone. Needed while
    /// it is off. Default: false.
    /// </summary>
    [Input("acknowledgeIrreversible")]
    public Input<bool>? AcknowledgeIrreversible { get; set; }

    /// <summary>
    /// What publication, slot, role and watermarks table are called on the database, and the capture behind the prefix: at most 52
    /// lower-case letters, digits and <c>_</c>. Default: the names they have; for new ones <c>estuary_</c> and the component's name, in
    /// lower case, with <c>_</c> for every other character. A change replaces all of them, and the capture starts again.
    /// </summary>
    public string? ObjectName { get; set; }

    /// <summary>
    /// Role that everything on the database is made as; it owns the tables. Default: the owner of the database. Where the database is given
    /// to another owner, the role that made the pipeline goes on with it. Changed in place.
    /// </summary>
    [Input("connectionRole")]
    public Input<string>? ConnectionRole { get; set; }

    /// <summary>Role that is made for the capture. Default: as <see cref="ObjectName"/>. A change replaces it.</summary>
    [Input("roleName")]
    public Input<string>? RoleName { get; set; }

    /// <summary>
    /// Publication that is made for the capture. Default: as <see cref="ObjectName"/>. A change makes the new one first, and a running
    /// capture moves over.
    /// </summary>
    [Input("publicationName")]
    public Input<string>? PublicationName { get; set; }

    /// <summary>
    /// Replication slot of the capture. Default: as <see cref="ObjectName"/>. A change needs a raised <see cref="Backfill"/> with it: a
    /// stream cannot go on from another slot.
    /// </summary>
    [Input("slotName")]
    public Input<string>? SlotName { get; set; }

    /// <summary>
    /// Table, as <c>schema.table</c>, into which the capture writes its watermarks; made where it does not exist. Its schema is
    /// <c>public</c> or one of the tables'. Default: as <see cref="ObjectName"/>, between <c>public.</c> and <c>_watermarks</c>. A change
    /// replaces it.
    /// </summary>
    [Input("watermarksTable")]
    public Input<string>? WatermarksTable { get; set; }

    /// <summary>
    /// Catalogue name of the capture. Default: <see cref="Prefix"/>, <c>/</c> and as <see cref="ObjectName"/>. A change replaces the
    /// capture; the new one goes on with the collections and captures all tables from the start.
    /// </summary>
    [Input("captureName")]
    public Input<string>? CaptureName { get; set; }

    /// <summary>
    /// Takes over the role, the publication, the slot and the capture with its collections that exist already under these names, from a
    /// pipeline made by hand for example. Collections that another live capture writes are not taken over. On destroy an adopted role and
    /// adopted collections stay; the others go. It is not passed to IP Allow: entries that are on the list already stay there on destroy.
    /// Default: false, then what exists already is an error.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    /// <summary>
    /// Delete collections with everything captured into them when the capture leaves them: on destroy, when their table is taken out of
    /// <see cref="Tables"/>, when <see cref="Prefix"/> changes. Only those go that the capture made itself and that nothing else reads or
    /// writes. Default: false, then every collection stays.
    /// </summary>
    [Input("deleteCollections")]
    public Input<bool>? DeleteCollections { get; set; }

    /// <summary>Any text; a change gives the capture's role a new password in place, and the stream goes on. Default: none.</summary>
    [Input("rotation")]
    public Input<string>? Rotation { get; set; }

    /// <summary>
    /// Roles that make tables in future, so that the capture's role can read them at once. Default: the owner of the database, or
    /// <see cref="ConnectionRole"/>.
    /// </summary>
    public InputList<string> Creators
    {
        get => GivenCreators ??= new InputList<string>();
        set => GivenCreators = value;
    }

    [Input("creators")]
    internal InputList<string>? GivenCreators { get; private set; }

    /// <summary>
    /// Estuary data plane, such as <c>ops/dp/public/aws-eu-west-1-c1</c>. Default: the one of the prefix. A change replaces the capture,
    /// which then captures all tables from the start; collections that exist stay where they are.
    /// </summary>
    [Input("dataPlane")]
    public Input<string>? DataPlane { get; set; }

    /// <summary>
    /// Whether the addresses of the data plane are added to the project's IP Allow list. Default: true. A project that is open to everybody
    /// stays open: nothing is added to an empty list.
    /// </summary>
    public bool OpenIpAllow { get; set; } = true;

    /// <summary>
    /// Host, or host and port, that the capture connects to, where it is not the endpoint's own direct host (private networking). A pooled
    /// host is refused. Default: the direct host. Changed in place.
    /// </summary>
    [Input("address")]
    public Input<string>? Address { get; set; }

    /// <summary>
    /// TLS of the capture's connections. Default: require, or disable where the address is on this machine. Changed in place.
    /// </summary>
    [Input("sslMode")]
    public Input<CaptureSslMode>? SslMode { get; set; }

    /// <summary>
    /// Backfill mode per table (<c>Normal</c>, <c>Precise</c>, <c>Only Changes</c>, <c>Without Primary Key</c>) where it is not the
    /// automatic one. A changed mode captures that table again from the start.
    /// </summary>
    public InputMap<string> Modes
    {
        get => GivenModes ??= new InputMap<string>();
        set => GivenModes = value;
    }

    [Input("modes")]
    internal InputMap<string>? GivenModes { get; private set; }

    /// <summary>
    /// Collection per table, as catalogue name, where it is not the one of <see cref="Prefix"/>. Default: that one for every table. A
    /// change makes the new collection and captures the table into it from the start.
    /// </summary>
    public InputMap<string> Targets
    {
        get => GivenTargets ??= new InputMap<string>();
        set => GivenTargets = value;
    }

    [Input("targets")]
    internal InputMap<string>? GivenTargets { get; private set; }

    /// <summary>
    /// Counter per table, or for all tables under <c>*</c>; the higher one counts. Raising it captures the table again from the start; for
    /// all tables that heals a slot that was lost, dropped or made anew. Default: 0. Changed in place.
    /// </summary>
    public InputMap<int> Backfill
    {
        get => GivenBackfill ??= new InputMap<int>();
        set => GivenBackfill = value;
    }

    [Input("backfill")]
    internal InputMap<int>? GivenBackfill { get; private set; }

    /// <summary>
    /// Empty the collections of the tables whose counter in <see cref="Backfill"/> is raised: everything captured into them goes, and they
    /// get their tables' keys and columns of today. Default: false.
    /// </summary>
    [Input("reset")]
    public Input<bool>? Reset { get; set; }

    /// <summary>
    /// What up does where changes of captured tables are lost (the capture's <c>losses</c>): fail, so that somebody decides and raises
    /// <see cref="Backfill"/>; capture those tables again from the start by itself; or accept it, go on and forget it. Default: fail.
    /// </summary>
    [Input("onLoss")]
    public Input<LossPolicy>? OnLoss { get; set; }

    /// <summary>Keep every change event instead of the current state of each row. Default: false. Changed in place.</summary>
    [Input("historyMode")]
    public Input<bool>? HistoryMode { get; set; }

    /// <summary>
    /// Connector image with its tag. Default: <c>ghcr.io/estuary/source-postgres:v3</c>. Changed in place.
    /// </summary>
    [Input("connector")]
    public Input<string>? Connector { get; set; }

    /// <summary>
    /// In previews, let Estuary build and validate everything against the real database. That takes up to a minute and writes a watermark
    /// row. Default: false.
    /// </summary>
    [Input("dryRun")]
    public Input<bool>? DryRun { get; set; }

    // What is no Input is registered with the component as the others are, so that a policy sees it. Another order is no change.
    [Input("tables")]
    internal InputList<string>? RegisteredTables =>
        Tables is null ? null : (InputList<string>)Tables.Order(StringComparer.Ordinal).ToArray();

    [Input("objectName")]
    internal Input<string>? RegisteredObjectName => ObjectName is null ? null : (Input<string>)ObjectName;

    [Input("openIpAllow")]
    internal Input<bool> RegisteredOpenIpAllow => OpenIpAllow;
}
