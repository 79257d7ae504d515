using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What plans say of a table that does not exist.</summary>
internal static class MissingTable
{
    private const int Shown = 5;

    /// <summary>That it, or its schema, does not exist.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">Where the program names it.</param>
    /// <param name="otherwise">What to do where no table has a name like it.</param>
    /// <param name="now">What the table that had that name is called today; null where nobody renamed it.</param>
    public static Diagnostic Of(TableFacts table, string path, string otherwise, TableName? now = null)
    {
        if (now is not null)
        {
            return new(PostgresDiagnostics.UnknownTable, path, $"The table {table.Name} does not exist: it is called {now} now.")
            {
                Fix = $"{path} = \"{now}\"",
                Kind = FailureKind.NotFound,
            };
        }

        if (!table.SchemaExists)
        {
            return SqlRoles.UnknownSchema(
                path,
                table.Name.Schema,
                $"The schema {table.Name.Schema} of the table {table.Name} does not exist."
            );
        }

        return Unknown("table", path, table.Name, table.Similar, otherwise);
    }

    /// <summary>Tables or sequences of a list that do not exist, and will not.</summary>
    /// <param name="property">The list.</param>
    /// <param name="word">What it lists: <c>TABLE</c>, <c>SEQUENCE</c>.</param>
    /// <param name="names">What is listed.</param>
    /// <param name="there">What exists.</param>
    /// <param name="coming">What other resources will make.</param>
    /// <param name="ownership">What the resource has an account of.</param>
    public static IEnumerable<Diagnostic> Among<T>(
        string property,
        string word,
        IReadOnlyList<TableName> names,
        IReadOnlyDictionary<TableName, T> there,
        IReadOnlySet<TableName> coming,
        SqlOwnership ownership
    )
    {
        foreach (var (i, name) in names.Index().Where(n => !there.ContainsKey(n.Item) && !coming.Contains(n.Item)))
        {
            var path = PropertyPath.Element(property, i);
            if (ownership.NamesNow.TryGetValue(name, out var now))
            {
                yield return SqlRename.Told(word, path, name, now);
                continue;
            }

            var (kind, text) = (word.ToLowerInvariant(), name.ToString());
            var similar = there.Keys.Select(static n => n.ToString()).Where(n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
            yield return Unknown(kind, path, name, [.. similar], $"Create the {kind} first, or take {name} out of the program.");
        }
    }

    private static Diagnostic Unknown(string kind, string path, TableName name, IReadOnlyList<string> similar, string otherwise)
    {
        var others = similar.Count == 0 ? "" : $"; there is {TextList.And(similar, Shown)}, and names keep their case";
        return new(PostgresDiagnostics.UnknownTable, path, $"The {kind} {name} does not exist{others}.")
        {
            Fix = similar.Count == 0 ? otherwise : $"\"{similar[0]}\"",
            Kind = FailureKind.NotFound,
        };
    }
}
