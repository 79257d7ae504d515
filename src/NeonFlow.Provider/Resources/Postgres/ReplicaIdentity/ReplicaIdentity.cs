using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.ReplicaIdentity;

/// <summary>What PostgreSQL writes of the old row when a row of one table is updated or deleted.</summary>
[Resource("neonflow:postgres:ReplicaIdentity")]
[Nested<Connection>]
[Nested<ReplicaIdentityKind>]
[Scalar<TableName, TableNameErrors>]
[Scalar<Owned, OwnedErrors>]
public sealed record ReplicaIdentity : ISetsIdentity, ISqlShape<ReplicaIdentity>
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// The table, as <c>schema.table</c>; of a partitioned one all partitions. A change replaces the resource: the new table is set first,
    /// then the old one set back.
    /// </summary>
    [Input, ReplaceOnChange]
    public required TableName Table { get; init; }

    /// <summary>
    /// The identity. Default: <c>full</c>, with which a table needs no key and its whole old rows go into the WAL. A change is one
    /// <c>ALTER TABLE</c> for each table or partition, which waits for its transactions and is done at once, whatever the size.
    /// </summary>
    [Input, Default("full")]
    public ReplicaIdentityKind? Identity { get; init; }

    /// <summary>
    /// Name of the unique index, in the schema of the table, that is the identity: whole, not deferrable, of columns that are not null. Of
    /// a partitioned table its own index, whose parts the partitions have. Default: none; <c>index</c> needs one.
    /// </summary>
    [Input]
    public string? Index { get; init; }

    /// <summary>
    /// What this resource set, or found set by another resource of a NeonFlow program, and what was there before. On destroy it sets that
    /// back, except what another resource still lists, and what a publication needs.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<Owned>? Held { get; init; }

    /// <summary>
    /// Neon branch that the table is on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a direct
    /// address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    ReplicaIdentity ISqlShape<ReplicaIdentity>.On(string? branch) => this with { BranchId = branch };
}
