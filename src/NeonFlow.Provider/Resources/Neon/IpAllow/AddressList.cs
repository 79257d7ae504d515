using NeonFlow.Neon;

namespace NeonFlow.Provider.Resources.Neon.IpAllow;

/// <summary>The address list of a Neon project, and addresses of a data plane that have to get in by it.</summary>
/// <param name="Project">The project.</param>
/// <param name="Now">The list as it is.</param>
/// <param name="IsProtected">Whether the branch in question is protected.</param>
internal sealed record AddressList(string Project, AllowedIps Now, bool IsProtected)
{
    /// <summary>The data plane.</summary>
    public required string DataPlane { get; init; }

    /// <summary>Its addresses, as CIDR blocks.</summary>
    public required IReadOnlyList<string> Blocks { get; init; }

    /// <summary>Addresses of the data plane that are refused, once what a program does to the list is done.</summary>
    /// <param name="gone">Resources whose entries are taken away, as they were saved.</param>
    /// <param name="made">Resources that are made or changed, each with what was saved of it; null: it is new.</param>
    public IReadOnlyList<string> ShutOut(IEnumerable<IpAllow> gone, IReadOnlyList<(IpAllow Desired, IpAllow? Saved)> made)
    {
        var list = Now;
        foreach (var leaving in gone)
        {
            list = IpAllowPlan.Away(leaving, list, []) ?? list;
        }
        IReadOnlyList<string> needed = [.. made.SelectMany(static m => m.Desired.Entries)];
        foreach (var (desired, saved) in made)
        {
            list = IpAllowPlan.To(desired, saved, list, needed) ?? list;
        }
        return list.Ips.Count == 0 || (list.ProtectedBranchesOnly && !IsProtected) ? [] : AllowedIpEntry.NotLetIn(Blocks, list.Ips);
    }
}
