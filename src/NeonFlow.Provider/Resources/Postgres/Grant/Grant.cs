using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Grant;

/// <summary>Privileges of one role in one schema: on the schema itself, on its tables (named ones or all) and on sequences.</summary>
[Resource("neonflow:postgres:Grant")]
[Nested<Connection>]
[Scalar<RelationName, TableNameErrors>]
[Scalar<TableName, TableNameErrors>]
[Scalar<Owned, OwnedErrors>]
public sealed record Grant : ISqlShape<Grant>
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// Role that receives the privileges. A change replaces the grant: the new role is given everything before the old one loses it.
    /// </summary>
    [Input, ReplaceOnChange]
    public required string Role { get; init; }

    /// <summary>
    /// Schema of all objects named here. Default: <c>public</c>. A change replaces the grant: given in the new schema first, then taken
    /// away in the old one.
    /// </summary>
    [Input, ReplaceOnChange, Default("public")]
    public string? Schema { get; init; }

    /// <summary>
    /// Tables, as <c>table</c> or <c>schema.table</c>. Default: every ordinary and partitioned table of the schema that belongs to no
    /// extension, also those made later (each up grants what is missing). A change grants or revokes just the difference.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<RelationName>? Tables { get; init; }

    /// <summary>
    /// Privileges on the tables. Default: <c>SELECT</c>. Possible: SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, and from
    /// PostgreSQL 17 on MAINTAIN.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<string>? Privileges { get; init; }

    /// <summary>
    /// Privileges on the schema. Default: <c>USAGE</c>, without which no privilege on a table counts. Possible: USAGE, CREATE.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<string>? SchemaPrivileges { get; init; }

    /// <summary>Sequences, as <c>sequence</c> or <c>schema.sequence</c>. Default: none; a capture reads none.</summary>
    [Input, Unordered]
    public IReadOnlyList<RelationName>? Sequences { get; init; }

    /// <summary>Privileges on the sequences. Default: <c>SELECT</c>. Possible: SELECT, USAGE, UPDATE.</summary>
    [Input, Unordered]
    public IReadOnlyList<string>? SequencePrivileges { get; init; }

    /// <summary>
    /// What this resource granted, or found granted by another resource of a NeonFlow program. On destroy it revokes that, except what
    /// another resource still lists. What the role had before from elsewhere is not among it.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<Owned>? Granted { get; init; }

    /// <summary>
    /// Tables of the schema that lack a privilege now; filled only where <c>tables</c> is left out. Anything here is drift.
    /// </summary>
    [Output(Always = true)]
    public IReadOnlyList<TableName>? Missing { get; init; }

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a
    /// direct address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    Grant ISqlShape<Grant>.On(string? branch) => this with { BranchId = branch };
}
