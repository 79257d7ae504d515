namespace NeonFlow.Estuary;

/// <summary>
/// What the connector <c>source-postgres</c> can make of a key: it encodes what its driver decodes to numbers, text, bytes, booleans and
/// times. A type that the driver does not know is text to it, and so can be a key.
/// </summary>
public static class SourcePostgresKeys
{
    private const long Numeric = 1700;

    // Object ids of built-in types, which are the same in every database.
    private static readonly HashSet<long> Unencodable =
    [
        27, // tid
        650, // cidr
        869, // inet
        1083, // time
        1186, // interval
        1560, // bit
        1562, // bit varying
        3802, // jsonb
        3904, // int4range
        3906, // numrange
        3908, // tsrange
        3910, // tstzrange
        3912, // daterange
        3926, // int8range
        4451, // int4multirange
        4532, // nummultirange
        4533, // tsmultirange
        4534, // tstzmultirange
        4535, // datemultirange
        4536, // int8multirange
    ];

    /// <summary>Whether values of a type can be part of a key; arrays cannot, whatever their type.</summary>
    /// <param name="type">Object id of the type; of a domain, what it is made of.</param>
    public static bool Encodes(long type) => !Unencodable.Contains(type);

    /// <summary>Whether a type is numeric, whose NaN and infinity no key can have.</summary>
    public static bool IsNumeric(long type) => type == Numeric;

    /// <summary>Whether a type is a date or a timestamp, whose infinity no key can have.</summary>
    public static bool IsTime(long type) => type is 1082 or 1114 or 1184;
}
