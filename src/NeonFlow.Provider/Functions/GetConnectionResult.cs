using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Answer of <c>neon.getConnection</c>.</summary>
public sealed record GetConnectionResult
{
    /// <summary>Branch that was looked at.</summary>
    [Output]
    public required string BranchId { get; init; }

    /// <summary>Direct host; the one for replication.</summary>
    [Output]
    public required string Host { get; init; }

    /// <summary>Pooled host; for short connections of applications, never for replication.</summary>
    [Output]
    public required string PooledHost { get; init; }

    /// <summary>Port.</summary>
    [Output]
    public required int Port { get; init; }

    /// <summary>Database.</summary>
    [Output]
    public required string Database { get; init; }

    /// <summary>Role.</summary>
    [Output]
    public required string Role { get; init; }

    /// <summary>Password of the role; secret.</summary>
    [Output]
    public required Secret Password { get; init; }

    /// <summary>URI over the direct host, password included; secret.</summary>
    [Output]
    public required Secret Uri { get; init; }

    /// <summary>URI over the pooled host, password included; secret.</summary>
    [Output]
    public required Secret PooledUri { get; init; }
}
