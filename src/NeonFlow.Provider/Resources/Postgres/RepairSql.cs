using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>SQL and C# that repair what the preview finds; the preflight says the same.</summary>
internal static class RepairSql
{
    private const string OwnColumn = "id";

    /// <summary>What gives a publication a plain name.</summary>
    /// <param name="name">The name that it has.</param>
    /// <param name="input">The input of the program that says it.</param>
    /// <param name="exists">Whether the publication exists.</param>
    public static string PublicationName(string name, string input, bool exists)
    {
        var plain = Identifier.PlainLowerCase(name);
        return exists
            ? $"ALTER PUBLICATION {Identifier.Quote(name)} RENAME TO {Identifier.Quote(plain)};   -- before the capture's first start; one "
                + $"that has started needs a backfill as well\n-- in the program: {input} = \"{plain}\""
            : $"{input} = \"{plain}\"";
    }

    /// <summary>What makes room for a watermarks table where there is one of another shape.</summary>
    /// <param name="there">What is there.</param>
    /// <param name="table">Its name.</param>
    /// <param name="make">The statements that make the right one.</param>
    /// <param name="publish">The statement that publishes it, on a line of its own; nothing where that is not needed.</param>
    /// <param name="unlist">The statement that takes what is there out of the publication; nothing where it is not in there.</param>
    public static string Watermarks(WatermarksFacts there, TableName table, string make, string publish = "", string unlist = "")
    {
        var inPlace =
            there is { Kind: RelationKind.Table, Unlogged: true } ? "SET LOGGED"
            : there.ShapeFault is null ? $"REPLICA IDENTITY {(there.HasPrimaryKey ? "DEFAULT" : "FULL")}"
            : there.LacksKeyOnly ? "ADD PRIMARY KEY (slot)"
            : null;
        return inPlace is not null
            ? $"{(there.LacksKeyOnly ? $"TRUNCATE {table.Sql};   -- no capture can have written here\n" : "")}ALTER TABLE {table.Sql} "
                + $"{inPlace};{(there.Published ? "" : publish)}"
            : $"{unlist}ALTER {(there.Kind == RelationKind.View ? "VIEW" : "TABLE")} {table.Sql} RENAME TO "
                + $"{Identifier.Quote(Identifier.PlainLowerCase(table.Name, "_old"))};\n{make}{publish}";
    }

    /// <summary>What gives a table without primary key one; null for a partitioned table, whose key has the partition key in it.</summary>
    public static string? KeySql(TableFacts table) =>
        table.Kind == RelationKind.PartitionedTable ? null : KeySql(table.Name, table.UniqueIndex, FreeColumn(table.Columns));

    /// <summary>
    /// What gives a table without primary key one, whatever rows it has: no index says that the values of a column <c>id</c> are unique.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="uniqueIndex">An index that will do, or null.</param>
    /// <param name="freeColumn">A name that no column of it has.</param>
    /// <param name="besides">What ALTER TABLE does besides, with a leading comma.</param>
    public static string KeySql(TableName table, string? uniqueIndex, string freeColumn, string besides = "")
    {
        var alter = $"ALTER TABLE {table.Sql} ADD";
        return uniqueIndex is not null
            ? $"{alter} PRIMARY KEY USING INDEX {Identifier.Quote(uniqueIndex)}{besides};"
            : $"{alter} COLUMN {Identifier.Quote(freeColumn)} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY{besides};"
                + (
                    freeColumn == OwnColumn
                        ? ""
                        : $"\n-- or, where every row has an id of its own: {alter} PRIMARY KEY ({Identifier.Quote(OwnColumn)}){besides};"
                );
    }

    /// <summary>A name for a column that a table does not have yet.</summary>
    /// <param name="columns">The columns that it has.</param>
    public static string FreeColumn(IReadOnlyList<string> columns) =>
        Enumerable.Range(1, columns.Count + 1).Select(static n => n == 1 ? OwnColumn : $"{OwnColumn}_{n}").First(n => !columns.Contains(n));
}
