using NeonFlow.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// How to log in to a database of a Neon branch: direct and pooled host, role, password, URIs. Ask <c>getDatabase</c> where the place is
/// enough.
/// </summary>
[Function("neonflow:neon:getConnection")]
[Scalar<NeonProjectId, NeonProjectIdErrors>]
[Scalar<NeonBranchId, NeonBranchIdErrors>]
public sealed record GetConnectionArgs
{
    /// <summary>Neon project, such as <c>hidden-cell-763301</c>.</summary>
    [Input]
    public required NeonProjectId ProjectId { get; init; }

    /// <summary>Neon branch id, <c>br-…</c>. Default: the project's default branch.</summary>
    [Input]
    public NeonBranchId? BranchId { get; init; }

    /// <summary>Database. Default: the only database of the branch.</summary>
    [Input]
    public string? Database { get; init; }

    /// <summary>Role. Default: the owner of the database.</summary>
    [Input]
    public string? Role { get; init; }
}
