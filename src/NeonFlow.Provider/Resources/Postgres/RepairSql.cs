using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>SQL and C# that repair what the preview finds; the preflight says the same.</summary>
internal static class RepairSql
{
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
            ? $"ALTER TABLE {table.Sql} {inPlace};{(there.Published ? "" : publish)}"
            : $"{unlist}ALTER {(there.Kind == RelationKind.View ? "VIEW" : "TABLE")} {table.Sql} RENAME TO "
                + $"{Identifier.Quote(Identifier.PlainLowerCase(table.Name, "_old"))};\n{make}{publish}";
    }

    /// <summary>What gives a table without primary key one.</summary>
    public static string KeySql(TableFacts table)
    {
        if (table.Kind == RelationKind.PartitionedTable)
        {
            return $"ALTER TABLE {table.Name.Sql} ADD PRIMARY KEY (...);   -- with the partition key in it";
        }

        return $"ALTER TABLE {table.Name.Sql} {AddKey(table.UniqueIndex, table.Columns.Contains("id"))};";
    }

    /// <summary>The part of ALTER TABLE that gives a table a primary key.</summary>
    public static string AddKey(string? uniqueIndex, bool hasId) =>
        uniqueIndex is not null ? $"ADD PRIMARY KEY USING INDEX {Identifier.Quote(uniqueIndex)}"
        : hasId ? "ADD PRIMARY KEY (\"id\")"
        : "ADD COLUMN \"id\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
}
