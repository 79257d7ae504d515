using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What is said of rows that are read with a table and whose changes are not in its stream.</summary>
internal static class UnstreamedRepair
{
    private const int Shown = 3;

    /// <summary>Where the rows are: a sentence without its end.</summary>
    public static string Text(TableName table, IReadOnlyList<UnstreamedTable> unstreamed) =>
        string.Join(
            "; ",
            unstreamed
                .GroupBy(static u => u.Kind)
                .OrderBy(static g => g.Key)
                .Select(g =>
                    $"{table} has {g.Count()} {(g.Count() == 1 ? One(g.Key) : Many(g.Key))} "
                    + $"({string.Join(", ", g.Take(Shown).Select(static u => u.Name))}): rows there are read in the backfill, and their "
                    + "changes never arrive under its name"
                )
        );

    /// <summary>What brings the changes.</summary>
    public static string Fix(TableName table, IReadOnlyList<UnstreamedTable> unstreamed) =>
        string.Join(
            "\n",
            unstreamed.Select(u =>
                u.Kind switch
                {
                    UnstreamedKind.Unlogged => $"ALTER TABLE {u.Name.Sql} SET LOGGED;",
                    UnstreamedKind.Foreign =>
                        $"-- nothing where no row of {u.Name} changes any more; else capture it from the server that holds it",
                    _ => $"-- put {u.Name} into the tables of the program too, or make {table} a partitioned table",
                }
            )
        );

    private static string One(UnstreamedKind kind) =>
        kind switch
        {
            UnstreamedKind.Inherits => "table that inherits from it",
            UnstreamedKind.Foreign => "partition that is a foreign table",
            _ => "partition that is unlogged",
        };

    private static string Many(UnstreamedKind kind) =>
        kind switch
        {
            UnstreamedKind.Inherits => "tables that inherit from it",
            UnstreamedKind.Foreign => "partitions that are foreign tables",
            _ => "partitions that are unlogged",
        };
}
