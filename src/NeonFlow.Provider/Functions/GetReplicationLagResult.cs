using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>postgres.getReplicationLag</c>.</summary>
[Nested<ReplicationLag>]
public sealed record GetReplicationLagResult
{
    /// <summary>Database that was looked at.</summary>
    [Output]
    public required string Database { get; init; }

    /// <summary>Its logical replication slots, by name.</summary>
    [Output]
    public required IReadOnlyList<ReplicationLag> Slots { get; init; }
}
