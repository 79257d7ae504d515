using System.Diagnostics.CodeAnalysis;

namespace NeonFlow.Neon;

/// <summary>The address list of a project. Both members are always sent: a list left out may be read as "open to all".</summary>
public sealed record AllowedIps
{
    /// <summary>Addresses, CIDR blocks and <c>low-high</c> ranges; empty means everybody.</summary>
    [AllowNull]
    public IReadOnlyList<string> Ips
    {
        get => field ?? [];
        init;
    }

    /// <summary>Whether the list guards protected branches only and leaves all others open.</summary>
    public bool ProtectedBranchesOnly { get; init; }
}
