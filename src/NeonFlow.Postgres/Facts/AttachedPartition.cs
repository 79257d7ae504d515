using System.Globalization;
using System.Text.Json;

namespace NeonFlow.Postgres.Facts;

/// <summary>A partition that holds rows and came under its table after a snapshot.</summary>
/// <param name="Name">Its name.</param>
public sealed record AttachedPartition(TableName Name)
{
    // Rows from before ATTACH come first in the file; what is written later stands behind them.
    private const string FirstPages = "(32,0)";

    /// <summary>The transaction that attached it, or the table above it that came last.</summary>
    public required string Xid { get; init; }

    /// <summary>Number of the command in that transaction.</summary>
    public required long Command { get; init; }

    /// <summary>Whether the asking role can look for older rows in it.</summary>
    public required bool IsReadable { get; init; }

    // Of a partitioned table (oid, relkind, seen: a snapshot as text, or null). Where the table's own entry in the catalogue is younger
    // than the snapshot, the catalogue was written anew (pg_upgrade), and no number in it says when anything came.
    internal static string Of(string relation) =>
        $$"""
            select pg_catalog.json_build_array(pn.nspname::text, p.relname::text, link.xmin::text, link.cmin::text,
                pg_catalog.has_schema_privilege(pn.oid, 'USAGE') and pg_catalog.has_table_privilege(p.oid, 'SELECT'))::text as partition
            from pg_catalog.pg_partition_tree({{relation}}.oid) tree
            join pg_catalog.pg_class p on p.oid = tree.relid join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
            cross join lateral (
              select i.xmin, i.cmin from pg_catalog.pg_partition_ancestors(tree.relid) with ordinality up(relid, place)
              join pg_catalog.pg_inherits i on i.inhrelid = up.relid
              where up.place <= tree.level order by pg_catalog.age(i.xmin), i.cmin::text::int8 desc limit 1) link
            where {{relation}}.relkind = 'p' and {{relation}}.seen is not null and tree.isleaf
              and p.relkind = 'r' and p.relpersistence = 'p'
              and not pg_catalog.pg_visible_in_snapshot({{Full("link.xmin")}}, {{relation}}.seen::pg_catalog.pg_snapshot)
              and pg_catalog.pg_visible_in_snapshot((select {{Full("a.xmin")}} from pg_catalog.pg_attribute a
                where a.attrelid = {{relation}}.oid and a.attname = 'tableoid'), {{relation}}.seen::pg_catalog.pg_snapshot)
              and pg_catalog.pg_relation_size(p.oid) > 0
            """;

    // The number of a transaction with the epoch that it must have to be near today's.
    private static string Full(string xid) =>
        $"""
            (select greatest(3, n.now - n.now % 4294967296 + n.xid + case
                when n.now % 4294967296 - n.xid > 2147483648 then 4294967296
                when n.xid - n.now % 4294967296 > 2147483648 then -4294967296 else 0 end)::text::xid8
              from (select {xid}::text::int8 as xid,
                pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::int8 as now) n)
            """;

    internal static AttachedPartition Read(string json)
    {
        using var parts = JsonDocument.Parse(json);
        var partition = parts.RootElement;
        return new AttachedPartition(new TableName(partition[0].GetString()!, partition[1].GetString()!))
        {
            Xid = partition[2].GetString()!,
            Command = long.Parse(partition[3].GetString()!, CultureInfo.InvariantCulture),
            IsReadable = partition[4].GetBoolean(),
        };
    }

    /// <summary>
    /// Whether rows from before it was attached are still in it as they were: of transactions that began earlier, or of earlier commands of
    /// the same one.
    /// </summary>
    public FactQuery<bool> HoldsOlderRows() =>
        new(
            $"""
            select exists (select from only {Name.Sql} t where t.ctid < '{FirstPages}'::tid and (
              pg_catalog.age(t.xmin) > pg_catalog.age($1::text::xid) or (t.xmin = $1::text::xid and t.cmin::text::int8 < $2)))
            """,
            static r => r.GetBoolean(0),
            Xid,
            Command
        );
}
