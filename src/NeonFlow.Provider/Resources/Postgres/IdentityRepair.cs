using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What is said of a table on which UPDATE and DELETE are refused, and what repairs it. The reason decides both.</summary>
internal static class IdentityRepair
{
    private const int Shown = 3;

    /// <summary>What is wrong with a table, or with its partitions: a sentence without its end.</summary>
    public static string Text(TableName table, IReadOnlyList<IdentityFault> faults) =>
        faults is [var own] && own.Leaf == table ? $"The table {table} {Reason(own)}"
        : faults.All(static f => f.Kind is IdentityFaultKind.NoKey or IdentityFaultKind.Nothing)
            ? $"{faults.Count} partitions of {table} have no replica identity ({Names(faults)})"
        : $"{faults.Count} partitions of {table} have no replica identity that counts: "
            + string.Join("; ", faults.Take(Shown).Select(static f => $"{f.Leaf} {Reason(f)}"));

    /// <summary>What is wrong with a table: a sentence without its subject and its end.</summary>
    public static string Reason(IdentityFault fault) =>
        fault.Kind switch
        {
            IdentityFaultKind.NoKey => "has no primary key and no other replica identity",
            IdentityFaultKind.DeferrableKey =>
                $"has a primary key that is deferrable ({Bare(fault.KeyName!)}), which is no replica identity",
            IdentityFaultKind.InvalidKey => $"has a primary key whose index is not valid ({Bare(fault.KeyName!)})",
            IdentityFaultKind.Nothing => "has no replica identity (it is set to NOTHING)",
            IdentityFaultKind.NoIndex => "has no replica identity any more (its index was dropped, or is not valid)",
            IdentityFaultKind.GeneratedColumn =>
                $"has generated columns in its replica identity ({Names(fault.Columns)}), which the publication does not send",
            IdentityFaultKind.ColumnList => fault.Columns.Count == 0
                ? "is published under a column list, and its replica identity is FULL"
                : $"is published under a column list without {Names(fault.Columns)} of its replica identity",
            _ => $"is published under a row filter on {Names(fault.Columns)}, which its replica identity does not have",
        };

    /// <summary>SQL that gives every leaf of a table a replica identity that counts.</summary>
    public static string Sql(TableFacts table) =>
        table.Kind == RelationKind.PartitionedTable && !table.PrimaryKey && table.IdentityFaults.All(static f => f.KeyName is null)
            ? $"{Sql(table.IdentityFaults)}\n-- or, better: a primary key of {table.Name} with the partition key in it"
            : Sql(table.IdentityFaults);

    /// <summary>SQL that gives leaves a replica identity that counts.</summary>
    public static string Sql(IEnumerable<IdentityFault> faults) => string.Join("\n", faults.Select(Sql));

    private static string Sql(IdentityFault fault)
    {
        var (table, only) = ($"ALTER TABLE {fault.Leaf.Sql}", $"ALTER TABLE ONLY {fault.Leaf.Sql}");
        var full = $"{only} REPLICA IDENTITY FULL;";
        // What is set to something else than the key does not come back to it by itself.
        var (reset, isDefault) = fault.Kind is IdentityFaultKind.NoKey or IdentityFaultKind.DeferrableKey or IdentityFaultKind.InvalidKey
            ? ("", true)
            : (", REPLICA IDENTITY DEFAULT", false);
        if (fault.KeyCounts)
        {
            return $"{only} REPLICA IDENTITY DEFAULT;";
        }

        if (fault.Kind == IdentityFaultKind.InvalidKey)
        {
            return $"REINDEX INDEX {new TableName(fault.Leaf.Schema, fault.KeyName!).Sql};";
        }

        if (fault.KeyName is { } name && fault.Columns.Intersect(fault.KeyColumns).Any())
        {
            var stored = fault
                .Columns.Intersect(fault.KeyColumns)
                .Select(static c => $"ALTER COLUMN {Identifier.Quote(c)} DROP EXPRESSION");
            return $"{table} {string.Join(", ", stored)}{reset};   -- an ordinary column, which the application fills from then on";
        }

        if (fault is { KeyName: { } key, KeyInherited: false })
        {
            var columns = string.Join(", ", fault.KeyColumns.Select(Identifier.Quote));
            return $"{table} DROP CONSTRAINT {Identifier.Quote(key)}, ADD PRIMARY KEY ({columns}){reset};{Or(fault, full)}";
        }

        if (!isDefault && fault is { UniqueIndex: { } unique, Kind: not IdentityFaultKind.GeneratedColumn })
        {
            return $"{only} REPLICA IDENTITY USING INDEX {Identifier.Quote(unique)};";
        }

        return fault.IsPartition && fault.FullCounts
            ? full
            : $"{RepairSql.KeySql(fault.Leaf, fault.UniqueIndex, fault.FreeColumn, reset)}{Or(fault, full)}";
    }

    private static string Or(IdentityFault fault, string full) =>
        fault.FullCounts ? $"\n-- or, with whole old rows in the WAL and no key for the collection: {full}" : "";

    private static string Names(IReadOnlyList<IdentityFault> faults) => string.Join(", ", faults.Take(Shown).Select(static f => f.Leaf));

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(Bare));

    private static string Bare(string name) => Identifier.Bare(name);
}
