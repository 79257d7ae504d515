// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Estuary;

/// <summary>
/// A capture of a Postgres database, together with the collections it writes: one publish, all or nothing.
/// </summary>
/// <remarks>
/// <para>A capture runs the Postgres connector in an Estuary data plane: it reads the tables once (backfill) and then follows every change through logical replication. Each table goes into one collection, <c>prefix/schema/table</c>. Capture and collections are <b>one publish</b>: all of it takes effect, or none.</para>
/// <list type="bullet">
/// <item><description>Names are always passed on explicitly** (publication, slot, watermarks table): the connector's own defaults are not those of the guide.</description></item>
/// <item><description>Preview judges first.** Everything that would keep the connector from running, or cost it rows, comes at once, numbered, each with the SQL that repairs it, before anything is touched: keys, hosts, names,   rights, row level security, publication, watermarks table, slot. <c>up</c> judges once more before it publishes. The rules are <c>NF50xx</c> in the list of diagnostics. <c>dryRun: true</c> lets Estuary validate as well.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A plain preview of a pipeline that runs judges it too**: rights taken away, tables taken out of the publication, a slot lost, gone, or made anew by hand (which the connector itself   overlooks, losing rows), a publication or a table dropped and made again. <c>slotPosition</c> and <c>capturedTables</c> are what it remembers for that.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>What will keep it from going on is a change** (<c>faults</c>), be it that the capture still streams: without LOGIN or REPLICATION, or with another password, its role stays connected until the next start. Where the program does not put it right   itself, preview and <c>up</c> fail with the fix.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A capture that does not run is a change** (<c>status</c>), so that <c>pulumi preview --expect-no-changes</c> fails; <c>up</c> waits until it runs and stays so, and fails where it does not.</description></item>
/// <item><description>What is lost is remembered** (<c>losses</c>): changes that the capture never gets, because their table was out of the publication, or published under a new row filter, column list or without an operation, or because slot, publication or table were made anew, stay a change in every preview after the   cause was repaired. Preview and <c>up</c> fail with the <c>backfill</c> that captures those tables again, and it heals them. With <c>onLoss: backfill</c> up does that by itself,   also after what it repaired in the same run, and the plan names the tables; a collection is never emptied for it. With <c>onLoss: accept</c> it goes on without.   A table in the mode <c>Only Changes</c> is healed by another mode only: no counter brings a row of it back.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>What the program makes counts as made**, and what a replacement takes away as gone, as long as the capture depends on it: by a property of it (<c>publication.Name</c>) or by <c>DependsOn</c>. What the program   makes without the capture waiting for it is reported as that (<c>NF5051</c>). The resources of a pipeline may be under several providers: their processes tell each other, in files that only you can read and that   go with them (in <c>$XDG_RUNTIME_DIR/neonflow</c>, else in the folder <c>neonflow</c> of <c>$PULUMI_HOME</c>, by default <c>~/.pulumi</c>), what their resources are going to be. Where no such file can be written, a verdict that fails says so, and one provider for the whole pipeline needs none.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>What cannot be known yet** (a project made by the same program, say) is neither a finding nor a pass: one line says what was not judged, and because of which input.</description></item>
/// <item><description>Leaving**: a publication, role or watermarks table that is in the state, but no longer in the program, is warned of while the capture needs it (<c>NF5052</c>). A publication or watermarks table is then not   dropped under a capture that stays (<c>NF5053</c>), and a slot stays. With <c>connection</c>, so do rights and entries of IP Allow that it still needs, and the delete says which, with the statement that takes them away;   a role is deleted all the same, and without <c>connection</c> a grant, too.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A table added to <c>tables</c>** adds one binding and one collection; the others stream on. The collection of a table that is taken out stays.</description></item>
/// <item><description>A collection keeps the key that it was made with.** Preview and every later look compare it with the table's primary key (<c>NF5036</c>). <c>backfill</c> captures a table again, <c>{"*": 1}</c> all of them; with <c>reset</c> the collections of   the tables whose counter is raised are emptied first and get today's key and columns. The plan says what goes.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>What a key can be**: numbers, text, booleans, bytes, UUIDs, dates, timestamps, enums, types of extensions, and domains over them. The connector encodes no time of day, interval, <c>jsonb</c>, range, network address, bit string or   array in a key (<c>NF5038</c>), and no NaN and no infinity (<c>NF5039</c>); the replica identity must have the whole key (<c>NF5040</c>). No table may have a double quote in its name (<c>NF5041</c>) or a column <c>_meta</c> (<c>NF5042</c>).</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A large value that an update leaves alone** is not in the log (TOAST): the document leaves its column out, and the collection keeps what it had. Only where the same update changes the row's *key*, the document of the new   key lacks the column for good. Preview says nothing of it, because every table with a long text is like that and keys seldom change; where they do, <c>ALTER TABLE … REPLICA IDENTITY FULL</c> puts whole old rows into the log.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>Another collection for a table** (<c>targets</c>, another prefix) is captured into from the start.</description></item>
/// <item><description>A new password** (for example after <c>rotation</c> of a <c>neon.Role</c>) publishes the capture again in place; it goes on from where it stood.</description></item>
/// <item><description>Drift** is compared by meaning: encrypted values, server-made members, raised counters and inferred schemas are none; a changed option, a removed binding or a switched-off task is.   <c>drift</c> lists what the inputs cannot say, and the next <c>up</c> sets it right.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description><c>autoDiscover</c>** lets Estuary add and change tables by itself; the program then owns only the tables it names.</description></item>
/// <item><description><c>up</c> waits until the capture runs. While it streams, the Neon compute does not scale to zero: it writes a watermark a minute and holds a WAL sender. <c>readOnly</c> takes the watermarks away, not the sender,   and then the slot stands still until a published table is written.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>Collections stay**, with everything captured into them, when the capture leaves them: on destroy, when a table is taken out, when the prefix changes, in a replacement. With <c>deleteCollections</c> those go that   the capture made itself (<c>createdCollections</c>) and that no other task reads or writes. Preview and destroy say which go, which stay and why. A destroy knows the <c>deleteCollections</c> of the last <c>up</c>.</description></item>
/// </list>
/// <list type="bullet">
/// <item><description>A collection that exists already** is refused in preview where the program did not make it; <c>adopt</c> takes it over unless another live capture writes it. One that the program made earlier is taken up again.</description></item>
/// <item><description>Destroy removes the capture. The slot stays in the database: a <c>postgres.ReplicationSlot</c> drops it.</description></item>
/// </list>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Estuary;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new Capture("shop", new()
///     {
///         CaptureName = "acmeCo/shop/source-postgres",
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Address = "ep-quiet-sea-123456.eu-central-1.aws.neon.tech",
///         Database = "shop",
///         User = "flow_capture",
///         Password = new Config().RequireSecret("capturePassword"),
///         PublicationName = "flow_publication",
///         SlotName = "flow_slot",
///         WatermarksTable = "public.flow_watermarks",
///         Tables = { "public.orders", "public.customers" },
///         Backfill = { ["public.orders"] = 1 },
///         OnLoss = LossPolicy.Fail,
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:estuary:Capture")]
public partial class Capture : global::Pulumi.CustomResource
{
    /// <summary>
    /// Direct host of the database, with or without port (5432). Changed in place.
    /// </summary>
    [Output("address")]
    public Output<string> Address { get; private set; } = null!;

    /// <summary>
    /// Let Estuary look for changed and new tables by itself; the program then owns only the tables it names. Default: the program owns the whole list.
    /// </summary>
    [Output("autoDiscover")]
    public Output<global::NeonFlow.Cdc.Estuary.Outputs.CaptureAutoDiscover?> AutoDiscover { get; private set; } = null!;

    /// <summary>
    /// Counter per table, or for all tables, those that Estuary found by itself too, under <c>*</c>; the higher one counts. Raising it captures the table again from the start; in the mode <c>Only Changes</c> that brings no row back. Default: 0. Changed in place.
    /// </summary>
    [Output("backfill")]
    public Output<ImmutableDictionary<string, int>?> Backfill { get; private set; } = null!;

    /// <summary>
    /// Catalogue name, such as <c>acmeCo/shop/source-postgres</c>. Default: the name it has, which moves with <c>collectionPrefix</c>; for a new one <c>collectionPrefix</c>, <c>/estuary_</c> and the resource's name. A change replaces the capture: the old one goes first, because both would have the same slot, and the new one goes on with the collections that both name.
    /// </summary>
    [Output("captureName")]
    public Output<string> CaptureName { get; private set; } = null!;

    /// <summary>
    /// What each binding has captured, by <c>schema.table:counter</c>: the object id of its table when it began, and the row filter and column list of the publication when the capture was last published. It is how a later preview sees that another table has the name now, or that the publication lets less through.
    /// </summary>
    [Output("capturedTables")]
    public Output<ImmutableDictionary<string, string>?> CapturedTables { get; private set; } = null!;

    /// <summary>
    /// Prefix of the collections: <c>public.orders</c> goes into <c>prefix/public/orders</c>. Default: the capture's name without its last part. A change makes new collections and captures the tables into them from the start; the old ones stay, unless <c>deleteCollections</c> says otherwise.
    /// </summary>
    [Output("collectionPrefix")]
    public Output<string?> CollectionPrefix { get; private set; } = null!;

    /// <summary>
    /// Collections that the capture writes.
    /// </summary>
    [Output("collections")]
    public Output<ImmutableArray<string>> Collections { get; private set; } = null!;

    /// <summary>
    /// Connector image with its tag. Default: <c>ghcr.io/estuary/source-postgres:v3</c>. Changed in place.
    /// </summary>
    [Output("connector")]
    public Output<string> Connector { get; private set; } = null!;

    /// <summary>
    /// Collections that the capture made, be it that it does not write them any more; adopted ones are not among them.
    /// </summary>
    [Output("createdCollections")]
    public Output<ImmutableArray<string>> CreatedCollections { get; private set; } = null!;

    /// <summary>
    /// Data plane to run in. Default: the first one of the prefix's storage mapping. A change replaces the capture, because a task never moves.
    /// </summary>
    [Output("dataPlane")]
    public Output<string> DataPlane { get; private set; } = null!;

    /// <summary>
    /// Database. Changed in place.
    /// </summary>
    [Output("database")]
    public Output<string> Database { get; private set; } = null!;

    /// <summary>
    /// What somebody changed by hand beyond the inputs; the next up sets it right.
    /// </summary>
    [Output("drift")]
    public Output<ImmutableArray<string>> Drift { get; private set; } = null!;

    /// <summary>
    /// What will keep the capture from going on, be it that it still runs: a login that was taken from its role, for example, counts from its next start. As long as there is something, every preview has a change, which is an error with its fix where the program does not put it right itself.
    /// </summary>
    [Output("faults")]
    public Output<ImmutableArray<string>> Faults { get; private set; } = null!;

    /// <summary>
    /// Keep every change event instead of the current state of each row. Default: false. Changed in place.
    /// </summary>
    [Output("historyMode")]
    public Output<bool> HistoryMode { get; private set; } = null!;

    /// <summary>
    /// Changes that the capture never gets any more, until their tables are captured again: a raised <c>backfill</c> heals them, and <c>onLoss</c> decides what up does by itself. As long as there are some, every preview has a change.
    /// </summary>
    [Output("losses")]
    public Output<ImmutableArray<global::NeonFlow.Cdc.Estuary.Outputs.CaptureLoss>> Losses { get; private set; } = null!;

    /// <summary>
    /// Backfill mode per table (<c>Normal</c>, <c>Precise</c>, <c>Only Changes</c>, <c>Without Primary Key</c>) where it is not the automatic one. Default: the automatic one for every table. A changed mode captures that table again from the start.
    /// </summary>
    [Output("modes")]
    public Output<ImmutableDictionary<string, string>?> Modes { get; private set; } = null!;

    /// <summary>
    /// Password of the role; secret. A change publishes the capture again with the new one, and the stream goes on.
    /// </summary>
    [Output("password")]
    public Output<string> Password { get; private set; } = null!;

    /// <summary>
    /// Last publish of the capture.
    /// </summary>
    [Output("pubId")]
    public Output<string> PubId { get; private set; } = null!;

    /// <summary>
    /// Publication that the capture reads. Changed in place, once the running capture has come past the making of the new one; on an idle database that takes up to a minute.
    /// </summary>
    [Output("publicationName")]
    public Output<string> PublicationName { get; private set; } = null!;

    /// <summary>
    /// Write nothing into the database, no watermarks either. Default: false. Then the slot stands still until a published table is written, a restart hangs in catching up until then, and WAL grows meanwhile: only for databases whose published tables are written all the time. Changed in place.
    /// </summary>
    [Output("readOnly")]
    public Output<bool> ReadOnly { get; private set; } = null!;

    /// <summary>
    /// Replication slot of the capture, one per capture; the capture makes it when it starts anew. Changed in place, together with a raised <c>backfill</c>: a stream cannot go on from another slot.
    /// </summary>
    [Output("slotName")]
    public Output<string> SlotName { get; private set; } = null!;

    /// <summary>
    /// Where slot and publication stood when the capture was last published: how a later preview sees that somebody made them anew.
    /// </summary>
    [Output("slotPosition")]
    public Output<string?> SlotPosition { get; private set; } = null!;

    /// <summary>
    /// TLS of the capture's connections. Default: require, or disable where the address is on this machine. Changed in place.
    /// </summary>
    [Output("sslMode")]
    public Output<global::NeonFlow.Cdc.Estuary.CaptureSslMode?> SslMode { get; private set; } = null!;

    /// <summary>
    /// How it does: OK, WARNING, ERROR, PENDING or TASK_DISABLED.
    /// </summary>
    [Output("status")]
    public Output<string> Status { get; private set; } = null!;

    /// <summary>
    /// Tables to capture, as <c>schema.table</c>; a set. A change adds or removes bindings, the others go on. Default: none, for <c>autoDiscover</c>.
    /// </summary>
    [Output("tables")]
    public Output<ImmutableArray<string>> Tables { get; private set; } = null!;

    /// <summary>
    /// Collection per table, as catalogue name, where it is not the one of the prefix. Default: that one for every table. A change makes the new collection and captures the table into it from the start.
    /// </summary>
    [Output("targets")]
    public Output<ImmutableDictionary<string, string>?> Targets { get; private set; } = null!;

    /// <summary>
    /// Role that the capture logs in as. Changed in place.
    /// </summary>
    [Output("user")]
    public Output<string> User { get; private set; } = null!;

    /// <summary>
    /// Watermarks table as <c>schema.table</c>. Default: <c>public.flow_watermarks</c>. Changed in place.
    /// </summary>
    [Output("watermarksTable")]
    public Output<string> WatermarksTable { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public Capture(string name, CaptureArgs args, CustomResourceOptions? options = null)
        : base("neonflow:estuary:Capture", name, args ?? new CaptureArgs(), MakeResourceOptions(options, ""))
    {
    }

    private Capture(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:estuary:Capture", name, null, MakeResourceOptions(options, id))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
            AdditionalSecretOutputs = { "password" },
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }

    /// <summary>Reads an existing resource by its id, without managing it.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="id">Id, in the form that an import takes.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public static Capture Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new Capture(name, id, options);
}

/// <summary>Inputs of <see cref="Capture"/>.</summary>
public sealed class CaptureArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Direct host of the database, with or without port (5432). Changed in place.
    /// </summary>
    [Input("address", required: true)]
    public Input<string> Address { get; set; } = null!;

    /// <summary>
    /// Take over a capture and collections of these names that exist already. Collections that another live capture writes are not taken over. Default: false.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    /// <summary>
    /// Let Estuary look for changed and new tables by itself; the program then owns only the tables it names. Default: the program owns the whole list.
    /// </summary>
    [Input("autoDiscover")]
    public Input<global::NeonFlow.Cdc.Estuary.Inputs.CaptureAutoDiscoverArgs>? AutoDiscover { get; set; }

    [Input("backfill")]
    private InputMap<int>? _backfill;

    /// <summary>
    /// Counter per table, or for all tables, those that Estuary found by itself too, under <c>*</c>; the higher one counts. Raising it captures the table again from the start; in the mode <c>Only Changes</c> that brings no row back. Default: 0. Changed in place.
    /// </summary>
    public InputMap<int> Backfill
    {
        get => _backfill ?? (_backfill = new InputMap<int>());
        set => _backfill = value;
    }

    /// <summary>
    /// Catalogue name, such as <c>acmeCo/shop/source-postgres</c>. Default: the name it has, which moves with <c>collectionPrefix</c>; for a new one <c>collectionPrefix</c>, <c>/estuary_</c> and the resource's name. A change replaces the capture: the old one goes first, because both would have the same slot, and the new one goes on with the collections that both name.
    /// </summary>
    [Input("captureName")]
    public Input<string>? CaptureName { get; set; }

    /// <summary>
    /// Prefix of the collections: <c>public.orders</c> goes into <c>prefix/public/orders</c>. Default: the capture's name without its last part. A change makes new collections and captures the tables into them from the start; the old ones stay, unless <c>deleteCollections</c> says otherwise.
    /// </summary>
    [Input("collectionPrefix")]
    public Input<string>? CollectionPrefix { get; set; }

    /// <summary>
    /// How this program, not the capture, reaches the database to look at tables and keys, and writes down there what the capture reads: publications and grants take nothing of it away before the capture has let go. Default: as the capture does, and nothing is written.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Connector image with its tag. Default: <c>ghcr.io/estuary/source-postgres:v3</c>. Changed in place.
    /// </summary>
    [Input("connector")]
    public Input<string>? Connector { get; set; }

    /// <summary>
    /// Data plane to run in. Default: the first one of the prefix's storage mapping. A change replaces the capture, because a task never moves.
    /// </summary>
    [Input("dataPlane")]
    public Input<string>? DataPlane { get; set; }

    /// <summary>
    /// Database. Changed in place.
    /// </summary>
    [Input("database", required: true)]
    public Input<string> Database { get; set; } = null!;

    /// <summary>
    /// Delete collections that the capture leaves, on destroy too, with everything captured into them: those that it made itself and that nothing else reads or writes. Default: false, then every collection stays.
    /// </summary>
    [Input("deleteCollections")]
    public Input<bool>? DeleteCollections { get; set; }

    /// <summary>
    /// In previews, let Estuary build and validate everything against the real database. That takes up to a minute and writes a watermark row. Default: false.
    /// </summary>
    [Input("dryRun")]
    public Input<bool>? DryRun { get; set; }

    /// <summary>
    /// Keep every change event instead of the current state of each row. Default: false. Changed in place.
    /// </summary>
    [Input("historyMode")]
    public Input<bool>? HistoryMode { get; set; }

    [Input("modes")]
    private InputMap<string>? _modes;

    /// <summary>
    /// Backfill mode per table (<c>Normal</c>, <c>Precise</c>, <c>Only Changes</c>, <c>Without Primary Key</c>) where it is not the automatic one. Default: the automatic one for every table. A changed mode captures that table again from the start.
    /// </summary>
    public InputMap<string> Modes
    {
        get => _modes ?? (_modes = new InputMap<string>());
        set => _modes = value;
    }

    /// <summary>
    /// What up does where changes of captured tables are lost (<c>losses</c>): <c>fail</c>, so that somebody decides; <c>backfill</c>, capture those tables again from the start by itself, which never empties a collection; <c>accept</c>, go on without and forget it. Default: fail.
    /// </summary>
    [Input("onLoss")]
    public Input<global::NeonFlow.Cdc.Estuary.LossPolicy>? OnLoss { get; set; }

    [Input("password", required: true)]
    private Input<string>? _password;

    /// <summary>
    /// Password of the role; secret. A change publishes the capture again with the new one, and the stream goes on.
    /// </summary>
    public Input<string>? Password
    {
        get => _password;
        set
        {
            var emptySecret = Output.CreateSecret(0);
            _password = Output.Tuple<Input<string>?, int>(value, emptySecret).Apply(t => t.Item1);
        }
    }

    /// <summary>
    /// Publication that the capture reads. Changed in place, once the running capture has come past the making of the new one; on an idle database that takes up to a minute.
    /// </summary>
    [Input("publicationName", required: true)]
    public Input<string> PublicationName { get; set; } = null!;

    /// <summary>
    /// Write nothing into the database, no watermarks either. Default: false. Then the slot stands still until a published table is written, a restart hangs in catching up until then, and WAL grows meanwhile: only for databases whose published tables are written all the time. Changed in place.
    /// </summary>
    [Input("readOnly")]
    public Input<bool>? ReadOnly { get; set; }

    /// <summary>
    /// Empty the collections of the tables whose counter in <c>backfill</c> is raised: everything captured into them goes, and they get their tables' keys and columns of today. Default: false.
    /// </summary>
    [Input("reset")]
    public Input<bool>? Reset { get; set; }

    /// <summary>
    /// Replication slot of the capture, one per capture; the capture makes it when it starts anew. Changed in place, together with a raised <c>backfill</c>: a stream cannot go on from another slot.
    /// </summary>
    [Input("slotName", required: true)]
    public Input<string> SlotName { get; set; } = null!;

    /// <summary>
    /// TLS of the capture's connections. Default: require, or disable where the address is on this machine. Changed in place.
    /// </summary>
    [Input("sslMode")]
    public Input<global::NeonFlow.Cdc.Estuary.CaptureSslMode>? SslMode { get; set; }

    [Input("tables")]
    private InputList<string>? _tables;

    /// <summary>
    /// Tables to capture, as <c>schema.table</c>; a set. A change adds or removes bindings, the others go on. Default: none, for <c>autoDiscover</c>.
    /// </summary>
    public InputList<string> Tables
    {
        get => _tables ?? (_tables = new InputList<string>());
        set => _tables = value;
    }

    [Input("targets")]
    private InputMap<string>? _targets;

    /// <summary>
    /// Collection per table, as catalogue name, where it is not the one of the prefix. Default: that one for every table. A change makes the new collection and captures the table into it from the start.
    /// </summary>
    public InputMap<string> Targets
    {
        get => _targets ?? (_targets = new InputMap<string>());
        set => _targets = value;
    }

    /// <summary>
    /// Role that the capture logs in as. Changed in place.
    /// </summary>
    [Input("user", required: true)]
    public Input<string> User { get; set; } = null!;

    /// <summary>
    /// Watermarks table as <c>schema.table</c>. Default: <c>public.flow_watermarks</c>. Changed in place.
    /// </summary>
    [Input("watermarksTable")]
    public Input<string>? WatermarksTable { get; set; }

    /// <summary>No inputs.</summary>
    public static new CaptureArgs Empty => new CaptureArgs();
}
