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
/// The small table into which the capture connector writes its watermarks, with what the capture's role needs to do so.
/// </summary>
/// <remarks>
/// <para>The connector writes one small row about every minute into this table and looks for it in the replication stream: that is how it knows where it stands. A role that has only what the founding guide grants (<c>SELECT</c> on the tables) cannot start without it: every start fails with <c>cannot write to the watermarks table</c>.</para>
/// <para>The table has exactly this shape: <c>CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)</c>. The role gets <c>SELECT</c>, <c>INSERT</c> and <c>UPDATE</c> (the upsert needs all three). Row level security that keeps the role from them is drift, and is taken off a table that this resource made; of another table it is an error. It must also be in the publication: name it there in <c>tables</c>, or name the publication here.</para>
/// <para>A table that was there before is used as it is and stays on destroy; one that this resource created is dropped, unless another resource, of this or another stack, uses the same table: then the last one drops it.</para>
/// <para>A table that this resource created, and that somebody renamed or moved to another schema, gets its name and schema back with the next up, with the rows in it; destroy drops it wherever it is. A table that was there before keeps the name that it was given (<c>NF3038</c>): the program follows, or the table of the old name is made anew. A role that was renamed is known by its object id, and what it was given is taken back from it.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new WatermarksTable("watermarks", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Role = "flow_capture",
///         Table = "public.flow_watermarks",
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:WatermarksTable")]
public partial class WatermarksTable : global::Pulumi.CustomResource
{
    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// Whether this resource created the table, or another resource of a NeonFlow program did. It drops it on destroy, except where another resource still uses it.
    /// </summary>
    [Output("created")]
    public Output<bool> Created { get; private set; } = null!;

    /// <summary>
    /// What this resource granted, or found granted by another resource of a NeonFlow program. On destroy it takes that back, except what another resource still lists.
    /// </summary>
    [Output("granted")]
    public Output<ImmutableArray<string>> Granted { get; private set; } = null!;

    /// <summary>
    /// Privileges of the role that are missing now, and what else keeps the connector from writing. Anything here is drift.
    /// </summary>
    [Output("missing")]
    public Output<ImmutableArray<string>> Missing { get; private set; } = null!;

    /// <summary>
    /// Publication that must list the table; it is added if it is not in there. Default: none, for programs that name the table in the publication's <c>tables</c>.
    /// </summary>
    [Output("publication")]
    public Output<string?> Publication { get; private set; } = null!;

    /// <summary>
    /// Role of the capture; it gets SELECT, INSERT and UPDATE. A change grants to the new role, then revokes from the old one.
    /// </summary>
    [Output("role")]
    public Output<string> Role { get; private set; } = null!;

    /// <summary>
    /// The table, as <c>schema.table</c>. Default: the one it has; for a new one <c>public.estuary_</c>, the resource's name and <c>_watermarks</c>. The capture's <c>watermarksTable</c> must name it. A change replaces the resource: the new table is made first, and the old one goes last.
    /// </summary>
    [Output("table")]
    public Output<string> Table { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public WatermarksTable(string name, WatermarksTableArgs args, CustomResourceOptions? options = null)
        : base("neonflow:postgres:WatermarksTable", name, args ?? new WatermarksTableArgs(), MakeResourceOptions(options, ""))
    {
    }

    private WatermarksTable(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:WatermarksTable", name, null, MakeResourceOptions(options, id))
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
    public static WatermarksTable Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new WatermarksTable(name, id, options);
}

/// <summary>Inputs of <see cref="WatermarksTable"/>.</summary>
public sealed class WatermarksTableArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// Publication that must list the table; it is added if it is not in there. Default: none, for programs that name the table in the publication's <c>tables</c>.
    /// </summary>
    [Input("publication")]
    public Input<string>? Publication { get; set; }

    /// <summary>
    /// Role of the capture; it gets SELECT, INSERT and UPDATE. A change grants to the new role, then revokes from the old one.
    /// </summary>
    [Input("role", required: true)]
    public Input<string> Role { get; set; } = null!;

    /// <summary>
    /// The table, as <c>schema.table</c>. Default: the one it has; for a new one <c>public.estuary_</c>, the resource's name and <c>_watermarks</c>. The capture's <c>watermarksTable</c> must name it. A change replaces the resource: the new table is made first, and the old one goes last.
    /// </summary>
    [Input("table")]
    public Input<string>? Table { get; set; }

    /// <summary>No inputs.</summary>
    public static new WatermarksTableArgs Empty => new WatermarksTableArgs();
}
