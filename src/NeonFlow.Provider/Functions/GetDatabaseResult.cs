using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>neon.getDatabase</c>.</summary>
public sealed record GetDatabaseResult
{
    /// <summary>Branch that was looked at.</summary>
    [Output]
    public required string BranchId { get; init; }

    /// <summary>Direct host of the branch's primary compute; the one for replication.</summary>
    [Output]
    public required string Host { get; init; }

    /// <summary>Port.</summary>
    [Output]
    public required int Port { get; init; }

    /// <summary>Database.</summary>
    [Output]
    public required string Database { get; init; }

    /// <summary>Role that owns the database.</summary>
    [Output]
    public required string Owner { get; init; }
}
