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

        var similar = table.Similar.Count == 0 ? "" : $"; there is {TextList.And(table.Similar, Shown)}, and names keep their case";
        return new(PostgresDiagnostics.UnknownTable, path, $"The table {table.Name} does not exist{similar}.")
        {
            Fix = table.Similar.Count == 0 ? otherwise : $"\"{table.Similar[0]}\"",
            Kind = FailureKind.NotFound,
        };
    }
}
