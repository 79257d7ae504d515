using System.Globalization;

namespace NeonFlow.Estuary;

/// <summary>
/// What the <c>_meta.uuid</c> of a document tells: a UUID of version 1, whose clock sequence ends in flags about the transaction that the
/// document is of.
/// </summary>
/// <param name="Producer">Who wrote it.</param>
/// <param name="Clock">When; it grows with each document of a producer.</param>
/// <param name="Flags">What it is in a transaction.</param>
internal readonly record struct MessageUuid(string Producer, ulong Clock, int Flags)
{
    /// <summary>It stands in no transaction.</summary>
    public const int Outside = 0;

    /// <summary>It is of a transaction that is not yet committed.</summary>
    public const int Continues = 1;

    /// <summary>It commits what its producer wrote up to its clock, and is no document itself.</summary>
    public const int Acknowledges = 2;

    private const int FlagBits = 0x3ff;

    /// <summary>Reads one; null where the text is none.</summary>
    public static MessageUuid? TryParse(string? text)
    {
        if (!Guid.TryParseExact(text, "D", out _))
        {
            return null;
        }

        var (low, middle, high, sequence) = (Hex(text, 0, 8), Hex(text, 9, 4), Hex(text, 14, 4) & 0xfff, Hex(text, 19, 4));
        var time = (high << 48) | (middle << 32) | low;
        return new(text[24..], (time << 4) | ((sequence >> 10) & 0xf), (int)sequence & FlagBits);
    }

    private static ulong Hex(string text, int at, int length) =>
        ulong.Parse(text.AsSpan(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
