using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Turns the server's text form of a value into the connector's JSON form.</summary>
internal static partial class Values
{
    private static readonly Dictionary<uint, ValueShape> BuiltIn = new()
    {
        [16] = new(ValueKind.Boolean),
        [1000] = new(ValueKind.Boolean, true),
        [20] = new(ValueKind.Integer),
        [21] = new(ValueKind.Integer),
        [23] = new(ValueKind.Integer),
        [26] = new(ValueKind.Integer),
        [28] = new(ValueKind.Integer),
        [29] = new(ValueKind.Integer),
        [1016] = new(ValueKind.Integer, true),
        [1005] = new(ValueKind.Integer, true),
        [1007] = new(ValueKind.Integer, true),
        [1028] = new(ValueKind.Integer, true),
        [700] = new(ValueKind.Float),
        [701] = new(ValueKind.Float),
        [1021] = new(ValueKind.Float, true),
        [1022] = new(ValueKind.Float, true),
        [1700] = new(ValueKind.Numeric),
        [1231] = new(ValueKind.Numeric, true),
        [17] = new(ValueKind.Bytes),
        [1001] = new(ValueKind.Bytes, true),
        [114] = new(ValueKind.Json),
        [199] = new(ValueKind.Json, true),
        [3802] = new(ValueKind.Json),
        [3807] = new(ValueKind.Json, true),
        [1082] = new(ValueKind.Date),
        [1182] = new(ValueKind.Date, true),
        [1083] = new(ValueKind.Time),
        [1183] = new(ValueKind.Time, true),
        [1266] = new(ValueKind.TimeWithZone),
        [1270] = new(ValueKind.TimeWithZone, true),
        [1114] = new(ValueKind.Timestamp),
        [1115] = new(ValueKind.Timestamp, true),
        [1184] = new(ValueKind.TimestampWithZone),
        [1185] = new(ValueKind.TimestampWithZone, true),
        [1186] = new(ValueKind.Interval),
        [1187] = new(ValueKind.Interval, true),
        [869] = new(ValueKind.Inet),
        [1041] = new(ValueKind.Inet, true),
        [3912] = new(ValueKind.DateRange),
        [3913] = new(ValueKind.DateRange, true),
        [3906] = new(ValueKind.NumericRange),
        [3907] = new(ValueKind.NumericRange, true),
        [3908] = new(ValueKind.TimestampRange),
        [3909] = new(ValueKind.TimestampRange, true),
        [3910] = new(ValueKind.TimestampRange),
        [3911] = new(ValueKind.TimestampRange, true),
        [3904] = new(ValueKind.Text),
        [3905] = new(ValueKind.Text, true),
        [3926] = new(ValueKind.Text),
        [3927] = new(ValueKind.Text, true),
        [1009] = new(ValueKind.Text, true),
        [1015] = new(ValueKind.Text, true),
        [1014] = new(ValueKind.Text, true),
        [1002] = new(ValueKind.Text, true),
        [1003] = new(ValueKind.Text, true),
        [651] = new(ValueKind.Text, true),
        [1040] = new(ValueKind.Text, true),
        [775] = new(ValueKind.Text, true),
        [791] = new(ValueKind.Text, true),
        [1017] = new(ValueKind.Text, true),
        [2951] = new(ValueKind.Text, true),
        [143] = new(ValueKind.Text, true),
        [1561] = new(ValueKind.Text, true),
        [1563] = new(ValueKind.Text, true),
        [3643] = new(ValueKind.Text, true),
        [25] = new(ValueKind.Text),
        [1043] = new(ValueKind.Text),
        [1042] = new(ValueKind.Text),
    };

    /// <summary>A value longer than this many bytes is cut; a JSON value gives way to a note of its size.</summary>
    private const int LongestValue = 8 * 1024 * 1024;

    /// <summary>
    /// The shape of a type. A domain has that of what it is made of; any other type that is not built in is text, an array of such a type
    /// too. A column that came into being
    /// after its table was discovered is written by its type alone, which is not the same for dates and times, and not possible for arrays.
    /// </summary>
    public static ValueShape ShapeOf(uint typeOid, ColumnInfo? column, bool inKey = false)
    {
        if (!BuiltIn.TryGetValue(typeOid, out var shape) && !(column is not null && BuiltIn.TryGetValue(column.TypeOid, out shape)))
        {
            return new ValueShape(ValueKind.Text, column?.ElementName == "citext");
        }
        if (column is not null)
        {
            return shape with { InKey = inKey };
        }
        var kind = shape.Kind switch
        {
            ValueKind.Date => ValueKind.Timestamp,
            ValueKind.Time => ValueKind.Microseconds,
            ValueKind.TimeWithZone => ValueKind.Text,
            var other => other,
        };
        return shape with { Kind = kind, Undiscovered = true };
    }

    /// <summary>Whether a type is one of the arrays that the driver knows.</summary>
    public static bool IsArray(uint typeOid) => BuiltIn.TryGetValue(typeOid, out var shape) && shape.IsArray;

    /// <summary>
    /// Whether the database's order of such a key is that of its encoded form, so that a backfill may filter changes by it.
    /// </summary>
    public static bool HasPredictableOrder(ColumnInfo column) =>
        column.TypeName is not ("text" or "varchar" or "bpchar" or "citext" or "name");

    /// <summary>Writes a value. The real backfill reads binary values, where a zero numeric has no digits to keep.</summary>
    public static void Write(Utf8JsonWriter json, string? text, ValueShape shape, bool backfilled)
    {
        if (text is null)
        {
            json.WriteNullValue();
            return;
        }
        if (!shape.IsArray)
        {
            WriteScalar(json, text, shape, backfilled);
            return;
        }
        if (shape.Undiscovered)
        {
            throw new FormatException("unable to extract element type from array type {unknown-column-type}");
        }
        json.WriteStartArray();
        foreach (var element in Elements(text))
        {
            if (element is null)
            {
                json.WriteNullValue();
            }
            else
            {
                WriteScalar(json, element, shape, backfilled);
            }
        }
        json.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter json, string text, ValueShape shape, bool backfilled)
    {
        switch (shape.Kind)
        {
            case ValueKind.Boolean:
                json.WriteBooleanValue(text is "t" or "true");
                break;
            case ValueKind.Integer:
                json.WriteRawValue(text);
                break;
            case ValueKind.Float when text is "NaN" or "Infinity" or "-Infinity":
                json.WriteStringValue(text);
                break;
            case ValueKind.Float when shape.InKey:
                json.WriteStringValue(WithoutExponent(text));
                break;
            case ValueKind.Float:
                json.WriteRawValue(text);
                break;
            case ValueKind.Numeric:
                json.WriteStringValue(backfilled && IsZero(text) ? "0" : text);
                break;
            case ValueKind.Bytes:
                json.WriteBase64StringValue(Convert.FromHexString(text.AsSpan(2, Math.Min(text.Length - 2, 2 * LongestValue))));
                break;
            case ValueKind.Json:
                WriteJson(json, text);
                break;
            case ValueKind.Date:
                json.WriteStringValue(Date(text));
                break;
            case ValueKind.Time:
                json.WriteStringValue(Clock(text) + "Z");
                break;
            case ValueKind.TimeWithZone:
                json.WriteStringValue(ZonedClock(text));
                break;
            case ValueKind.Timestamp or ValueKind.TimestampWithZone:
                json.WriteStringValue(Timestamp(text));
                break;
            case ValueKind.Interval:
                json.WriteStringValue(Interval(text));
                break;
            case ValueKind.Inet:
                json.WriteStringValue(
                    text.Contains('/', StringComparison.Ordinal)
                        ? text
                        : text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32")
                );
                break;
            case ValueKind.DateRange:
                json.WriteStringValue(Range(text, bound => Timestamp(bound)));
                break;
            case ValueKind.TimestampRange:
                json.WriteStringValue(Range(text, Timestamp));
                break;
            case ValueKind.NumericRange:
                json.WriteStringValue(Range(text, bound => backfilled && IsZero(bound) ? "0" : bound));
                break;
            case ValueKind.Microseconds:
                json.WriteStartObject();
                json.WriteNumber("Microseconds", Microseconds(text));
                json.WriteBoolean("Valid", true);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Cut(text));
                break;
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestValue / 4 || Encoding.UTF8.GetByteCount(text) <= LongestValue)
        {
            return text;
        }
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(0, LongestValue));
    }

    private static string WithoutExponent(string number)
    {
        var e = number.IndexOf('e', StringComparison.Ordinal);
        if (e < 0)
        {
            return number;
        }
        var sign = number[0] == '-' ? "-" : "";
        var exponent = int.Parse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = number[sign.Length..e].Replace(".", "", StringComparison.Ordinal);
        var point = (number.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot - sign.Length : digits.Length) + exponent;
        if (point <= 0)
        {
            return $"{sign}0.{new string('0', -point)}{digits}";
        }
        return point >= digits.Length
            ? $"{sign}{digits}{new string('0', point - digits.Length)}"
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }

    /// <summary>A range whose bounds are written as values of their own.</summary>
    private static string Range(string text, Func<string, string> bound)
    {
        if (text == "empty")
        {
            return text;
        }
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return $"{text[0]}{Bound(text[1..comma])},{Bound(text[(comma + 1)..^1])}{text[^1]}";

        string Bound(string written) => written.Length == 0 ? "" : bound(written.Trim('"'));
    }

    /// <summary>
    /// A JSON value with its keys in their order; a message is one line, so the line breaks of a <c>json</c> column must go.
    /// </summary>
    private static void WriteJson(Utf8JsonWriter json, string text)
    {
        if (text.Length > LongestValue / 4 && Encoding.UTF8.GetByteCount(text) is var size && size > LongestValue)
        {
            json.WriteStartObject();
            json.WriteBoolean("flow_truncated", true);
            json.WriteNumber("original_size", size);
            json.WriteEndObject();
            return;
        }
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        document.RootElement.WriteTo(json);
    }

    private static bool IsZero(string numeric) => numeric.AsSpan().IndexOfAnyExcept("-0.") < 0;

    /// <summary>The elements of an array in text form, all dimensions in one list.</summary>
    private static List<string?> Elements(string text)
    {
        var elements = new List<string?>();
        // Bounds other than 1 stand before the braces.
        var i = text.IndexOf('{', StringComparison.Ordinal);
        var current = new StringBuilder();
        var quoted = false;
        var any = false;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '{':
                    break;
                case ',' or '}':
                    if (any)
                    {
                        elements.Add(!quoted && current.ToString() == "NULL" ? null : current.ToString());
                    }
                    (quoted, any) = (false, false);
                    current.Clear();
                    break;
                case '"':
                    (quoted, any) = (true, true);
                    for (i++; text[i] != '"'; i++)
                    {
                        if (text[i] == '\\')
                        {
                            i++;
                        }
                        current.Append(text[i]);
                    }
                    break;
                default:
                    any = true;
                    if (c == '\\')
                    {
                        c = text[++i];
                    }
                    current.Append(c);
                    break;
            }
        }
        return elements;
    }
}
