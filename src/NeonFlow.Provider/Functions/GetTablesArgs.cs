using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// The tables of a database: key, replica identity and size of each, whether a capture can take it, and if not why, in the words and codes
/// of the preflight.
/// </summary>
[Function("neonflow:postgres:getTables")]
[Nested<Connection>]
public sealed record GetTablesArgs
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>Schemas. Default: all but those of PostgreSQL itself.</summary>
    [Input, Unordered]
    public IReadOnlyList<string>? Schemas { get; init; }
}
