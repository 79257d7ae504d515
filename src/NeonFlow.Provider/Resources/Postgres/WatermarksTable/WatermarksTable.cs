using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.WatermarksTable;

/// <summary>The small table into which the capture connector writes its watermarks, with what the capture's role needs to do so.</summary>
[Resource("neonflow:postgres:WatermarksTable")]
[Nested<Connection>]
[Scalar<TableName, TableNameErrors>]
[Scalar<Owned, OwnedErrors>]
public sealed record WatermarksTable : IMakesTable, ISqlShape<WatermarksTable>
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// The table, as <c>schema.table</c>. Default: the one it has; for a new one <c>public.estuary_</c>, the resource's name and
    /// <c>_watermarks</c>. The capture's <c>watermarksTable</c> must name it. A change replaces the resource: the new table is made first,
    /// and the old one goes last.
    /// </summary>
    [Input, ReplaceOnChange, DefaultName("public.estuary_{0}_watermarks")]
    public TableName? Table { get; init; }

    /// <summary>
    /// Role of the capture; it gets SELECT, INSERT and UPDATE. A change grants to the new role, then revokes from the old one.
    /// </summary>
    [Input]
    public required string Role { get; init; }

    /// <summary>
    /// Publication that must list the table; it is added if it is not in there. Default: none, for programs that name the table in the
    /// publication's <c>tables</c>.
    /// </summary>
    [Input]
    public string? Publication { get; init; }

    /// <summary>
    /// What this resource granted, or found granted by another resource of a NeonFlow program. On destroy it takes that back, except what
    /// another resource still lists.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<Owned>? Granted { get; init; }

    /// <summary>
    /// Whether this resource created the table, or another resource of a NeonFlow program did. It drops it on destroy, except where another
    /// resource still uses it.
    /// </summary>
    [Output(Always = true)]
    public bool? Created { get; init; }

    /// <summary>
    /// Privileges of the role that are missing now, and what else keeps the connector from writing. Anything here is drift.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a
    /// direct address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    WatermarksTable ISqlShape<WatermarksTable>.On(string? branch) => this with { BranchId = branch };
}
