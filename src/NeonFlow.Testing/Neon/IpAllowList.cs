using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace NeonFlow.Testing.Neon;

/// <summary>Neon's address rules: single addresses, CIDR blocks and ranges; what cannot be read matches nobody.</summary>
internal static class IpAllowList
{
    /// <summary>True where the list is empty or one entry covers the address.</summary>
    internal static bool Allows(IReadOnlyCollection<string> entries, IPAddress address) =>
        entries.Count == 0 || entries.Any(entry => Covers(entry.Trim(), Plain(address)));

    private static bool Covers(string entry, IPAddress address)
    {
        if (entry.Contains('/'))
        {
            var parts = entry.Split('/');
            return parts.Length == 2
                && IPAddress.TryParse(parts[0], out var start)
                && start.AddressFamily == address.AddressFamily
                && int.TryParse(parts[1], out var bits)
                && bits >= 0
                && bits <= Width(address)
                && Number(start) >> (Width(address) - bits) == Number(address) >> (Width(address) - bits);
        }
        if (entry.Contains('-'))
        {
            var parts = entry.Split('-', StringSplitOptions.TrimEntries);
            return parts.Length == 2
                && IPAddress.TryParse(parts[0], out var low)
                && IPAddress.TryParse(parts[1], out var high)
                && low.AddressFamily == address.AddressFamily
                && high.AddressFamily == address.AddressFamily
                && Number(low) <= Number(address)
                && Number(address) <= Number(high);
        }
        return IPAddress.TryParse(entry, out var single) && Plain(single).Equals(address);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static int Width(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private static BigInteger Number(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
}
