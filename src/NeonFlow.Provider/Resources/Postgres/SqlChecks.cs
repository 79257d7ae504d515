using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Checks that several rooms share; without I/O.</summary>
internal static class SqlChecks
{
    public static void Connection<T>(CheckContext<T> context, Connection? connection) => ConnectionChecks.Check(context, connection);

    public static void Name<T>(CheckContext<T> context, string path, string? name, bool grantee = false)
    {
        if (context.IsKnown(path) && name is not null && (grantee ? Identifier.RoleFault(name) : Identifier.Fault(name)) is { } fault)
        {
            context.Fail(
                PostgresDiagnostics.UnusableName,
                path,
                $"The name {fault}.",
                "Give the name exactly as it stands in the catalogue, at most 63 bytes long."
            );
        }
    }

    /// <summary>
    /// Canonical table names, in the order given and without repetition; malformed ones stay as they are and are reported.
    /// </summary>
    public static IReadOnlyList<string>? Tables<T>(
        CheckContext<T> context,
        string path,
        IReadOnlyList<string>? tables,
        string? schema = null
    )
    {
        // An unknown element leaves the list shorter than the program's: positions, and so the list, must stay as they came.
        if (tables is null || !context.IsKnown(path))
        {
            return tables;
        }

        var result = new List<string>(tables.Count);
        for (var i = 0; i < tables.Count; i++)
        {
            var text = tables[i];
            if (
                schema is not null
                && Unqualified(text)
                && TableName.TryParse($"{new TableName(schema, "x").ToString()[..^1]}{text}", out var within, out _)
            )
            {
                result.Add(within.ToString());
            }
            else if (TableName.TryParse(text, out var name, out var fault))
            {
                if (schema is not null && name.Schema != schema)
                {
                    context.Fail(
                        PostgresDiagnostics.MalformedTable,
                        PropertyPath.Element(path, i),
                        $"The table {name} is not in the schema {schema}.",
                        $"Make a second resource with Schema = \"{name.Schema}\"."
                    );
                }

                result.Add(name.ToString());
            }
            else
            {
                context.Fail(PostgresDiagnostics.MalformedTable, PropertyPath.Element(path, i), fault!.Reason, fault.Fix);
                result.Add(text);
            }
        }

        return [.. result.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Keywords of a closed list, in upper or lower case as <paramref name="upper"/> says.</summary>
    public static IReadOnlyList<string>? Words<T>(
        CheckContext<T> context,
        string path,
        IReadOnlyList<string>? words,
        IReadOnlyList<string> known,
        IReadOnlyList<string> otherwise,
        bool upper = true
    )
    {
        if (!context.IsKnown(path))
        {
            return words;
        }

        if (words is null)
        {
            return otherwise;
        }

        var result = new List<string>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = upper ? words[i].Trim().ToUpperInvariant() : words[i].Trim().ToLowerInvariant();
            if (!known.Contains(word))
            {
                context.Fail(
                    PostgresDiagnostics.UnknownWord,
                    PropertyPath.Element(path, i),
                    $"'{words[i]}' is none of {string.Join(", ", known)}.",
                    $"Use one of {string.Join(", ", known)}."
                );
            }

            result.Add(word);
        }

        return [.. result.Distinct(StringComparer.Ordinal)];
    }

    private static bool Unqualified(string text) =>
        text.Length > 0
        && (text[0] == '"' ? !text[1..].Contains("\".", StringComparison.Ordinal) : !text.Contains('.', StringComparison.Ordinal));
}
