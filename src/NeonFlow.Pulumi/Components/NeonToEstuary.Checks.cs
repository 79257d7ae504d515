using Pulumi;

namespace NeonFlow.Cdc;

public sealed partial class NeonToEstuary
{
    private static Output<string> Required(Input<string>? value, string property, string example, List<string> wrong)
    {
        if (value is null)
        {
            wrong.Add($"{property} is required. Write {property} = {example}.");
        }

        return (value ?? "").ToOutput();
    }

    private static List<(string Schema, string Text)> Tables(IList<string>? tables, List<string> wrong)
    {
        if (tables is not { Count: > 0 })
        {
            wrong.Add("Tables is empty: a capture without tables captures nothing. Write Tables = { \"public.orders\" }.");
            return [];
        }

        var parsed = new List<(string Schema, string Text)>();
        for (var i = 0; i < tables.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(tables[i]))
            {
                wrong.Add($"Tables[{i}] is empty. Write Tables = {{ \"public.orders\" }}.");
            }
            else if (Schema(tables[i]) is { } schema)
            {
                parsed.Add((schema, tables[i]));
            }
            else
            {
                wrong.Add($"Tables[{i}] is \"{tables[i]}\"; a table is written with its schema. Write \"public.{tables[i].Trim('.')}\".");
            }
        }

        return parsed;
    }

    // The first dot outside of quotes parts schema and table; quotes are for names that hold a dot.
    private static string? Schema(string table)
    {
        var quoted = false;
        for (var at = 0; at < table.Length; at++)
        {
            if (table[at] == '"')
            {
                quoted = !quoted;
            }
            else if (table[at] == '.' && !quoted)
            {
                var schema = table[..at];
                schema = schema is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : schema;
                return schema.Length > 0 && at < table.Length - 1 ? schema : null;
            }
        }

        return null;
    }

    private static string? ObjectName(string? name, List<string> wrong)
    {
        // The watermarks table carries the longest name made of it.
        var longest = LongestName - Watermarks.Length;
        if (
            name is not null
            && (
                name.Length > longest
                || name.Length == 0
                || !name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
                || char.IsAsciiDigit(name[0])
            )
        )
        {
            wrong.Add(
                $"ObjectName is \"{name}\"; names on the database consist of at most {longest} lower-case letters, digits and _, and do "
                    + "not begin with a digit, because the connector sends them unquoted. Write ObjectName = \"estuary_orders\"."
            );
        }

        return name;
    }
}
