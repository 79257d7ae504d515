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
