using NeonFlow.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>
/// Where a database of a Neon branch is and who owns it: direct host, port, owner. No password is asked for; <c>getConnection</c> has one.
/// </summary>
[Function("neonflow:neon:getDatabase")]
[Scalar<NeonProjectId, NeonProjectIdErrors>]
[Scalar<NeonBranchId, NeonBranchIdErrors>]
public sealed record GetDatabaseArgs
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
}
