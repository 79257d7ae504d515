namespace NeonFlow.Postgres.Facts;

/// <summary>The replica identity of a table that holds rows: a plain table, or a partition of one that is partitioned.</summary>
/// <param name="Leaf">The table or partition.</param>
/// <param name="Kind">As <c>pg_class.relreplident</c> writes it: d, f, n or i.</param>
/// <param name="Index">The index that is its identity, or null.</param>
/// <param name="Owner">Owner.</param>
/// <param name="MayAlter">Whether the asking role may do what owners do.</param>
public sealed record ReplicaIdentityFacts(TableName Leaf, char Kind, string? Index, string Owner, bool MayAlter)
{
    /// <summary>The name that the index which was asked for has here; null where it has none.</summary>
    public string? Asked { get; init; }

    /// <summary>Why that index can be no replica identity, or null: a sentence without its subject.</summary>
    public string? Unfit { get; init; }

    /// <summary>Indexes that could be its identity.</summary>
    public IReadOnlyList<string> Fit { get; init; } = [];

    /// <summary>Leaves of a table <c>c</c>, by object id.</summary>
    internal const string Leaves = """
        select c.oid where c.relkind = 'r'
        union all select tree.relid::oid from pg_catalog.pg_partition_tree(c.oid) tree where c.relkind = 'p' and tree.isleaf
        """;

    private const string WhyNot = """
        case when not i.indisunique then 'is not unique'
          when not i.indimmediate then 'is deferrable'
          when i.indpred is not null then 'is partial'
          when i.indexprs is not null then 'is on an expression'
          when not i.indisvalid then 'is not valid'
          when exists (select from pg_catalog.pg_attribute a where a.attrelid = i.indrelid
            and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1]) and not a.attnotnull) then 'has a column that may be null' end
        """;

    /// <summary>All leaves of a table, in order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="index">An index of it.</param>
    public static FactQuery<ReplicaIdentityFacts> Query(TableName table, string? index) =>
        new(
            $"""
            select n.nspname::text, l.relname::text, l.relreplident::text,
              (select ic.relname::text from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                where i.indrelid = l.oid and i.indisreplident and l.relreplident = 'i'),
              coalesce((select o.rolname::text from pg_catalog.pg_roles o where o.oid = l.relowner), ''),
              pg_catalog.pg_has_role(l.relowner, 'USAGE'), asked.name, asked.unfit,
              (select coalesce(pg_catalog.array_agg(ic.relname::text order by i.indnatts, ic.relname), array[]::text[])
                from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                where i.indrelid = l.oid and ({WhyNot}) is null)
            from pg_catalog.pg_class c join pg_catalog.pg_namespace ns on ns.oid = c.relnamespace
            cross join lateral ({Leaves}) x(oid)
            join pg_catalog.pg_class l on l.oid = x.oid join pg_catalog.pg_namespace n on n.oid = l.relnamespace
            left join lateral (
              select ic.relname::text as name, {WhyNot} as unfit
              from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
              where i.indexrelid in ({IndexOf("ns.oid", "$3", "l.oid")})) asked on true
            where ns.nspname = $1::text::name and c.relname = $2::text::name and l.relkind = 'r'
            order by n.nspname, l.relname
            """,
            static r =>
                new(
                    new(r.GetString(0), r.GetString(1)),
                    r.GetString(2)[0],
                    r.IsDBNull(3) ? null : r.GetString(3),
                    r.GetString(4),
                    r.GetBoolean(5)
                )
                {
                    Asked = r.IsDBNull(6) ? null : r.GetString(6),
                    Unfit = r.IsDBNull(7) ? null : r.GetString(7),
                    Fit = r.GetFieldValue<string[]>(8),
                },
            table.Schema,
            table.Name,
            index
        );

    /// <summary>The index of a leaf that is the named index, or the part of it that the leaf has.</summary>
    internal static string IndexOf(string schema, string index, string leaf) =>
        $"""
            select pi.indexrelid from pg_catalog.pg_class named
            join pg_catalog.pg_index pi on pi.indrelid = {leaf} and (pi.indexrelid = named.oid
              or pi.indexrelid in (select part.relid::oid from pg_catalog.pg_partition_tree(named.oid) part))
            where named.relnamespace = {schema} and named.relname = {index}::text::name and named.relkind in ('i', 'I')
            """;
}
