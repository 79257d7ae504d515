using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>SQL and C# that repair what the preview finds; the preflight says the same.</summary>
internal static class RepairSql
{
    public static Diagnostic Keyless(TableFacts table, string path) =>
        new(
            PostgresDiagnostics.Keyless,
            path,
            $"{KeylessText(table)}; once published, the application's own UPDATE and DELETE on it fail with 55000."
        )
        {
            Fix = KeylessSql(table),
        };

    public static string KeylessText(TableFacts table) =>
        table.KeylessLeaves.Count == 1 && table.KeylessLeaves[0] == table.Name
            ? $"The table {table.Name} has no "
                + (table.ReplicaIdentity == "n" ? "replica identity (it is set to NOTHING)" : "primary key and no other replica identity")
            : $"{table.KeylessLeaves.Count} partitions of {table.Name} have no replica identity "
                + $"({string.Join(", ", table.KeylessLeaves.Take(3))})";

    public static string Keyless(TableName table) =>
        $"ALTER TABLE ONLY {table.Sql} REPLICA IDENTITY FULL;   -- or, better: ALTER TABLE {table.Sql} ADD PRIMARY KEY (...);";

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
    public static string Watermarks(WatermarksFacts there, TableName table, string make, string publish = "") =>
        there is { Kind: RelationKind.Table, Unlogged: true }
            ? $"ALTER TABLE {table.Sql} SET LOGGED;{publish}"
            : $"ALTER {(there.Kind == RelationKind.View ? "VIEW" : "TABLE")} {table.Sql} RENAME TO "
                + $"{Identifier.Quote(Identifier.PlainLowerCase(table.Name, "_old"))};\n{make}{publish}";

    public static string KeylessSql(TableFacts table)
    {
        if (table.PrimaryKey && table.KeylessLeaves.Contains(table.Name))
        {
            return $"ALTER TABLE ONLY {table.Name.Sql} REPLICA IDENTITY DEFAULT;";
        }

        if (table.Kind == RelationKind.PartitionedTable)
        {
            var identity = table.PrimaryKey ? "DEFAULT" : "FULL";
            return string.Join("\n", table.KeylessLeaves.Select(l => $"ALTER TABLE ONLY {l.Sql} REPLICA IDENTITY {identity};"))
                + (table.PrimaryKey ? "" : $"\n-- or, better: {KeySql(table)}");
        }

        return $"{KeySql(table)}\n-- or, with whole old rows in the WAL and no key for the collection: ALTER TABLE "
            + $"ONLY {table.Name.Sql} REPLICA IDENTITY FULL;";
    }

    /// <summary>What gives a table without primary key one.</summary>
    public static string KeySql(TableFacts table)
    {
        if (table.Kind == RelationKind.PartitionedTable)
        {
            return $"ALTER TABLE {table.Name.Sql} ADD PRIMARY KEY (...);   -- with the partition key in it";
        }

        var key =
            table.UniqueIndex is { } index ? $"ADD PRIMARY KEY USING INDEX {Identifier.Quote(index)}"
            : table.Columns.Contains("id") ? "ADD PRIMARY KEY (\"id\")"
            : "ADD COLUMN \"id\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
        return $"ALTER TABLE {table.Name.Sql} {key};";
    }
}
