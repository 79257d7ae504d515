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
/// The life of a capture's replication slot: the capture makes it, this resource watches it, and drops it on destroy once nobody uses it any more.
/// </summary>
/// <remarks>
/// <para>A replication slot makes the server keep everything its reader has not confirmed; a forgotten one fills the disk. The Estuary connector makes its slot itself at the first start (and drops whatever slot it finds under that name), so this resource makes nothing: it refuses a name that somebody else's slot has, reports a slot that was lost, and on destroy waits until the capture has let go and then drops it. Let it be destroyed after the capture: make the capture depend on it.</para>
/// <para>Another <c>name</c> is another slot, and what was read from the old one says nothing about it: a running capture that is to use it must start anew, so raise its <c>backfill</c> in the same up (<c>NF5023</c> says so). The new name is looked at first, and the old slot goes last, when nobody reads from it any more.</para>
/// <para>A slot bears no mark, so the resource has an account in the database (the comment of one empty large object). A slot that the account of another stack lists stays.</para>
/// <para>The drop needs a connecting role with <c>REPLICATION</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc.Postgres;
/// using NeonFlow.Cdc.Postgres.Inputs;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     _ = new ReplicationSlot("shop", new()
///     {
///         Connection = new ConnectionArgs { ProjectId = "hidden-cell-763301", Database = "shop" },
///         Name = "flow_slot",
///     });
/// });
/// </code>
/// </example>
[PulumiResourceType("neonflow:postgres:ReplicationSlot")]
public partial class ReplicationSlot : global::Pulumi.CustomResource
{
    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct address.
    /// </summary>
    [Output("branchId")]
    public Output<string?> BranchId { get; private set; } = null!;

    /// <summary>
    /// Name: lower-case letters, digits and _, at most 63. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the resource: the old slot is dropped last, once the capture reads the new one, for which it has to start anew (its <c>backfill</c>).
    /// </summary>
    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    /// <summary>
    /// <c>absent</c> until the capture has started for the first time, then <c>present</c>. <c>lost</c>: the server has thrown away WAL that the slot needs; <c>foreign</c>: another kind of slot, or one of another database, has the name. No capture runs with these two, and the resource is a change until that is over.
    /// </summary>
    [Output("status")]
    public Output<string> Status { get; private set; } = null!;

    /// <summary>Declares the resource.</summary>
    /// <param name="name">Logical name in the program.</param>
    /// <param name="args">Inputs.</param>
    /// <param name="options">Pulumi's resource options.</param>
    public ReplicationSlot(string name, ReplicationSlotArgs? args = null, CustomResourceOptions? options = null)
        : base("neonflow:postgres:ReplicationSlot", name, args ?? new ReplicationSlotArgs(), MakeResourceOptions(options, ""))
    {
    }

    private ReplicationSlot(string name, Input<string> id, CustomResourceOptions? options = null)
        : base("neonflow:postgres:ReplicationSlot", name, null, MakeResourceOptions(options, id))
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
    public static ReplicationSlot Get(string name, Input<string> id, CustomResourceOptions? options = null)
        => new ReplicationSlot(name, id, options);
}

/// <summary>Inputs of <see cref="ReplicationSlot"/>.</summary>
public sealed class ReplicationSlotArgs : global::Pulumi.ResourceArgs
{
    /// <summary>
    /// Whether a slot of that name that exists already is this capture's own. Default: false; the connector drops and remakes whatever slot it finds at its first start.
    /// </summary>
    [Input("adopt")]
    public Input<bool>? Adopt { get; set; }

    /// <summary>
    /// How to reach the database. Default: the provider's <c>databaseUrl</c>.
    /// </summary>
    [Input("connection")]
    public Input<global::NeonFlow.Cdc.Postgres.Inputs.ConnectionArgs>? Connection { get; set; }

    /// <summary>
    /// How many seconds destroy waits for the slot to become inactive. Default: 120.
    /// </summary>
    [Input("dropTimeout")]
    public Input<int>? DropTimeout { get; set; }

    /// <summary>
    /// Name: lower-case letters, digits and _, at most 63. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the resource: the old slot is dropped last, once the capture reads the new one, for which it has to start anew (its <c>backfill</c>).
    /// </summary>
    [Input("name")]
    public Input<string>? Name { get; set; }

    /// <summary>No inputs.</summary>
    public static new ReplicationSlotArgs Empty => new ReplicationSlotArgs();
}
