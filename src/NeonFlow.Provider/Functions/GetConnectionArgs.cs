using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Functions;

/// <summary>Where a database of a Neon branch is and how to log in: direct and pooled host, role, password, URIs.</summary>
[Function("neonflow:neon:getConnection")]
public sealed record GetConnectionArgs
{
    /// <summary>Neon project, such as <c>hidden-cell-763301</c>.</summary>
    [Input]
    public required string ProjectId { get; init; }

    /// <summary>Neon branch id, <c>br-…</c>. Default: the project's default branch.</summary>
    [Input]
    public string? BranchId { get; init; }

    /// <summary>Database. Default: the only database of the branch.</summary>
    [Input]
    public string? Database { get; init; }

    /// <summary>Role. Default: the owner of the database.</summary>
    [Input]
    public string? Role { get; init; }
}
