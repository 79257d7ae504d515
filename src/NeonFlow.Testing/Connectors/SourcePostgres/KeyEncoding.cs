using System.Globalization;
using System.Net;
using System.Text;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// Values that the real connector cannot encode in a key, in its words: what its driver decodes to something other than a number, a text,
/// bytes, a boolean or a time. A type that the driver does not know is text, and so fits.
/// </summary>
internal static class KeyEncoding
{
    private const uint Bytea = 17,
        Int8 = 20,
        Int2 = 21,
        Int4 = 23,
        Oid = 26,
        Tid = 27,
        Float4 = 700,
        Float8 = 701,
        Macaddr8 = 774,
        Macaddr = 829,
        Inet = 869,
        Cidr = 650,
        Date = 1082,
        Time = 1083,
        Timestamp = 1114,
        TimestampTz = 1184,
        Interval = 1186,
        Bit = 1560,
        Varbit = 1562,
        Numeric = 1700,
        Uuid = 2950,
        Jsonb = 3802;

    /// <summary>Why a value cannot be part of a key; null where it can.</summary>
    /// <param name="typeOid">Its type, as the server announces it: domains resolved in a result, and not in the stream.</param>
    /// <param name="text">The value as the server writes it.</param>
    public static string? Fault(uint typeOid, string? text) =>
        (typeOid, text) switch
        {
            (_, null) => null,
            (Numeric, "NaN") => "error translating value {<nil> 0 true finite true} for FDB serialization: encode pgtype.Numeric: "
                + "NaN value in Numeric key",
            // The digits of an infinite number are a null pointer, which the encoder follows.
            (Numeric, "Infinity" or "-Infinity") => "runtime error: invalid memory address or nil pointer dereference",
            (Date or Timestamp or TimestampTz, "infinity" or "-infinity") => Unencodable(text, "pgtype.InfinityModifier"),
            (Time, _) => Unencodable($"{{{Microseconds(text)} true}}", "pgtype.Time"),
            (Interval, _) => Unencodable(text, "pgtype.Interval"),
            (Jsonb, _) => Unencodable($"[{string.Join(' ', Encoding.UTF8.GetBytes(text))}]", "json.RawMessage"),
            (Inet or Cidr, _) => Unencodable(Prefix(text), "netip.Prefix"),
            (Bit or Varbit, _) => Unencodable($"{{[{string.Join(' ', Packed(text))}] {text.Length} true}}", "pgtype.Bits"),
            (Tid, _) => Unencodable(text, "pgtype.TID"),
            // int4, num, ts, tstz, date and int8
            (3904 or 3906 or 3908 or 3910 or 3912 or 3926, _) => Unencodable(text, "pgtype.Range[interface {}]"),
            (4451 or >= 4532 and <= 4536, _) => Unencodable(text, "pgtype.Multirange[github.com/jackc/pgx/v5/pgtype.Range[interface {}]]"),
            _ when Values.IsArray(typeOid) => Unencodable(text, "pgtype.Array[interface {}]"),
            _ => null,
        };

    /// <summary>What becomes of a key column whose value the server did not send; null where it passes for a text.</summary>
    /// <param name="typeOid">Its type.</param>
    /// <param name="column">Its name.</param>
    public static string? OmittedFault(uint typeOid, string column) =>
        typeOid switch
        {
            Int2 => NoInteger("INT2", column),
            Int4 => NoInteger("INT4", column),
            Int8 => NoInteger("INT8", column),
            Numeric => "error decoding value: \0 is not a number",
            Uuid => "error decoding value: cannot parse UUID \0",
            Float4 or Float8 => "error decoding value: strconv.ParseFloat: parsing \"\\x00\": invalid syntax",
            Oid => "error decoding value: strconv.ParseUint: parsing \"\\x00\": invalid syntax",
            Date => "error decoding value: invalid date format",
            Macaddr or Macaddr8 => "error decoding value: address \0: invalid MAC address",
            Bytea => "error decoding value: invalid hex format",
            _ => null,
        };

    private static string Unencodable(string value, string type) =>
        $"error serializing FDB value: unencodable element at index 0 ({value}, type {type})";

    private static string NoInteger(string type, string column) =>
        $"error parsing {type} value \"\\x00\" for column {Go.Quote(column)}: strconv.ParseInt: parsing \"\\x00\": invalid syntax";

    private static string Microseconds(string time)
    {
        var parts = time.Split(':');
        var seconds = decimal.Parse(parts[^1], CultureInfo.InvariantCulture);
        var minutes = (60 * int.Parse(parts[0], CultureInfo.InvariantCulture)) + int.Parse(parts[1], CultureInfo.InvariantCulture);
        return ((long)(1_000_000 * ((60 * minutes) + seconds))).ToString(CultureInfo.InvariantCulture);
    }

    private static string Prefix(string address) =>
        address.Contains('/', StringComparison.Ordinal)
            ? address
            : $"{address}/{(IPAddress.Parse(address).GetAddressBytes().Length * 8).ToString(CultureInfo.InvariantCulture)}";

    private static IEnumerable<byte> Packed(string bits) =>
        bits.Chunk(8).Select(static b => Convert.ToByte(new string(b).PadRight(8, '0'), 2));
}
