using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres.Publication;

/// <summary>A publication: which tables, and which changes of them, a consumer of the replication stream gets.</summary>
[Resource("neonflow:postgres:Publication")]
[Nested<Connection>]
[Scalar<TableName, TableNameErrors>]
public sealed record Publication : ISqlShape<Publication>
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>
    /// Name; plain lower case, or consumers do not find it. Default: the name it has; for a new one <c>estuary_</c> and the resource's
    /// name. A change replaces the publication: the new one is made first, a capture of the program moves over, and the old one goes last.
    /// </summary>
    [Input, ReplaceOnChange, DefaultName("estuary_{0}")]
    public required string Name { get; init; }

    /// <summary>
    /// Tables, as <c>schema.table</c>, with all rows and columns. Default: none. A change is one <c>ALTER PUBLICATION</c> for what was
    /// added and one for what was removed.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<TableName>? Tables { get; init; }

    /// <summary>
    /// Schemas whose tables, present and future, are all published (PostgreSQL 15 and later). Default: none. A change is made in place.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<string>? Schemas { get; init; }

    /// <summary>
    /// Whether every table of the database, present and future, is published. Default: false. A change rebuilds the publication in one
    /// transaction, which loses nothing.
    /// </summary>
    [Input, Default(false)]
    public bool? AllTables { get; init; }

    /// <summary>
    /// Published operations: <c>insert</c>, <c>update</c>, <c>delete</c>, <c>truncate</c>. Default: all four; a capture needs insert,
    /// update and delete.
    /// </summary>
    [Input, Unordered]
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>
    /// Whether changes of partitions come under the name of the partitioned table. Default: true, which the capture needs.
    /// </summary>
    [Input, Default(true)]
    public bool? ViaPartitionRoot { get; init; }

    /// <summary>
    /// Whether stored generated columns are published (PostgreSQL 18 and later). Default: as the publication has it; a new one publishes
    /// none. A change is made in place; rows that came before keep what they have until a backfill.
    /// </summary>
    [Input, Output]
    public bool? GeneratedColumns { get; init; }

    /// <summary>Whether a publication of that name that exists already is taken over (and dropped on destroy). Default: false.</summary>
    [Input, Directive]
    public bool? Adopt { get; init; }

    /// <summary>
    /// Whether tables without replica identity may be published although the application's UPDATE and DELETE on them will fail. Default:
    /// false.
    /// </summary>
    [Input, Directive]
    public bool? AllowKeyless { get; init; }

    /// <summary>Owner.</summary>
    [Output(Always = true)]
    public string? Owner { get; init; }

    /// <summary>
    /// Object identifier. A publication of the same name that somebody made after dropping this one has another, and is not this program's.
    /// </summary>
    [Output(Always = true)]
    public long? Oid { get; init; }

    /// <summary>
    /// Neon branch that the object was made on, <c>br-…</c>. It stays there although another branch becomes the default one. None at a
    /// direct address.
    /// </summary>
    [Output]
    public string? BranchId { get; init; }

    Publication ISqlShape<Publication>.On(string? branch) => this with { BranchId = branch };
}
