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
        $"ALTER TABLE {table.Sql} ADD PRIMARY KEY (...);   -- or: ALTER TABLE {table.Sql} REPLICA IDENTITY FULL;";

    public static string PublicationName(string name, bool exists)
    {
        var plain = Identifier.PlainLowerCase(name);
        return exists
            ? $"ALTER PUBLICATION {Identifier.Quote(name)} RENAME TO {Identifier.Quote(plain)};   -- before the capture's first start; "
                + $"then Name = \"{plain}\""
            : $"Name = \"{plain}\"";
    }

    public static string KeylessSql(TableFacts table)
    {
        if (table.PrimaryKey && table.KeylessLeaves.Contains(table.Name))
        {
            return $"ALTER TABLE ONLY {table.Name.Sql} REPLICA IDENTITY DEFAULT;";
        }

        if (table.Kind == RelationKind.PartitionedTable)
        {
            return table.PrimaryKey
                ? string.Join("\n", table.KeylessLeaves.Select(static l => $"ALTER TABLE ONLY {l.Sql} REPLICA IDENTITY DEFAULT;"))
                : $"ALTER TABLE {table.Name.Sql} ADD PRIMARY KEY (...);   -- with the partition key in it";
        }

        var key =
            table.UniqueIndex is { } index ? $"ADD PRIMARY KEY USING INDEX {Identifier.Quote(index)}"
            : table.Columns.Contains("id") ? "ADD PRIMARY KEY (\"id\")"
            : "ADD COLUMN \"id\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
        return $"ALTER TABLE {table.Name.Sql} {key};\n-- or, with whole old rows in the WAL and no key for the collection: ALTER TABLE "
            + $"ONLY {table.Name.Sql} REPLICA IDENTITY FULL;";
    }
}
