namespace NeonFlow.Postgres.Facts;

/// <summary>A relation that holds or shows rows, and how much it holds with its partitions.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Bytes">Bytes on disk, without indexes.</param>
/// <param name="EstimatedRows">Rows by the planner's estimate; null where some of it was never counted.</param>
public sealed record TableSize(TableName Name, long Bytes, long? EstimatedRows)
{
    /// <summary>Tables, partitioned tables (their partitions with them), foreign tables and views, by name.</summary>
    /// <param name="schemas">Their schemas; null: all but those of the server itself.</param>
    public static FactQuery<TableSize> Query(IReadOnlyList<string>? schemas) =>
        new(
            """
            select n.nspname::text, c.relname::text, coalesce(held.bytes, 0)::int8, held.rows::int8
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            cross join lateral (
              select pg_catalog.sum(pg_catalog.pg_table_size(l.oid)) as bytes,
                case when pg_catalog.bool_and(l.reltuples >= 0) then pg_catalog.sum(l.reltuples::int8) end as rows
              from (select c.oid, c.reltuples where c.relkind in ('r', 'm')
                    union all select p.oid, p.reltuples from pg_catalog.pg_partition_tree(c.oid) t
                      join pg_catalog.pg_class p on p.oid = t.relid where c.relkind = 'p' and t.isleaf and p.relkind = 'r') l) held
            where c.relkind in ('r', 'p', 'f', 'v', 'm') and c.relpersistence <> 't' and not c.relispartition
              and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
              and ($1::text[] is null or n.nspname::text = any ($1::text[]))
            order by n.nspname, c.relname
            """,
            static r => new TableSize(new(r.GetString(0), r.GetString(1)), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetInt64(3)),
            (object?)schemas?.ToArray()
        );
}
