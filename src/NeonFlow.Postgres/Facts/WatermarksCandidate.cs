namespace NeonFlow.Postgres.Facts;

/// <summary>A table that has the columns of a watermarks table, and no others or a key on its slot.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Publications">Publications that list it by its name.</param>
/// <param name="Readable">Whether the asking role may read it.</param>
public sealed record WatermarksCandidate(TableName Name, IReadOnlyList<string> Publications, bool Readable)
{
    /// <summary>All of the database, by name.</summary>
    public static FactQuery<WatermarksCandidate> Query { get; } =
        new(
            """
            select n.nspname::text, c.relname::text,
              array(select p.pubname::text from pg_catalog.pg_publication_rel pr join pg_catalog.pg_publication p on p.oid = pr.prpubid
                where pr.prrelid = c.oid order by 1),
              pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_table_privilege(c.oid, 'SELECT')
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.relpersistence <> 't' and c.relnatts >= 2
              and (2 = (select pg_catalog.count(*) from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                  and not a.attisdropped)
                or exists (select from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                  where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1 and i.indpred is null and a.attname = 'slot'))
              and 2 = (select pg_catalog.count(*) from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                and not a.attisdropped and a.attname in ('slot', 'watermark') and a.atttypid in (25, 1043))
            order by n.nspname, c.relname
            """,
            static r => new WatermarksCandidate(new(r.GetString(0), r.GetString(1)), r.GetFieldValue<string[]>(2), r.GetBoolean(3))
        );

    /// <summary>Slots of the captures that have written watermarks into a table.</summary>
    /// <param name="table">A table of that shape, which the asking role may read.</param>
    public static FactQuery<string> Slots(TableName table) =>
        new($"select w.slot::text from {table.Sql} w where w.slot is not null order by 1 limit 20", static r => r.GetString(0));
}
