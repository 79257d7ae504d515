using NeonFlow.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>
/// Addresses that may connect to a Neon project (IP Allow). Additive: owns only its own entries; exclusive: owns the whole list.
/// </summary>
[Resource("neonflow:neon:IpAllow")]
[Nested<IpAllowMode>]
[Scalar<NeonProjectId, NeonProjectIdErrors>]
public sealed record IpAllow
{
    /// <summary>
    /// Neon project, such as <c>hidden-cell-763301</c>. A change takes the entries out of the first project and puts them into the other
    /// one.
    /// </summary>
    [Input, ReplaceOnChange]
    public required NeonProjectId ProjectId { get; init; }

    /// <summary>Addresses, CIDR blocks and <c>low-high</c> ranges, IPv4 or IPv6; a set. Changed in place.</summary>
    [Input, Unordered]
    public required IReadOnlyList<string> Entries { get; init; }

    /// <summary>Whether other entries of the list stay. Default: additive.</summary>
    [Input, Default("additive")]
    public IpAllowMode? Mode { get; init; }

    /// <summary>Whether the list guards protected branches only and leaves all others open to everybody. Default: as it is now.</summary>
    [Input, Output]
    public bool? ProtectedBranchesOnly { get; init; }

    /// <summary>Says that an empty list, which lets everybody connect, is meant. Default: false.</summary>
    [Input, Directive]
    public bool? OpenToAll { get; init; }

    /// <summary>
    /// Leaves a project that is open to everybody (an empty list) as it is: the addresses of the entries can connect already, and nobody is
    /// shut out. Only where the list was empty when this resource came; one that somebody empties later is a change. Additive only.
    /// Default: false.
    /// </summary>
    [Input, Directive]
    public bool? KeepOpen { get; init; }

    /// <summary>
    /// Says that entries which are on the list already are this program's own, put there by a run that was interrupted, for example; they
    /// go on destroy. Default: false, they stay.
    /// </summary>
    [Input, Directive]
    public bool? Adopt { get; init; }

    /// <summary>Entries that this resource put there, and takes out on destroy.</summary>
    [Output(Always = true), Unordered]
    public IReadOnlyList<string>? Owned { get; init; }

    /// <summary>
    /// The list before this resource changed it first; destroy of an exclusive list restores it. Empty: the project was open to everybody.
    /// </summary>
    [Output(Always = true), Unordered]
    public IReadOnlyList<string>? Before { get; init; }
}
