using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NeonFlow.Neon;

/// <summary>
/// One entry of an address list: a single address, a CIDR block, or a <c>low-high</c> range. Neon accepts an entry that it cannot read and
/// lets nobody in by it, so entries are read here first.
/// </summary>
public sealed record AllowedIpEntry
{
    private readonly bool _isV6;
    private readonly UInt128 _low;
    private readonly UInt128 _high;

    private AllowedIpEntry(string text, IPAddress low, IPAddress high) =>
        (Text, _isV6, _low, _high) = (text, low.AddressFamily == AddressFamily.InterNetworkV6, Number(low), Number(high));

    /// <summary>
    /// The entry in its one canonical spelling: no spaces, host bits of a block cleared, a block of one address without its prefix length.
    /// </summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>
    /// Those of some blocks that a list does not let in as a whole. An entry of the list that cannot be read lets nobody in.
    /// </summary>
    /// <param name="blocks">Addresses, blocks and ranges.</param>
    /// <param name="list">Entries of an address list.</param>
    public static IReadOnlyList<string> NotLetIn(IReadOnlyList<string> blocks, IReadOnlyList<string> list)
    {
        var entries = list.Select(static e => TryParse(e, out _)).OfType<AllowedIpEntry>().OrderBy(static e => e._low).ToList();
        return [.. blocks.Where(b => TryParse(b, out _) is { } block && !block.IsCoveredBy(entries))];
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="text">The entry as written.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static AllowedIpEntry? TryParse(string text, out string? problem)
    {
        var entry = text.Trim();
        var (read, reason) =
            entry.Contains('/') ? Block(entry.Split('/'))
            : entry.Contains('-') ? Range(entry.Split('-'))
            : Address(entry) is { } single ? (new($"{single}", single, single), "")
            : ((AllowedIpEntry?)null, "is not an IP address, a CIDR block or a low-high range");
        problem = read is null ? $"\"{text}\" {reason}" : null;
        return read;
    }

    private static (AllowedIpEntry? Entry, string Problem) Block(string[] parts)
    {
        if (
            parts.Length != 2
            || Address(parts[0]) is not { } address
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        )
        {
            return (null, "is not a CIDR block such as 198.51.100.0/24 or 2001:db8::/32");
        }

        var bytes = address.GetAddressBytes();
        var bits = bytes.Length * 8;
        if (length > bits)
        {
            return (null, $"has a prefix length above {bits}");
        }

        var last = bytes.ToArray();
        for (var bit = length; bit < bits; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        var first = new IPAddress(bytes);
        return (new(length == bits ? $"{address}" : $"{new IPNetwork(first, length)}", first, new IPAddress(last)), "");
    }

    private static (AllowedIpEntry? Entry, string Problem) Range(string[] parts)
    {
        if (
            parts.Length != 2
            || Address(parts[0].Trim()) is not { } from
            || Address(parts[1].Trim()) is not { } to
            || from.AddressFamily != to.AddressFamily
        )
        {
            return (null, "is not a range such as 198.51.100.20-198.51.100.50");
        }

        return from.GetAddressBytes().AsSpan().SequenceCompareTo(to.GetAddressBytes()) switch
        {
            > 0 => (null, "runs backwards: its first address is above its last"),
            0 => (new($"{from}", from, to), ""),
            _ => (new($"{from}-{to}", from, to), ""),
        };
    }

    // Several entries side by side may cover a block together.
    private bool IsCoveredBy(IReadOnlyList<AllowedIpEntry> entries)
    {
        var next = _low;
        foreach (var entry in entries.Where(e => e._isV6 == _isV6 && e._high >= _low))
        {
            if (entry._low > next)
            {
                return false;
            }

            if (entry._high >= _high)
            {
                return true;
            }

            next = UInt128.Max(next, entry._high + 1);
        }

        return false;
    }

    private static UInt128 Number(IPAddress address) =>
        address.GetAddressBytes().Aggregate(UInt128.Zero, static (number, part) => (number << 8) | part);

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
}
