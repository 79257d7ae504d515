// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Postgres;

/// <summary>
/// A publication: which tables, and which changes of them, a consumer of the replication stream gets.
/// </summary>
/// <remarks>
/// <para>The publication's table list *is* the capture's catalogue: a table outside it is neither discovered nor streamed.</para>
/// <para><c>tables</c> is a set: adding a table to the program is one added line in the preview and one <c>ALTER PUBLICATION ... ADD TABLE</c>. All changes of one up are one transaction, so a running capture sees them at once. The publication is never dropped to be changed, because a capture that meets the gap is dead on PostgreSQL 14 to 17 and loses changes silently on 18; what <c>ALTER</c> cannot do (from a table list to all tables and back) is a rebuild inside one transaction, which loses nothing: owner, comment and <c>publish_generated_columns</c> are carried over, and a publication with an option that this version does not know is not rebuilt.</para>
/// <para>A table on which PostgreSQL would refuse the application's own <c>UPDATE</c> and <c>DELETE</c> once it is published (55000, 42P10) is refused before anything is touched (<c>NF3008</c>). The verdict is the server's own rule, read from the catalogue for every table and partition that gets published, in whatever schema the partition is: keys that are deferrable or not valid, an identity whose index was dropped, and on PostgreSQL 18 generated columns that are not sent. It is read again before <c>COMMIT</c>, under the locks of the statements. What is published already is a warning. Foreign and unlogged partitions and tables that inherit need no identity, and their changes never come (<c>NF3033</c>). The name must be plain lower case, or the capture dies at the first change.</para>
/// <para>Another <c>name</c> is another publication: the new one is made first, and the old one is dropped at the end of the up. PostgreSQL decodes a change with the catalogue as it was when the change was made, and a publication that is younger does not exist for it; so a capture that moves over waits until it has come past the making of the new one, and only then is published (<c>NF5054</c> where it does not get there).</para>
/// <para>Destroying the resource drops the publication, if it is the one that this resource made or adopted: its comment bears the mark, and <c>oid</c> is known. One that somebody made anew under the same name counts as another one: preview refuses it (<c>NF3014</c>; <c>adopt: true</c> takes it over), and destroy leaves it. One that somebody renamed is still this one: preview shows its name as drift, the next up gives the name back (<c>ALTER PUBLICATION … RENAME TO …</c>, nothing else changes), and destroy drops it under the name that it has. Where something else has the old name by then, preview says so (<c>NF3014</c>), and a program that takes the new name has nothing to change. A watermarks table in it that is not in <c>tables</c> belongs to its <c>WatermarksTable</c> and is left alone.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new Publication("shop", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Name = "flow_publication",
///         Tables = { "public.orders", "public.customers", "public.flow_watermarks" },
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:Publication")]
public partial class Publication : global::Pulumi.CustomResource
{
    /// <summary>
    /// Whether every table of the database, present and future, is published. Default: false. A change rebuilds the publication in one transaction, which loses nothing.
    /// </summary>
    [Output("allTables")]
    public Output<bool> AllTables { get; private set; } = null!;

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// Whether stored generated columns are published (PostgreSQL 18 and later). Default: as the publication has it; a new one publishes none. A change is made in place; rows that came before keep what they have until a backfill.
    /// </summary>
    [Output("generatedColumns")]
    public Output<bool?> GeneratedColumns { get; private set; } = null!;

    /// <summary>
    /// Name; plain lower case, or consumers do not find it. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the publication: the new one is made first, a capture of the program moves over, and the old one goes last.
    /// </summary>
    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    /// <summary>
    /// Object identifier. A publication of the same name that somebody made after dropping this one has another, and is not this program's.
    /// </summary>
    [Output("oid")]
    public Output<double> Oid { get; private set; } = null!;

    /// <summary>
    /// Published operations: <c>insert</c>, <c>update</c>, <c>delete</c>, <c>truncate</c>. Default: all four; a capture needs insert, update and delete.
    /// </summary>
    [Output("operations")]
    public Output<ImmutableArray<string>> Operations { get; private set; } = null!;

    /// <summary>
    /// Owner.
    /// </summary>
    [Output("owner")]
    public Output<string> Owner { get; private set; } = null!;

    /// <summary>
    /// Schemas whose tables, present and future, are all published (PostgreSQL 15 and later). Default: none. A change is made in place.
    /// </summary>
    [Output("schemas")]
    public Output<ImmutableArray<string>> Schemas { get; private set; } = null!;

    /// <summary>
    /// Tables, as <c>schema.table</c>, with all rows and columns. Default: none. A change is one <c>ALTER PUBLICATION</c> for what was added and one for what was removed.
    /// </summary>
    [Output("tables")]
    public Output<ImmutableArray<string>> Tables { get; private set; } = null!;

    /// <summary>
    /// Whether changes of partitions come under the name of the partitioned table. Default: true, which the capture needs.
    /// </summary>
    [Output("viaPartitionRoot")]
    public Output<bool> ViaPartitionRoot { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public Publication(string name, PublicationArgs? args = null, CustomResourceOptions? options = null)
        : base("neonflow:postgres:Publication", name, args ?? new PublicationArgs(), MakeResourceOptions(options, ""))
    {
    }

    private Publication(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:Publication", name, null, MakeResourceOptions(options, id))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)
    {
        var defaultOptions = new CustomResourceOptions
        {
            Version = Utilities.Version,
        };
        var merged = CustomResourceOptions.Merge(defaultOptions, options);
        merged.Id = id ?? merged.Id;
        return merged;
    }

    /// <summary>Reads an existing resource by its id, without managing it.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="id">Id, in the form that an import takes.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public static Publication Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new Publication(name, id, options);
}

/// <summary>Inputs of <see cref="Publication"/>.</summary>
public sealed class PublicationArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Whether a publication of that name that exists already is taken over (and dropped on destroy). Default: false.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    /// <summary>
    /// Whether every table of the database, present and future, is published. Default: false. A change rebuilds the publication in one transaction, which loses nothing.
    /// </summary>
    [Input("allTables")]
    public Input<bool>? AllTables { get; set; }

    /// <summary>
    /// Whether tables without replica identity may be published although the application's UPDATE and DELETE on them will fail. Default: false.
    /// </summary>
    [Input("allowKeyless")]
    public Input<bool>? AllowKeyless { get; set; }

    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Whether stored generated columns are published (PostgreSQL 18 and later). Default: as the publication has it; a new one publishes none. A change is made in place; rows that came before keep what they have until a backfill.
    /// </summary>
    [Input("generatedColumns")]
    public Input<bool>? GeneratedColumns { get; set; }

    /// <summary>
    /// Name; plain lower case, or consumers do not find it. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the publication: the new one is made first, a capture of the program moves over, and the old one goes last.
    /// </summary>
    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("operations")]
    private InputList<string>? _operations;

    /// <summary>
    /// Published operations: <c>insert</c>, <c>update</c>, <c>delete</c>, <c>truncate</c>. Default: all four; a capture needs insert, update and delete.
    /// </summary>
    public InputList<string> Operations
    {
        get => _operations ?? (_operations = new InputList<string>());
        set => _operations = value;
    }

    [Input("schemas")]
    private InputList<string>? _schemas;

    /// <summary>
    /// Schemas whose tables, present and future, are all published (PostgreSQL 15 and later). Default: none. A change is made in place.
    /// </summary>
    public InputList<string> Schemas
    {
        get => _schemas ?? (_schemas = new InputList<string>());
        set => _schemas = value;
    }

    [Input("tables")]
    private InputList<string>? _tables;

    /// <summary>
    /// Tables, as <c>schema.table</c>, with all rows and columns. Default: none. A change is one <c>ALTER PUBLICATION</c> for what was added and one for what was removed.
    /// </summary>
    public InputList<string> Tables
    {
        get => _tables ?? (_tables = new InputList<string>());
        set => _tables = value;
    }

    /// <summary>
    /// Whether changes of partitions come under the name of the partitioned table. Default: true, which the capture needs.
    /// </summary>
    [Input("viaPartitionRoot")]
    public Input<bool>? ViaPartitionRoot { get; set; }

    /// <summary>No inputs.</summary>
    public static new PublicationArgs Empty => new PublicationArgs();
}
