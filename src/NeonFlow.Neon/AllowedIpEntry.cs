using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace NeonFlow.Neon;

/// <summary>
/// One entry of an address list: a single address, a CIDR block, or a <c>low-high</c> range. Neon accepts an entry that it cannot read and
/// lets nobody in by it, so entries are read here first.
/// </summary>
public sealed record AllowedIpEntry
{
    private readonly AddressFamily _family;
    private readonly BigInteger _low;
    private readonly BigInteger _high;

    private AllowedIpEntry(string text, AddressFamily family, BigInteger low, BigInteger high)
    {
        Text = text;
        _family = family;
        _low = low;
        _high = high;
    }

    /// <summary>
    /// The entry in its one canonical spelling: no spaces, host bits of a block cleared, a block of one address without its prefix length.
    /// </summary>
    public string Text { get; }

    /// <summary>Whether it lets every address of its family in.</summary>
    public bool IsEverybody => _low.IsZero && _high == Last(_family);

    /// <summary>Whether <paramref name="other"/> lies inside.</summary>
    public bool Covers(AllowedIpEntry other) => _family == other._family && _low <= other._low && other._high <= _high;

    /// <summary>Entries are equal when they say the same.</summary>
    public bool Equals(AllowedIpEntry? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Reads an entry.</summary>
    /// <param name="text">The entry as written.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static AllowedIpEntry? TryParse(string text, out string? problem)
    {
        problem = null;
        var entry = text.Trim();
        if (entry.Contains('/'))
        {
            var parts = entry.Split('/');
            if (
                parts.Length == 2
                && Address(parts[0]) is { } address
                && int.TryParse(
                    parts[1],
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var length
                )
            )
            {
                var bits = Bits(address.AddressFamily);
                if (length > bits)
                {
                    problem = $"\"{text}\" has a prefix length above {bits}";
                    return null;
                }

                var size = BigInteger.One << (bits - length);
                var low = Number(address) / size * size;
                return new(
                    length == bits ? $"{address}" : $"{Address(low, address.AddressFamily)}/{length}",
                    address.AddressFamily,
                    low,
                    low + size - 1
                );
            }

            problem = $"\"{text}\" is not a CIDR block such as 198.51.100.0/24 or 2001:db8::/32";
            return null;
        }

        if (entry.Contains('-'))
        {
            var parts = entry.Split('-');
            if (
                parts.Length == 2
                && Address(parts[0].Trim()) is { } from
                && Address(parts[1].Trim()) is { } to
                && from.AddressFamily == to.AddressFamily
            )
            {
                if (Number(from) > Number(to))
                {
                    problem = $"\"{text}\" runs backwards: its first address is above its last";
                    return null;
                }

                return new(from.Equals(to) ? $"{from}" : $"{from}-{to}", from.AddressFamily, Number(from), Number(to));
            }

            problem = $"\"{text}\" is not a range such as 198.51.100.20-198.51.100.50";
            return null;
        }

        if (Address(entry) is { } single)
        {
            return new($"{single}", single.AddressFamily, Number(single), Number(single));
        }

        problem = $"\"{text}\" is not an IP address, a CIDR block or a low-high range";
        return null;
    }

    /// <summary>Only full spellings: the platform would read "10.1" as 10.0.0.1, which nobody means in an address list.</summary>
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out var address)
        && !text.Contains('%')
        && !text.Contains('[')
        && (
            address.AddressFamily == AddressFamily.InterNetworkV6
            || (
                text.Count(static c => c == '.') == 3
                && text.Split('.').All(static p => p.Length is > 0 and < 4 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'))
            )
        )
            ? address
            : null;

    private static IPAddress Address(BigInteger number, AddressFamily family)
    {
        var bytes = new byte[Bits(family) / 8];
        var value = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        value.CopyTo(bytes, bytes.Length - value.Length);
        return new(bytes);
    }

    private static BigInteger Number(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    private static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    private static BigInteger Last(AddressFamily family) => (BigInteger.One << Bits(family)) - 1;
}
