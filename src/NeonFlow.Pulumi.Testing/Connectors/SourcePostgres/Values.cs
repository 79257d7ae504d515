using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NeonFlow.Pulumi.Testing.Connectors.SourcePostgres;

/// <summary>How a value of a column is written in a document.</summary>
internal enum ValueKind { Text, Boolean, Integer, Float, Numeric, Bytes, Json, Date, Time, TimeWithZone, Timestamp, TimestampWithZone, Interval, Inet }

/// <summary>A column's kind of value; an array's is that of its elements.</summary>
internal readonly record struct ValueShape(ValueKind Kind, bool IsArray = false);

/// <summary>Turns the server's text form of a value into the connector's JSON form.</summary>
internal static class Values
{
    private static readonly Dictionary<uint, ValueShape> BuiltIn = new()
    {
        [16] = new(ValueKind.Boolean), [1000] = new(ValueKind.Boolean, true),
        [20] = new(ValueKind.Integer), [21] = new(ValueKind.Integer), [23] = new(ValueKind.Integer), [26] = new(ValueKind.Integer),
        [28] = new(ValueKind.Integer), [29] = new(ValueKind.Integer),
        [1016] = new(ValueKind.Integer, true), [1005] = new(ValueKind.Integer, true), [1007] = new(ValueKind.Integer, true), [1028] = new(ValueKind.Integer, true),
        [700] = new(ValueKind.Float), [701] = new(ValueKind.Float), [1021] = new(ValueKind.Float, true), [1022] = new(ValueKind.Float, true),
        [1700] = new(ValueKind.Numeric), [1231] = new(ValueKind.Numeric, true),
        [17] = new(ValueKind.Bytes), [1001] = new(ValueKind.Bytes, true),
        [114] = new(ValueKind.Json), [199] = new(ValueKind.Json, true), [3802] = new(ValueKind.Json), [3807] = new(ValueKind.Json, true),
        [1082] = new(ValueKind.Date), [1182] = new(ValueKind.Date, true),
        [1083] = new(ValueKind.Time), [1183] = new(ValueKind.Time, true),
        [1266] = new(ValueKind.TimeWithZone), [1270] = new(ValueKind.TimeWithZone, true),
        [1114] = new(ValueKind.Timestamp), [1115] = new(ValueKind.Timestamp, true),
        [1184] = new(ValueKind.TimestampWithZone), [1185] = new(ValueKind.TimestampWithZone, true),
        [1186] = new(ValueKind.Interval), [1187] = new(ValueKind.Interval, true),
        [869] = new(ValueKind.Inet), [1041] = new(ValueKind.Inet, true),
        [1009] = new(ValueKind.Text, true), [1015] = new(ValueKind.Text, true), [1014] = new(ValueKind.Text, true), [1002] = new(ValueKind.Text, true), [1003] = new(ValueKind.Text, true),
        [651] = new(ValueKind.Text, true), [1040] = new(ValueKind.Text, true), [775] = new(ValueKind.Text, true), [791] = new(ValueKind.Text, true),
        [1017] = new(ValueKind.Text, true), [2951] = new(ValueKind.Text, true), [143] = new(ValueKind.Text, true),
        [1561] = new(ValueKind.Text, true), [1563] = new(ValueKind.Text, true), [3643] = new(ValueKind.Text, true),
        [25] = new(ValueKind.Text), [1043] = new(ValueKind.Text), [1042] = new(ValueKind.Text),
    };

    /// <summary>The shape of a type; types that are not built in are known through the catalogue only.</summary>
    public static ValueShape ShapeOf(uint typeOid, ColumnInfo? column)
    {
        if (BuiltIn.TryGetValue(typeOid, out var shape)) { return shape; }
        if (column is null) { return new ValueShape(ValueKind.Text); }
        if (column.TypeOid != typeOid && BuiltIn.TryGetValue(column.TypeOid, out var ofDomain)) { return ofDomain; }
        return new ValueShape(ValueKind.Text, column.ElementName is not null);
    }

    /// <summary>Whether the database's order of such a key is that of its encoded form, so that a backfill may filter changes by it.</summary>
    public static bool HasPredictableOrder(ColumnInfo column) => column.TypeName is not ("text" or "varchar" or "bpchar" or "citext" or "name");

    /// <summary>Writes a value. The real backfill reads binary values, where a zero numeric has no digits to keep.</summary>
    public static void Write(Utf8JsonWriter json, string? text, ValueShape shape, bool backfilled)
    {
        if (text is null) { json.WriteNullValue(); return; }
        if (!shape.IsArray) { WriteScalar(json, text, shape.Kind, backfilled); return; }
        json.WriteStartArray();
        foreach (var element in Elements(text))
        {
            if (element is null) { json.WriteNullValue(); }
            else { WriteScalar(json, element, shape.Kind, backfilled); }
        }
        json.WriteEndArray();
    }

    private static void WriteScalar(Utf8JsonWriter json, string text, ValueKind kind, bool backfilled)
    {
        switch (kind)
        {
            case ValueKind.Boolean: json.WriteBooleanValue(text is "t" or "true"); break;
            case ValueKind.Integer: json.WriteRawValue(text); break;
            case ValueKind.Float when text is "NaN" or "Infinity" or "-Infinity": json.WriteStringValue(text); break;
            case ValueKind.Float: json.WriteRawValue(text); break;
            case ValueKind.Numeric: json.WriteStringValue(backfilled && IsZero(text) ? "0" : text); break;
            case ValueKind.Bytes: json.WriteBase64StringValue(Convert.FromHexString(text.AsSpan(2))); break;
            case ValueKind.Json: WriteJson(json, text); break;
            case ValueKind.Date: json.WriteStringValue(Date(text)); break;
            case ValueKind.Time: json.WriteStringValue(Clock(text) + "Z"); break;
            case ValueKind.TimeWithZone: json.WriteStringValue(ZonedClock(text)); break;
            case ValueKind.Timestamp or ValueKind.TimestampWithZone: json.WriteStringValue(Timestamp(text)); break;
            case ValueKind.Interval: json.WriteStringValue(Interval(text)); break;
            case ValueKind.Inet: json.WriteStringValue(text.Contains('/', StringComparison.Ordinal) ? text : text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32")); break;
            default: json.WriteStringValue(text); break;
        }
    }

    /// <summary>A JSON value with its keys in their order; a message is one line, so the line breaks of a <c>json</c> column must go.</summary>
    private static void WriteJson(Utf8JsonWriter json, string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        document.RootElement.WriteTo(json);
    }

    private static bool IsZero(string numeric) => numeric.AsSpan().IndexOfAnyExcept("-0.") < 0;

    private static string Date(string text)
    {
        if (text == "infinity" || YearDigits(text) > 4) { return "9999-12-31"; }
        return text == "-infinity" || text.EndsWith(" BC", StringComparison.Ordinal) ? "0000-01-01" : text;
    }

    /// <summary>The session's time zone is UTC, so an offset is always +00.</summary>
    private static string Timestamp(string text)
    {
        if (text == "infinity") { return "9999-12-31T23:59:59Z"; }
        if (text == "-infinity" || text.EndsWith(" BC", StringComparison.Ordinal)) { return "0000-01-01T00:00:00Z"; }
        if (YearDigits(text) > 4) { return "9999-12-31T23:59:59Z"; }
        var plain = text.EndsWith("+00", StringComparison.Ordinal) ? text[..^3] : text;
        return string.Concat(plain.AsSpan(0, 10), "T", plain.AsSpan(11), "Z");
    }

    private static int YearDigits(string text) => text.IndexOf('-', StringComparison.Ordinal);

    private static string Clock(string text) => text == "24:00:00" ? "00:00:00" : text;

    private static string ZonedClock(string text)
    {
        var sign = text.LastIndexOfAny(['+', '-']);
        var (clock, offset) = (Clock(text[..sign]), text[sign..]);
        if (offset is "+00" or "-00") { return clock + "Z"; }
        return clock + (offset.Length == 3 ? offset + ":00" : offset[..6]);
    }

    /// <summary>Months, days and time, each only where it is not zero; each unit ends with a space, as the driver prints it.</summary>
    private static string Interval(string text)
    {
        long months = 0, days = 0;
        var clock = "";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Contains(':', StringComparison.Ordinal)) { clock = words[i].TrimStart('+'); continue; }
            var amount = long.Parse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            var unit = i + 1 < words.Length ? words[++i] : "";
            if (unit.StartsWith("year", StringComparison.Ordinal)) { months += 12 * amount; }
            else if (unit.StartsWith("mon", StringComparison.Ordinal)) { months += amount; }
            else { days += amount; }
        }
        var printed = new StringBuilder();
        if (months != 0) { printed.Append(CultureInfo.InvariantCulture, $"{months} mon "); }
        if (days != 0) { printed.Append(CultureInfo.InvariantCulture, $"{days} day "); }
        if (clock.Length == 0 || clock == "00:00:00") { return printed.ToString(); }
        var dot = clock.IndexOf('.', StringComparison.Ordinal);
        printed.Append(dot < 0 ? clock : clock[..dot] + "." + clock[(dot + 1)..].PadRight(6, '0'));
        return printed.ToString();
    }

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
                case '{': break;
                case ',' or '}':
                    if (any) { elements.Add(!quoted && current.ToString() == "NULL" ? null : current.ToString()); }
                    (quoted, any) = (false, false);
                    current.Clear();
                    break;
                case '"':
                    (quoted, any) = (true, true);
                    for (i++; text[i] != '"'; i++)
                    {
                        if (text[i] == '\\') { i++; }
                        current.Append(text[i]);
                    }
                    break;
                default:
                    any = true;
                    if (c == '\\') { c = text[++i]; }
                    current.Append(c);
                    break;
            }
        }
        return elements;
    }
}
