using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// Keys packed so that their bytes sort as the keys do: the position of a backfill in the state (<c>scanned</c>), in the order-preserving
/// tuple form of FoundationDB.
/// </summary>
internal static class KeyTuple
{
    private const byte Null = 0x00,
        Bytes = 0x01,
        Text = 0x02,
        IntegerZero = 0x14,
        Double = 0x21,
        False = 0x26,
        True = 0x27,
        Numeric = 0x40;

    public static byte[] Pack(IEnumerable<(string? Text, ValueKind Kind)> key)
    {
        var packed = new List<byte>();
        foreach (var (text, kind) in key)
        {
            if (text is null)
            {
                packed.Add(Null);
                continue;
            }
            switch (kind)
            {
                case ValueKind.Integer:
                    PackInteger(packed, long.Parse(text, CultureInfo.InvariantCulture));
                    break;
                case ValueKind.Boolean:
                    packed.Add(text is "t" or "true" ? True : False);
                    break;
                case ValueKind.Float:
                    PackDouble(packed, double.Parse(text, CultureInfo.InvariantCulture));
                    break;
                case ValueKind.Bytes:
                    PackBytes(packed, Bytes, Convert.FromHexString(text.AsSpan(2)));
                    break;
                case ValueKind.Numeric:
                    PackNumeric(packed, text);
                    break;
                default:
                    PackBytes(packed, Text, Encoding.UTF8.GetBytes(text));
                    break;
            }
        }
        return [.. packed];
    }

    /// <summary>The key's values as text the server reads.</summary>
    public static List<string?> Unpack(ReadOnlySpan<byte> packed)
    {
        var key = new List<string?>();
        while (!packed.IsEmpty)
        {
            var code = packed[0];
            packed = packed[1..];
            switch (code)
            {
                case Null:
                    key.Add(null);
                    break;
                case False:
                    key.Add("f");
                    break;
                case True:
                    key.Add("t");
                    break;
                case Bytes:
                    key.Add("\\x" + Convert.ToHexStringLower(UnpackBytes(ref packed)));
                    break;
                case Text:
                    key.Add(Encoding.UTF8.GetString(UnpackBytes(ref packed)));
                    break;
                case Double:
                    var bits = BinaryPrimitives.ReadUInt64BigEndian(packed);
                    packed = packed[8..];
                    bits = (bits & 0x8000_0000_0000_0000) != 0 ? bits ^ 0x8000_0000_0000_0000 : ~bits;
                    key.Add(BitConverter.UInt64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture));
                    break;
                case Numeric:
                    key.Add(UnpackNumeric(ref packed));
                    break;
                case >= IntegerZero - 8 and <= IntegerZero + 8:
                    key.Add(UnpackInteger(ref packed, code).ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    throw ConnectorFault.Plain($"error unpacking resume key: unknown typecode {code:x2}");
            }
        }
        return key;
    }

    private static void PackInteger(List<byte> packed, long value)
    {
        if (value == 0)
        {
            packed.Add(IntegerZero);
            return;
        }
        var magnitude = value > 0 ? (ulong)value : (ulong)-(value + 1) + 1;
        var length = 8 - System.Numerics.BitOperations.LeadingZeroCount(magnitude) / 8;
        packed.Add((byte)(value > 0 ? IntegerZero + length : IntegerZero - length));
        var body = value > 0 ? magnitude : (length == 8 ? ulong.MaxValue : (1UL << (8 * length)) - 1) - magnitude;
        for (var shift = 8 * (length - 1); shift >= 0; shift -= 8)
        {
            packed.Add((byte)(body >> shift));
        }
    }

    private static long UnpackInteger(ref ReadOnlySpan<byte> packed, byte code)
    {
        var length = Math.Abs(code - IntegerZero);
        ulong body = 0;
        foreach (var b in packed[..length])
        {
            body = (body << 8) | b;
        }
        packed = packed[length..];
        if (code >= IntegerZero)
        {
            return (long)body;
        }
        var magnitude = (length == 8 ? ulong.MaxValue : (1UL << (8 * length)) - 1) - body;
        return unchecked(-(long)magnitude);
    }

    private static void PackDouble(List<byte> packed, double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        bits = (bits & 0x8000_0000_0000_0000) != 0 ? ~bits : bits ^ 0x8000_0000_0000_0000;
        Span<byte> body = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(body, bits);
        packed.Add(Double);
        packed.AddRange(body);
    }

    private static void PackBytes(List<byte> packed, byte code, ReadOnlySpan<byte> body)
    {
        packed.Add(code);
        foreach (var b in body)
        {
            packed.Add(b);
            if (b == 0)
            {
                packed.Add(0xFF);
            }
        }
        packed.Add(0x00);
    }

    private static byte[] UnpackBytes(ref ReadOnlySpan<byte> packed)
    {
        var body = new List<byte>();
        var i = 0;
        for (; i < packed.Length; i++)
        {
            if (packed[i] != 0)
            {
                body.Add(packed[i]);
                continue;
            }
            if (i + 1 >= packed.Length || packed[i + 1] != 0xFF)
            {
                break;
            }
            body.Add(0);
            i++;
        }
        packed = packed[Math.Min(i + 1, packed.Length)..];
        return [.. body];
    }

    /// <summary>
    /// Sign, then exponent and digits of 0.d1d2d3… × 10^exponent; everything complemented below zero. NaN sorts above all, as in the
    /// database.
    /// </summary>
    private static void PackNumeric(List<byte> packed, string text)
    {
        packed.Add(Numeric);
        if (text == "NaN")
        {
            packed.Add(5);
            return;
        }
        if (text is "Infinity" or "-Infinity")
        {
            packed.Add((byte)(text[0] == '-' ? 0 : 4));
            return;
        }
        var negative = text[0] == '-';
        var unsigned = negative ? text[1..] : text;
        var dot = unsigned.IndexOf('.', StringComparison.Ordinal);
        var whole = (dot < 0 ? unsigned : unsigned[..dot]).TrimStart('0');
        var fraction = dot < 0 ? "" : unsigned[(dot + 1)..];
        var exponent = whole.Length;
        var digits = whole + fraction;
        if (whole.Length == 0)
        {
            var significant = fraction.TrimStart('0');
            exponent = significant.Length - fraction.Length;
            digits = significant;
        }
        digits = digits.TrimEnd('0');
        if (digits.Length == 0)
        {
            packed.Add(2);
            return;
        }
        packed.Add((byte)(negative ? 1 : 3));
        var body = new List<byte> { (byte)((exponent + 0x8000) >> 8), (byte)(exponent + 0x8000) };
        body.AddRange(Encoding.ASCII.GetBytes(digits));
        body.Add(0);
        packed.AddRange(negative ? body.Select(b => (byte)~b) : body);
    }

    private static string UnpackNumeric(ref ReadOnlySpan<byte> packed)
    {
        var sign = packed[0];
        packed = packed[1..];
        switch (sign)
        {
            case 0:
                return "-Infinity";
            case 2:
                return "0";
            case 4:
                return "Infinity";
            case 5:
                return "NaN";
        }
        var flip = (byte)(sign == 1 ? 0xFF : 0);
        var exponent = (((packed[0] ^ flip) << 8) | (packed[1] ^ flip)) - 0x8000;
        var digits = new StringBuilder();
        var i = 2;
        for (; (packed[i] ^ flip) != 0; i++)
        {
            digits.Append((char)(packed[i] ^ flip));
        }
        packed = packed[(i + 1)..];
        return $"{(sign == 1 ? "-" : "")}0.{digits}e{exponent.ToString(CultureInfo.InvariantCulture)}";
    }
}
