namespace NeonFlow.Postgres.Facts;

/// <summary>
/// The server's own rule on whether UPDATE and DELETE work on a published table, as text of queries: <c>CheckCmdReplicaIdentity</c> with
/// <c>RelationBuildPublicationDesc</c>, which read nothing but the catalogue.
/// </summary>
internal static class IdentitySql
{
    // Relations of the server itself have lower ids, and no publication takes them.
    private const string FirstId = "16384";

    /// <summary>The publication: oid, via_root, all_tables, changes (whether updates or deletes are published), generated.</summary>
    public static string Live(string name) =>
        $"""
            select p.oid, p.pubviaroot as via_root, p.puballtables as all_tables, p.pubupdate or p.pubdelete as changes,
              coalesce(pg_catalog.to_jsonb(p)->>'pubgencols' = 's', false) as generated
            from pg_catalog.pg_publication p where p.pubname = {name}::text::name
            """;

    /// <summary>
    /// Object ids of what schemas cover, null being all tables: a partition is published with every partitioned table above it.
    /// </summary>
    public static string Covered(string schemas) =>
        $"""
            select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where c.relkind = 'r' and ({schemas}::text[] is null or n.nspname::text = any ({schemas}::text[]))
            union select t.relid::oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              cross join lateral pg_catalog.pg_partition_tree(c.oid) t
              where c.relkind = 'p' and t.isleaf and n.nspname::text = any ({schemas}::text[])
            """;

    /// <summary>Object ids of what a publication has now.</summary>
    public static string Published(int serverVersion) =>
        $"""
            select c.oid from pg_catalog.pg_class c where live.all_tables and c.relkind = 'r'
            union select coalesce(t.relid::oid, m.relid)
              from ({Members(serverVersion)}) m join pg_catalog.pg_class c on c.oid = m.relid
              left join lateral pg_catalog.pg_partition_tree(c.oid) t on c.relkind = 'p'
              where c.relkind in ('r', 'p') and t.isleaf is not false
            """;

    /// <summary>
    /// The entry (top.relid) of the publication that a leaf is published by: its own, and where partitions come under the name of a table
    /// above that of the topmost one. A query of its own, so that it is found once for each leaf.
    /// </summary>
    public static string Top(string leaf, int serverVersion) =>
        $"""
            (select coalesce(
              (select x.relid::oid from pg_catalog.pg_partition_ancestors({leaf}) with ordinality x(relid, place)
                 where live.via_root and x.relid <> {leaf} and ({IsMember("x.relid", serverVersion)})
                 order by x.place desc limit 1), {leaf}) as relid offset 0) top
            """;

    /// <summary>Joins the entries to <see cref="Top"/>, all at once.</summary>
    public const string Entry = "pg_catalog.pg_publication_rel pr on pr.prpubid = live.oid and pr.prrelid = top.relid";

    /// <summary>What an entry lets through: listed, the columns of its list, and filtered, those that its filter asks for.</summary>
    public static string Part(int serverVersion) =>
        serverVersion >= 150000
            ? """
                case when pr.prattrs is not null then (select pg_catalog.array_agg(a.attname::text) from pg_catalog.pg_attribute a
                   where a.attrelid = pr.prrelid and a.attnum = any (pr.prattrs::int2[])) end as listed,
                case when pr.prqual is not null then (select pg_catalog.array_agg(coalesce(a.attname::text, ''))
                   from pg_catalog.regexp_matches(pr.prqual::text, ':varattno (-?[0-9]+)', 'g') x(found)
                   left join pg_catalog.pg_attribute a on a.attrelid = pr.prrelid and a.attnum = x.found[1]::int2) end as filtered
                """
            : Whole;

    /// <summary>The same of what is published whole.</summary>
    public const string Whole = "null::text[] as listed, null::text[] as filtered";

    /// <summary>Whether a publication lets only parts of any table through.</summary>
    public static string HasParts(string publication, int serverVersion) =>
        serverVersion >= 150000
            ? $"exists (select from pg_catalog.pg_publication_rel pr where pr.prpubid = {publication} "
                + "and (pr.prattrs is not null or pr.prqual is not null))"
            : "false";

    /// <summary>
    /// The leaves of a relation (oid, and whatever else) that may be refused though they are published whole: few, as a rule none, and
    /// found much faster than why.
    /// </summary>
    public static string Suspects(string leaves) =>
        $"select f.* {Judged(leaves, planned: false)} where {IsPublishable} and ({HasNoIdentity} or {HasGenerated})";

    /// <summary>
    /// The leaves of a relation (oid, generated, listed, filtered, and whatever else) that are refused: schema, name, fault, and the
    /// relation's columns. The identity is the one that the leaf has, or the one that it would have: ident, ident_index.
    /// </summary>
    /// <param name="leaves">The relation.</param>
    /// <param name="planned">Whether it says the identity that each leaf would have.</param>
    public static string Faults(string leaves, bool planned = false) =>
        $$"""
            select f.*, ln.nspname::text as schema, l.relname::text as name, pg_catalog.json_build_object(
              'schema', ln.nspname::text, 'name', l.relname::text, 'kind', why.kind, 'key', pk.name, 'keyColumns', pk.columns,
              'keyCounts', coalesce(pk.counts, false),
              'keyInherited', coalesce(pk.inherited, false), 'isPartition', l.relispartition,
              'index', (select ic.relname::text from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                 where i.indrelid = l.oid and i.indisunique and i.indimmediate and i.indisvalid and not i.indisprimary
                   and i.indpred is null and i.indexprs is null
                   and not exists (select from pg_catalog.pg_attribute a where a.attrelid = l.oid
                     and a.attnum = any (i.indkey::int2[]) and not a.attnotnull)
                 order by i.indnatts, ic.relname limit 1),
              'columns', case why.kind when 'RowFilter' then pg_catalog.to_json(array(select distinct c from
                  pg_catalog.unnest(f.filtered) c where not c = any (coalesce(id.columns, '{}')) order by c))
                when 'ColumnList' then pg_catalog.to_json(array(select c from pg_catalog.unnest(id.columns) c
                  where not c = any (f.listed)))
                when 'GeneratedColumn' then pg_catalog.to_json(unsent.columns) end,
              'fullCounts', f.listed is null and not exists (select from pg_catalog.pg_attribute a where a.attrelid = l.oid
                and a.attnum > 0 and not a.attisdropped and {{NotSent}}),
              'above', (select pg_catalog.json_agg(pg_catalog.json_build_array(an.nspname::text, ac.relname::text))
                from pg_catalog.pg_partition_ancestors(l.oid) x(relid) join pg_catalog.pg_class ac on ac.oid = x.relid
                join pg_catalog.pg_namespace an on an.oid = ac.relnamespace where ac.oid <> l.oid),
              'freeColumn', (select free.name
                from (select n, case n when 1 then 'id' else 'id_' || n end as name from pg_catalog.generate_series(1, 1601) n) free
                where not exists (select from pg_catalog.pg_attribute a where a.attrelid = l.oid and a.attname = free.name::name)
                order by free.n limit 1)) as fault
            {{Judged(leaves, planned)}}
            join pg_catalog.pg_namespace ln on ln.oid = l.relnamespace
            -- What is published whole and has an identity is fine. The rest names suspect.oid, so that it is asked of the others alone.
            join lateral (select l.oid where f.listed is not null or f.filtered is not null or {{HasNoIdentity}} or {{HasGenerated}}
              offset 0) suspect on true
            left join lateral (
              select pg_catalog.array_agg(a.attname::text order by k.place) as columns,
                pg_catalog.array_agg(a.attname::text order by k.place) filter (where {{NotSent}}) as unsent
              from pg_catalog.pg_index i cross join lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality k(col, place)
              join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.col
              where i.indrelid = suspect.oid and i.indexrelid = idx.oid and k.place <= i.indnkeyatts) id on true
            left join lateral (
              select pg_catalog.array_agg(a.attname::text order by a.attnum) as columns from pg_catalog.pg_attribute a
              where a.attrelid = suspect.oid and a.attnum > 0 and not a.attisdropped and {{NotSent}}
                and (now.ident = 'f' or a.attname::text = any (id.unsent))) unsent on true
            left join lateral (
              select con.conname::text as name, con.coninhcount > 0 as inherited, i.indimmediate, i.indisvalid,
                i.indimmediate and i.indisvalid and not pg_catalog.bool_or({{NotSent}}) as counts,
                pg_catalog.array_agg(a.attname::text order by k.place) as columns
              from pg_catalog.pg_index i cross join lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality k(col, place)
              join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.col
              left join pg_catalog.pg_constraint con on con.conrelid = i.indrelid and con.conindid = i.indexrelid and con.contype = 'p'
              where i.indrelid = suspect.oid and i.indisprimary and k.place <= i.indnkeyatts
              group by con.conname, con.coninhcount, i.indimmediate, i.indisvalid) pk on true
            cross join lateral (select case
              when now.ident <> 'f' and not f.filtered <@ coalesce(id.columns, '{}') then 'RowFilter'
              when f.listed is not null and (now.ident = 'f' or not id.columns <@ f.listed) then 'ColumnList'
              when (f.listed is null or now.ident = 'f') and unsent.columns is not null then 'GeneratedColumn'
              when now.ident = 'f' or idx.oid is not null then null
              when now.ident = 'n' then 'Nothing'
              when now.ident = 'i' then 'NoIndex'
              when pk.columns is null then 'NoKey'
              when not pk.indimmediate then 'DeferrableKey'
              else 'InvalidKey' end as kind) why
            where {{IsPublishable}} and why.kind is not null
            """;

    private const string IsPublishable = $"l.relkind = 'r' and l.relpersistence = 'p' and l.oid >= {FirstId}";

    private const string HasNoIdentity = "(now.ident <> 'f' and idx.oid is null)";

    private const string HasGenerated = """
        (pg_catalog.current_setting('server_version_num')::int4 >= 180000 and exists (select from pg_catalog.pg_attribute a
          where a.attrelid = l.oid and a.attnum > 0 and a.attgenerated <> ''))
        """;

    // The leaves f as l, the identity that each has or would have (now.ident), and the index of it (idx.oid).
    private static string Judged(string leaves, bool planned) =>
        $"""
            from {leaves} f join pg_catalog.pg_class l on l.oid = f.oid
            cross join lateral (select {(planned ? "coalesce(f.ident, l.relreplident)" : "l.relreplident")} as ident) now
            left join lateral (
              select i.indexrelid as oid from pg_catalog.pg_index i
              where i.indrelid = l.oid and i.indisvalid and i.indimmediate and i.indpred is null
                and ((now.ident = 'd' and i.indisprimary) or (now.ident = 'i' and {(planned ? Planned : Set)}))) idx on true
            """;

    private const string Set = "i.indisreplident";

    private const string Planned = "case when f.ident is null then i.indisreplident else i.indexrelid = f.ident_index end";

    // Since PostgreSQL 18 the old row that goes with a change must be whole; before, generated columns were left out of it.
    private const string NotSent = """
        (pg_catalog.current_setting('server_version_num')::int4 >= 180000
          and (a.attgenerated = 'v' or (a.attgenerated = 's' and not f.generated)))
        """;

    // A look into an index for one relation: for EXISTS the planner may list all members instead, and do so for each relation anew.
    private static string IsMember(string relation, int serverVersion) =>
        $"(select true from pg_catalog.pg_publication_rel r where r.prrelid = {relation} and r.prpubid = live.oid limit 1)"
        + (
            serverVersion >= 150000
                ? $" or (select true from pg_catalog.pg_class c join pg_catalog.pg_publication_namespace s on s.pnnspid = c.relnamespace "
                    + $"where c.oid = {relation} and s.pnpubid = live.oid limit 1)"
                : ""
        );

    private static string Members(int serverVersion) =>
        "select r.prrelid as relid from pg_catalog.pg_publication_rel r where r.prpubid = live.oid"
        + (
            serverVersion >= 150000
                ? " union select c.oid from pg_catalog.pg_publication_namespace s join pg_catalog.pg_class c on c.relnamespace = s.pnnspid "
                    + "where s.pnpubid = live.oid and c.relkind in ('r', 'p')"
                : ""
        );
}
