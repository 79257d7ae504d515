using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.Role;

/// <summary>
/// A Postgres role on a branch, made through the Neon API: it has REPLICATION, which roles made by SQL on Neon cannot get.
/// </summary>
[Resource("neonflow:neon:Role")]
[Scalar<NeonProjectId, NeonProjectIdErrors>]
[Scalar<NeonBranchId, NeonBranchIdErrors>]
public sealed record Role : IAdoptable, IMakesRole
{
    /// <summary>Neon project, such as <c>hidden-cell-763301</c>. A change replaces the role.</summary>
    [Input, ReplaceOnChange]
    public required NeonProjectId ProjectId { get; init; }

    /// <summary>Neon branch id, <c>br-…</c>. Default: the project's default branch. A change replaces the role.</summary>
    [Input, Output(Always = true), ReplaceOnChange]
    public NeonBranchId? BranchId { get; init; }

    /// <summary>
    /// Name, at most 63 bytes. Default: the name it has; for a new one <c>estuary_</c> and the resource's name. A change replaces the role:
    /// the new one is made first, and the old one is deleted last.
    /// </summary>
    [Input, ReplaceOnChange, DefaultName("estuary_{0}")]
    public required string Name { get; init; }

    /// <summary>
    /// Any text; a change gives the role a new password in place, and so does the takeover of a role whose password Neon cannot tell.
    /// Default: none, the password stays.
    /// </summary>
    [Input]
    [Trigger]
    public string? Rotation { get; init; }

    /// <summary>Take over a role of that name that exists already. An adopted role is not deleted on destroy. Default: false.</summary>
    [Input, Directive]
    public bool? Adopt { get; init; }

    /// <summary>Current password; made by Neon.</summary>
    [Output(Always = true)]
    public Secret? Password { get; init; }

    /// <summary>Whether the role existed before and was taken over.</summary>
    [Output(Always = true)]
    public bool? Adopted { get; init; }
}
