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
/// What PostgreSQL writes of the old row when a row of one table is updated or deleted.
/// </summary>
/// <remarks>
/// <para>Says what PostgreSQL writes of the old row when a row of one table is updated or deleted. Without an identity that counts the server refuses the application's own <c>UPDATE</c> and <c>DELETE</c> on a published table (<c>NF3008</c>); a table that has no primary key, and shall get none, needs one of these:</para>
/// <list type="bullet">
/// <item><description><c>full</c>: the whole old row. Works for any table that is published whole; costs WAL, and the capture has no key for its collection unless one is given there.</description></item>
/// <item><description><c>index</c>: a unique index that is whole, not deferrable and on columns that are not null. Preview judges it as the server does (<c>NF3035</c>).</description></item>
/// <item><description><c>default</c>: the primary key, where somebody has set it to something else.</description></item>
/// <item><description><c>nothing</c>: for tables of which only inserts are published.</description></item>
/// </list>
/// <para>A <c>Publication</c> and a <c>Capture</c> that depend on it know in preview what it will set. Of a partitioned table every partition gets it, in whatever schema it is, because PostgreSQL hands it down to none; a partition that comes later is a change in the next preview. An identity under which a publication of the database would refuse changes (a column list, a row filter, generated columns) is refused before it is set, and looked at again before <c>COMMIT</c>.</para>
/// <para>Only the table's owner, or a member of it, may set it. What it set is written down as <c>Grant</c> does it: destroy sets back what was there before, except where another resource wants the same, or where a publication needs it: then it stays, and a line says so. A table has one identity, so two resources that want two are refused. A table that somebody renamed or moved to another schema is known by its object id: preview tells the name that it has (<c>NF3038</c>), a program that takes that name has nothing to change, and destroy sets the identity back on that table, whatever has the old name.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new ReplicaIdentity("events", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Table = "public.events",
///         Identity = ReplicaIdentityKind.Index,
///         Index = "events_key",
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:ReplicaIdentity")]
public partial class ReplicaIdentity : global::Pulumi.CustomResource
{
    /// <summary>
    /// Neon branch that the table is on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// What this resource set, or found set by another resource of a NeonFlow program, and what was there before. On destroy it sets that back, except what another resource still lists, and what a publication needs.
    /// </summary>
    [Output("held")]
    public Output<ImmutableArray<string>> Held { get; private set; } = null!;

    /// <summary>
    /// The identity. Default: <c>full</c>, with which a table needs no key and its whole old rows go into the WAL. A change is one <c>ALTER TABLE</c> for each table or partition, which waits for its transactions and is done at once, whatever the size.
    /// </summary>
    [Output("identity")]
    public Output<global::NeonFlow.Cdc.Postgres.ReplicaIdentityKind> Identity { get; private set; } = null!;

    /// <summary>
    /// Name of the unique index, in the schema of the table, that is the identity: whole, not deferrable, of columns that are not null. Of a partitioned table its own index, whose parts the partitions have. Default: none; <c>index</c> needs one.
    /// </summary>
    [Output("index")]
    public Output<string?> Index { get; private set; } = null!;

    /// <summary>
    /// The table, as <c>schema.table</c>; of a partitioned one all partitions. A change replaces the resource: the new table is set first, then the old one set back.
    /// </summary>
    [Output("table")]
    public Output<string> Table { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public ReplicaIdentity(string name, ReplicaIdentityArgs args, CustomResourceOptions? options = null)
        : base("neonflow:postgres:ReplicaIdentity", name, args ?? new ReplicaIdentityArgs(), MakeResourceOptions(options, ""))
    {
    }

    private ReplicaIdentity(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:ReplicaIdentity", name, null, MakeResourceOptions(options, id))
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
    public static ReplicaIdentity Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new ReplicaIdentity(name, id, options);
}

/// <summary>Inputs of <see cref="ReplicaIdentity"/>.</summary>
public sealed class ReplicaIdentityArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// The identity. Default: <c>full</c>, with which a table needs no key and its whole old rows go into the WAL. A change is one <c>ALTER TABLE</c> for each table or partition, which waits for its transactions and is done at once, whatever the size.
    /// </summary>
    [Input("identity")]
    public Input<global::NeonFlow.Cdc.Postgres.ReplicaIdentityKind>? Identity { get; set; }

    /// <summary>
    /// Name of the unique index, in the schema of the table, that is the identity: whole, not deferrable, of columns that are not null. Of a partitioned table its own index, whose parts the partitions have. Default: none; <c>index</c> needs one.
    /// </summary>
    [Input("index")]
    public Input<string>? Index { get; set; }

    /// <summary>
    /// The table, as <c>schema.table</c>; of a partitioned one all partitions. A change replaces the resource: the new table is set first, then the old one set back.
    /// </summary>
    [Input("table", required: true)]
    public Input<string> Table { get; set; } = null!;

    /// <summary>No inputs.</summary>
    public static new ReplicaIdentityArgs Empty => new ReplicaIdentityArgs();
}
