using NeonFlow.Neon;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Where a Neon branch is reached.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Hosts">Hosts of its endpoints.</param>
internal sealed record HostsOfBranch(NeonBranchId Branch, IReadOnlyList<string> Hosts);
