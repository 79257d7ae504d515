using System.Globalization;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Positions of the write-ahead log in the form <c>0/22540E8</c>.</summary>
internal static class Lsn
{
    public static string Format(ulong lsn) => string.Create(CultureInfo.InvariantCulture, $"{lsn >> 32:X}/{lsn & 0xFFFF_FFFF:X}");

    public static bool TryParse(string? text, out ulong lsn)
    {
        lsn = 0;
        if (
            text?.Split('/') is not [var high, var low]
            || !uint.TryParse(high, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var upper)
            || !uint.TryParse(low, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var lower)
        )
        {
            return false;
        }
        lsn = ((ulong)upper << 32) | lower;
        return true;
    }
}
