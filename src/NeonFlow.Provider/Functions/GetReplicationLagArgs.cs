using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// How far the consumers of the logical replication slots of a database are behind, how much WAL is kept for them, and how long Neon still
/// keeps one that nobody streams from.
/// </summary>
[Function("neonflow:postgres:getReplicationLag")]
[Nested<Connection>]
public sealed record GetReplicationLagArgs
{
    /// <summary>How to reach the database. Default: the provider's <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

    /// <summary>Replication slot, such as <c>estuary_orders</c>. Default: all of the database.</summary>
    [Input]
    public string? Slot { get; init; }
}
