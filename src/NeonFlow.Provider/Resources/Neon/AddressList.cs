using NeonFlow.Neon;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>The address list of a Neon project, and addresses of a data plane that have to get in by it.</summary>
/// <param name="Project">The project.</param>
/// <param name="Now">The list as it is.</param>
/// <param name="IsProtected">Whether the branch in question is protected.</param>
internal sealed record AddressList(string Project, AllowedIps Now, bool IsProtected)
{
    /// <summary>The data plane; empty where only its addresses are known.</summary>
    public required string DataPlane { get; init; }

    /// <summary>Its addresses, as CIDR blocks.</summary>
    public required IReadOnlyList<string> Blocks { get; init; }
}
