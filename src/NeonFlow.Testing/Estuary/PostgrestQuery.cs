using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace NeonFlow.Testing.Estuary;

/// <summary>The part of PostgREST's query language that clients of the control plane use, over rows in memory.</summary>
internal static class PostgrestQuery
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "select",
        "order",
        "limit",
        "offset",
        "on_conflict",
        "columns",
    };

    public static IEnumerable<JsonObject> Filter(
        string table,
        IReadOnlyList<string> columns,
        IEnumerable<JsonObject> rows,
        IReadOnlyDictionary<string, StringValues> query
    )
    {
        foreach (var (name, values) in query)
        {
            if (Reserved.Contains(name))
            {
                continue;
            }
            if (!columns.Contains(name))
            {
                throw UnknownColumn(table, name);
            }
            foreach (var value in values)
            {
                var test = Test(name, value ?? "");
                rows = rows.Where(r => test(r[name]));
            }
        }
        return rows;
    }

    public static IReadOnlyList<JsonObject> Order(string table, IReadOnlyList<string> columns, IEnumerable<JsonObject> rows, string? order)
    {
        var list = rows.ToList();
        if (order is null)
        {
            return list;
        }
        foreach (var part in order.Split(',').Reverse())
        {
            var pieces = part.Split('.');
            if (!columns.Contains(pieces[0]))
            {
                throw UnknownColumn(table, pieces[0]);
            }
            var key = pieces[0];
            // PostgREST puts nulls last unless descending, as PostgreSQL does.
            list = pieces.Contains("desc")
                ? [.. list.OrderByDescending(r => Scalar(r[key]) ?? "\uffff", StringComparer.Ordinal)]
                : [.. list.OrderBy(r => Scalar(r[key]) ?? "\uffff", StringComparer.Ordinal)];
        }
        return list;
    }

    public static (int From, int? Count) Page(string? limit, string? offset, string? range)
    {
        var from = offset is null ? 0 : int.Parse(offset, CultureInfo.InvariantCulture);
        int? count = limit is null ? null : int.Parse(limit, CultureInfo.InvariantCulture);
        if (range is not null && Regex.Match(range, "^(?:items=)?([0-9]+)-([0-9]*)$") is { Success: true } m)
        {
            from = int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture);
            if (m.Groups[2].Length > 0)
            {
                count = int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) - from + 1;
            }
        }
        return (from, count);
    }

    public static JsonObject Select(string table, IReadOnlyList<string> columns, JsonObject row, string? select)
    {
        if (select is null or "*")
        {
            return (JsonObject)row.DeepClone();
        }
        var result = new JsonObject();
        foreach (var part in select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "*")
            {
                foreach (var (name, value) in row)
                {
                    result[name] = value.Copy();
                }
                continue;
            }
            var source = part;
            string? alias = null;
            var colon = source.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !source.AsSpan(colon).StartsWith("::"))
            {
                (alias, source) = (source[..colon], source[(colon + 1)..]);
            }
            var cast = source.IndexOf("::", StringComparison.Ordinal);
            if (cast > 0)
            {
                source = source[..cast];
            }
            var path = source.Split("->");
            if (!columns.Contains(path[0]))
            {
                throw UnknownColumn(table, path[0]);
            }
            var found = row[path[0]];
            foreach (var step in path.Skip(1))
            {
                found = found is JsonObject o ? o[step.TrimStart('>')] : null;
            }
            result[alias ?? path[^1].TrimStart('>')] = found.Copy();
        }
        return result;
    }

    public static Refusal UnknownColumn(string table, string column) => new(Error(400, "42703", $"column {table}.{column} does not exist"));

    public static HttpAnswer Error(int status, string code, string message, string? details = null, string? hint = null) =>
        HttpAnswer.Json(
            status,
            new JsonObject
            {
                ["code"] = code,
                ["details"] = details,
                ["hint"] = hint,
                ["message"] = message,
            }
        );

    private static Func<JsonNode?, bool> Test(string column, string expression)
    {
        if (expression.StartsWith("not.", StringComparison.Ordinal))
        {
            var inner = Test(column, expression[4..]);
            return n => !inner(n);
        }
        var dot = expression.IndexOf('.', StringComparison.Ordinal);
        var (op, operand) = dot < 0 ? (expression, "") : (expression[..dot], expression[(dot + 1)..]);
        var normal = Normal(operand);
        switch (op)
        {
            case "eq":
                return n => n is not null && Scalar(n) == normal;
            case "neq":
                return n => n is not null && Scalar(n) != normal;
            case "gt":
                return n => n is not null && string.CompareOrdinal(Scalar(n), normal) > 0;
            case "gte":
                return n => n is not null && string.CompareOrdinal(Scalar(n), normal) >= 0;
            case "lt":
                return n => n is not null && string.CompareOrdinal(Scalar(n), normal) < 0;
            case "lte":
                return n => n is not null && string.CompareOrdinal(Scalar(n), normal) <= 0;
            case "is":
                return operand switch
                {
                    "null" => n => n is null,
                    "true" => n => n.IsTrue(),
                    "false" => n => n is JsonValue v && v.GetValueKind() == JsonValueKind.False,
                    _ => throw Unparsable(column, expression),
                };
            case "like":
            case "ilike":
                var pattern = new Regex(
                    "^"
                        + Regex.Escape(operand).Replace("\\*", ".*", StringComparison.Ordinal).Replace("%", ".*", StringComparison.Ordinal)
                        + "$",
                    RegexOptions.Singleline | (op == "ilike" ? RegexOptions.IgnoreCase : RegexOptions.None)
                );
                return n => n is not null && pattern.IsMatch(Scalar(n)!);
            case "in" when operand.StartsWith('(') && operand.EndsWith(')'):
                var wanted = Items(operand[1..^1]).Select(Normal).ToHashSet(StringComparer.Ordinal);
                return n => n is not null && wanted.Contains(Scalar(n)!);
            case "ov" when operand.StartsWith('{') && operand.EndsWith('}'):
                var any = Items(operand[1..^1]).ToHashSet(StringComparer.Ordinal);
                return n => n is JsonArray list && list.Any(i => any.Contains(i.String() ?? ""));
            default:
                throw Unparsable(column, expression);
        }
    }

    private static IEnumerable<string> Items(string list)
    {
        foreach (Match m in Regex.Matches(list, "\"((?:[^\"\\\\]|\\\\.)*)\"|([^,]+)"))
        {
            yield return m.Groups[1].Success ? Regex.Replace(m.Groups[1].Value, @"\\(.)", "$1") : m.Groups[2].Value.Trim();
        }
    }

    private static Refusal Unparsable(string column, string expression) =>
        new(
            Error(400, "PGRST100", $"\"failed to parse filter ({expression})\" (line 1, column 1)", $"unexpected filter of column {column}")
        );

    private static string? Scalar(JsonNode? node) => node is null ? null : Normal(node.String() ?? node.Text());

    // Ids compare equal with and without colons.
    private static string Normal(string text) =>
        text.Length == 23 && text.Count(c => c == ':') == 7 && FlowId.Parse(text) is { } id ? id.ToString() : text;
}
