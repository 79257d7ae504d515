using System.Data.Common;

namespace NeonFlow.Postgres.Facts;

/// <summary>What of a table a capture's role does not get to see, in the backfill, in the stream, or in both.</summary>
public sealed record CapturedTableFacts
{
    // One look into an index for each table.
    private const string Member = "pg_catalog.pg_publication_rel m where m.prrelid = rel.oid and m.prpubid = (select pub.oid from pub)";

    private const string SchemaMember = """
        (select 'schema/' || m.oid from pg_catalog.pg_publication_namespace m where m.pnnspid = rel.relnamespace
          and m.pnpubid = (select pub.oid from pub))
        """;

    private const string MemberFilter = $"(select pg_catalog.pg_get_expr(m.prqual, m.prrelid) from {Member})";

    private const string MemberColumns = $"""
        (select (select pg_catalog.array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
           where a.attrelid = m.prrelid and a.attnum = any (m.prattrs::int2[])) from {Member})
        """;

    /// <summary>Columns that the role cannot read; empty where it can read the whole table, or where role or table is missing.</summary>
    public required IReadOnlyList<string> UnreadableColumns { get; init; }

    /// <summary>Whether the role may do what the owner does, so that row level security binds it only where it is forced.</summary>
    public required bool RoleOwns { get; init; }

    /// <summary>Policies for reading that apply to the role.</summary>
    public required IReadOnlyList<PolicyFacts> Policies { get; init; }

    /// <summary>Names of all policies of the table.</summary>
    public required IReadOnlyList<string> PolicyNames { get; init; }

    /// <summary>Row filter under which the publication has the table, or null.</summary>
    public required string? Filter { get; init; }

    /// <summary>Column list under which the publication has the table, or null.</summary>
    public required IReadOnlyList<string>? ColumnList { get; init; }

    /// <summary>
    /// The entry by which the publication has it, its own or its schema's, by object id: <c>table/16412</c>, <c>schema/16413</c>; null:
    /// none.
    /// </summary>
    public string? Listing { get; init; }

    /// <summary>Whether it is a partition of another table.</summary>
    public required bool IsPartition { get; init; }

    /// <summary>The partitioned table above it that the publication lists in its place, or null.</summary>
    public required TableName? ListedAncestor { get; init; }

    /// <summary>Generated columns.</summary>
    public required IReadOnlyList<GeneratedColumn> Generated { get; init; }

    /// <summary>Whether it has a primary key, deferrable or not.</summary>
    public required bool HasKey { get; init; }

    /// <summary>Columns of the primary key, in its order.</summary>
    public IReadOnlyList<KeyColumn> Key { get; init; } = [];

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> KeyColumns => [.. Key.Select(static c => c.Name)];

    /// <summary>Check constraints that every row satisfies, as the server writes them.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>Leaves (or the table itself) whose replica identity is an index without all columns of the primary key.</summary>
    public IReadOnlyList<TableName> LeavesWithoutKey { get; init; } = [];

    /// <summary>Its unique indexes without all columns of the primary key.</summary>
    public IReadOnlyList<string> IndexesWithoutKey { get; init; } = [];

    /// <summary>What is committed now, as the server writes it; null unless it is a partitioned table.</summary>
    public string? Snapshot { get; init; }

    /// <summary>
    /// Partitions that came under it after the snapshot that was asked with, and hold rows; from the preflight on only those of which it is
    /// not known that these rows are younger.
    /// </summary>
    public IReadOnlyList<AttachedPartition> Attached { get; init; } = [];

    /// <summary>Other tables of the publication whose names are the same in lower case.</summary>
    public IReadOnlyList<TableName> Namesakes { get; init; } = [];

    /// <summary>The unique index that the connector takes for a key where there is none, or null.</summary>
    public required string? StandInKey { get; init; }

    /// <summary>The predicate of that index where it is partial: the connector does not look at it.</summary>
    public required string? StandInPredicate { get; init; }

    /// <summary>One row per name asked for, in the same order.</summary>
    /// <param name="names">Tables.</param>
    /// <param name="role">The capture's role.</param>
    /// <param name="publication">The capture's publication.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no column lists and row filters.</param>
    /// <param name="snapshots">What was committed when each table was captured; null, or absent: not known.</param>
    public static FactQuery<CapturedTableFacts> Query(
        IReadOnlyList<TableName> names,
        string role,
        string publication,
        int serverVersion,
        IReadOnlyList<string?>? snapshots = null
    ) =>
        new(
            $$"""
        with grantee as (select r.oid from pg_catalog.pg_roles r where r.rolname = $3::text::name),
        listed as materialized (select pt.schemaname::text as s, pt.tablename::text as t from pg_catalog.pg_publication_tables pt
          where pt.pubname = $4::text::name),
        namesakes as materialized (select pg_catalog.lower(listed.s) as s, pg_catalog.lower(listed.t) as t,
            pg_catalog.array_agg(listed.s order by listed.s, listed.t) as schemas,
            pg_catalog.array_agg(listed.t order by listed.s, listed.t) as names
          from listed group by 1, 2),
        pub as materialized (select p.oid from pg_catalog.pg_publication p where p.pubname = $4::text::name),
        rel as materialized (
          select w.n, w.s, w.t, w.seen, c.oid, c.relkind, c.relowner, c.relispartition, c.relnamespace
          from unnest($1::text[], $2::text[], $5::text[]) with ordinality w(s, t, seen, n)
          left join pg_catalog.pg_namespace ns on ns.nspname = w.s::name
          left join pg_catalog.pg_class c on c.relnamespace = ns.oid and c.relname = w.t::name)
        select
          (select coalesce(pg_catalog.array_agg(a.attname::text order by a.attnum), '{}') from pg_catalog.pg_attribute a
             where a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped and rel.relkind in ('r', 'p', 'v', 'm', 'f')
               and not pg_catalog.has_column_privilege((select oid from grantee), rel.oid, a.attnum, 'SELECT')),
          coalesce(pg_catalog.pg_has_role((select oid from grantee), rel.relowner, 'USAGE'), false),
          (select coalesce(pg_catalog.array_agg(p.polname::text || E'\n' || p.polpermissive::text || E'\n'
            || coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'true') order by p.polname), '{}')
             from pg_catalog.pg_policy p where p.polrelid = rel.oid and p.polcmd in ('*', 'r')
               and exists (select from pg_catalog.unnest(p.polroles) x(role)
                 where case when x.role = 0 then true else pg_catalog.pg_has_role((select oid from grantee), x.role, 'USAGE') end)),
          (select coalesce(pg_catalog.array_agg(p.polname::text order by p.polname), '{}') from pg_catalog.pg_policy p
            where p.polrelid = rel.oid),
          {{(serverVersion >= 150000 ? MemberFilter : "null::text")}},
          {{(serverVersion >= 150000
              ? MemberColumns
              : "null::text[]")}},
          coalesce(rel.relispartition, false),
          case when rel.relispartition then (select an.nspname::text || E'\n' || ac.relname::text
            from pg_catalog.pg_partition_ancestors(rel.oid) x
             join pg_catalog.pg_class ac on ac.oid = x.relid join pg_catalog.pg_namespace an on an.oid = ac.relnamespace
             where x.relid <> rel.oid and (an.nspname::text, ac.relname::text) in (select listed.s, listed.t from listed) limit 1) end,
          (select coalesce(pg_catalog.array_agg(a.attname::text || E'\n' || a.attgenerated::text || E'\n'
            || pg_catalog.format_type(a.atttypid, a.atttypmod) || E'\n' || coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid),
            '') order by a.attnum), '{}')
             from pg_catalog.pg_attribute a left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated <> ''),
          exists (select from pg_catalog.pg_index i where i.indrelid = rel.oid and i.indisprimary),
          stand_in.index, stand_in.predicate,
          coalesce(key.names, '{}'), coalesce(key.types, '{}'), coalesce(key.bases, '{}'), coalesce(key.modifiers, '{}'),
          coalesce(key.arrays, '{}'), coalesce(key.checked, '{}'),
          (select coalesce(pg_catalog.array_agg(pg_catalog.pg_get_constraintdef(c.oid) order by c.oid), '{}')
             from pg_catalog.pg_constraint c where c.conrelid = rel.oid and c.contype = 'c' and c.convalidated),
          coalesce(narrow.schemas, '{}'), coalesce(narrow.names, '{}'), coalesce(alike.schemas, '{}'), coalesce(alike.names, '{}'),
          (select coalesce(pg_catalog.array_agg(ic.relname::text order by ic.relname), '{}')
             from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
             where i.indrelid = rel.oid and i.indisunique and not key.names <@ (select pg_catalog.array_agg(a.attname::text)
               from pg_catalog.pg_attribute a where a.attrelid = rel.oid and a.attnum = any (i.indkey::int2[]))),
          case when rel.relkind = 'p' then pg_catalog.pg_current_snapshot()::text end,
          coalesce(attached.partitions, '{}'),
          coalesce((select 'table/' || m.oid from {{Member}}), {{(serverVersion >= 150000 ? SchemaMember : "null")}})
        from rel
        left join lateral (select pg_catalog.array_agg(x.partition order by x.partition) as partitions
          from ({{AttachedPartition.Of("rel")}}) x) attached on true
        left join namesakes fold on fold.s = pg_catalog.lower(rel.s) and fold.t = pg_catalog.lower(rel.t)
        left join lateral (
          select pg_catalog.array_agg(a.attname::text order by k.place) as names,
            pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) || case when base.oid = a.atttypid then ''
              else ' (' || pg_catalog.format_type(base.oid, base.modifier) || ')' end order by k.place) as types,
            pg_catalog.array_agg(base.oid::int8 order by k.place) as bases,
            pg_catalog.array_agg(base.modifier order by k.place) as modifiers,
            pg_catalog.array_agg(base.typcategory = 'A' order by k.place) as arrays,
            pg_catalog.array_agg(base.checked order by k.place) as checked
          from pg_catalog.pg_index i cross join lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality k(col, place)
            join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.col
            cross join lateral (
              with recursive chain as (
                select t.oid, t.typtype, t.typcategory, t.typbasetype, a.atttypmod as modifier, t.typtypmod
                  from pg_catalog.pg_type t where t.oid = a.atttypid
                union all
                select t.oid, t.typtype, t.typcategory, t.typbasetype, greatest(chain.modifier, chain.typtypmod), t.typtypmod
                  from chain join pg_catalog.pg_type t on t.oid = chain.typbasetype where chain.typtype = 'd')
              select b.oid, b.typcategory, b.modifier,
                exists (select from chain join pg_catalog.pg_constraint c on c.contypid = chain.oid and c.contype = 'c') as checked
              from chain b where b.typtype <> 'd') base
          where i.indrelid = rel.oid and i.indisprimary and k.place <= i.indnkeyatts) key on true
        left join lateral (
          select pg_catalog.array_agg(ln.nspname::text order by ln.nspname::text, l.relname::text) as schemas,
            pg_catalog.array_agg(l.relname::text order by ln.nspname::text, l.relname::text) as names
          from (select rel.oid where rel.relkind = 'r'
                union all select tree.relid from pg_catalog.pg_partition_tree(rel.oid) tree where rel.relkind = 'p'
                  and tree.isleaf) leaves(oid)
            join pg_catalog.pg_class l on l.oid = leaves.oid join pg_catalog.pg_namespace ln on ln.oid = l.relnamespace
            join pg_catalog.pg_index i on i.indrelid = l.oid and i.indisreplident and i.indisvalid
          where l.relreplident = 'i' and not key.names <@ (select pg_catalog.array_agg(a.attname::text) from pg_catalog.pg_attribute a
            where a.attrelid = l.oid and a.attnum = any (i.indkey::int2[]))) narrow on true
        left join lateral (
          select pg_catalog.array_agg(x.s order by x.place) as schemas, pg_catalog.array_agg(x.t order by x.place) as names
          from unnest(fold.schemas, fold.names) with ordinality x(s, t, place) where (x.s, x.t) <> (rel.s, rel.t)) alike on true
        left join lateral (
          select ic.relname::text as index, pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate
          from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
          where i.indrelid = rel.oid and rel.relkind = 'r' and i.indisunique and not i.indisprimary and i.indexprs is null
            and not exists (select from pg_catalog.pg_attribute a where a.attrelid = rel.oid and a.attnum = any (i.indkey::int2[])
              and not a.attnotnull)
          order by ic.relname limit 1) stand_in on true
        order by rel.n
        """,
            static r => new CapturedTableFacts
            {
                UnreadableColumns = r.GetFieldValue<string[]>(0),
                RoleOwns = r.GetBoolean(1),
                Policies =
                [
                    .. r.GetFieldValue<string[]>(2)
                        .Select(static line => line.Split('\n', 3))
                        .Select(static p => new PolicyFacts(p[0], p[1] == "true", p[2])),
                ],
                PolicyNames = r.GetFieldValue<string[]>(3),
                Filter = r.IsDBNull(4) ? null : r.GetString(4),
                ColumnList = r.IsDBNull(5) ? null : r.GetFieldValue<string[]>(5),
                IsPartition = r.GetBoolean(6),
                ListedAncestor =
                    r.IsDBNull(7) ? null
                    : r.GetString(7).Split('\n') is var name ? new TableName(name[0], name[1])
                    : null,
                Generated =
                [
                    .. r.GetFieldValue<string[]>(8)
                        .Select(static line => line.Split('\n', 4))
                        .Select(static c => new GeneratedColumn(c[0], c[1] == "v", c[2], c[3])),
                ],
                HasKey = r.GetBoolean(9),
                StandInKey = r.IsDBNull(10) ? null : r.GetString(10),
                StandInPredicate = r.IsDBNull(11) ? null : r.GetString(11),
                Key = KeyColumn.Read(
                    r.GetFieldValue<string[]>(12),
                    r.GetFieldValue<string[]>(13),
                    r.GetFieldValue<long[]>(14),
                    r.GetFieldValue<int[]>(15),
                    r.GetFieldValue<bool[]>(16),
                    r.GetFieldValue<bool[]>(17)
                ),
                Checks = r.GetFieldValue<string[]>(18),
                LeavesWithoutKey = Tables(r, 19),
                Namesakes = Tables(r, 21),
                IndexesWithoutKey = r.GetFieldValue<string[]>(23),
                Snapshot = r.IsDBNull(24) ? null : r.GetString(24),
                Attached = [.. r.GetFieldValue<string[]>(25).Select(AttachedPartition.Read)],
                Listing = r.IsDBNull(26) ? null : r.GetString(26),
            },
            names.Select(static n => n.Schema).ToArray(),
            names.Select(static n => n.Name).ToArray(),
            role,
            publication,
            (snapshots ?? []).ToArray()
        );

    // Schemas in one column, names in the next.
    private static IReadOnlyList<TableName> Tables(DbDataReader row, int column) =>
        [
            .. row.GetFieldValue<string[]>(column)
                .Zip(row.GetFieldValue<string[]>(column + 1), static (schema, name) => new TableName(schema, name)),
        ];
}
