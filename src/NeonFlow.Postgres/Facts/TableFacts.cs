using System.Globalization;

namespace NeonFlow.Postgres.Facts;

/// <summary>A table as a capture sees it: does it exist, may it be published, may the role read it, has each leaf an identity.</summary>
public sealed record TableFacts
{
    /// <summary>Schema and name, as asked for.</summary>
    public required TableName Name { get; init; }

    /// <summary>Whether the schema exists.</summary>
    public required bool SchemaExists { get; init; }

    /// <summary>Object id; null where the table does not exist.</summary>
    public required long? Oid { get; init; }

    /// <summary>Kind.</summary>
    public required RelationKind Kind { get; init; }

    /// <summary>p permanent, u unlogged, t temporary.</summary>
    public required string Persistence { get; init; }

    /// <summary>Owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Whether the asking role may do what owners do.</summary>
    public required bool MayAlter { get; init; }

    /// <summary>Row level security switched on.</summary>
    public required bool RowSecurity { get; init; }

    /// <summary>Whether row level security is forced on the owner too.</summary>
    public required bool RowSecurityForced { get; init; }

    /// <summary>USAGE of the role on the schema; null where role or schema is missing.</summary>
    public required bool? Usage { get; init; }

    /// <summary>SELECT of the role on the whole table; null where role or table is missing.</summary>
    public required bool? Select { get; init; }

    /// <summary>Whether pg_publication_tables lists it under this very name, which is what the consumer goes by.</summary>
    public required bool Listed { get; init; }

    /// <summary>Whether it has a primary key that counts.</summary>
    public required bool PrimaryKey { get; init; }

    /// <summary>A unique index fit to be a replica identity; null where there is none, or a primary key.</summary>
    public required string? UniqueIndex { get; init; }

    /// <summary>Column names in order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Leaves (or the table itself) whose UPDATE and DELETE would be refused once published.</summary>
    public IReadOnlyList<IdentityFault> IdentityFaults { get; init; } = [];

    /// <summary>Whether it is worth asking for <see cref="IdentityFaults"/>.</summary>
    internal bool IsSuspect { get; init; }

    /// <summary>Tables whose rows are read with those of this one, and whose changes are not in its stream.</summary>
    public IReadOnlyList<UnstreamedTable> Unstreamed { get; init; } = [];

    /// <summary>Replica identity: d, f, n or i.</summary>
    public required string ReplicaIdentity { get; init; }

    /// <summary>Tables whose names differ in case only; empty where the table exists.</summary>
    public required IReadOnlyList<string> Similar { get; init; }

    /// <summary>What the table that had the name is called now; null where that is not known, or the name is in use.</summary>
    public TableName? NowCalled { get; init; }

    /// <summary>Whether it exists.</summary>
    public bool Exists => Oid is not null;

    /// <summary>Rows by the planner's estimate; -1 where never counted.</summary>
    public required long EstimatedRows { get; init; }

    /// <summary>Why a publication would refuse it, or null.</summary>
    public string? Unpublishable =>
        !Exists
            ? null
            : Kind switch
            {
                RelationKind.View => "is a view",
                RelationKind.MaterializedView => "is a materialized view",
                RelationKind.ForeignTable => "is a foreign table",
                RelationKind.Sequence => "is a sequence",
                RelationKind.Other => "is no table",
                _ => Persistence switch
                {
                    "u" => "is unlogged",
                    "t" => "is temporary",
                    _ => Name.Schema is "pg_catalog" or "information_schema" ? "is a system table" : null,
                },
            };

    /// <summary>Adds one row per name asked for, in the same order.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="names">Tables.</param>
    /// <param name="role">Role whose rights are judged, or null.</param>
    /// <param name="publication">Publication whose membership is judged, or null.</param>
    /// <param name="serverVersion">server_version_num: 14 knows no column lists, row filters and schemas of publications.</param>
    /// <param name="ids">Object ids that the tables had, in the same order; null: not known.</param>
    /// <param name="whole">Whether the identities are judged for whole tables; else for what the publication has of them now.</param>
    /// <param name="generated">Whether stored generated columns will be published; null: as now.</param>
    public static Func<IReadOnlyList<TableFacts>> Add(
        FactBatch batch,
        IReadOnlyList<TableName> names,
        string? role,
        string? publication,
        int serverVersion,
        IReadOnlyList<long?>? ids = null,
        bool whole = false,
        bool? generated = null
    )
    {
        var tables = batch.Add(Query(names, role, publication, serverVersion, ids, whole));
        var faults = batch.AddIf(
            () => tables.Rows.Any(static t => t.IsSuspect),
            Faults(names, publication, serverVersion, whole, generated)
        );
        return () =>
        {
            var byTable = faults.Rows.ToLookup(static f => f.At, static f => f.Fault);
            return [.. tables.Rows.Select((t, i) => t with { IdentityFaults = [.. byTable[i]] })];
        };
    }

    /// <summary>What <see cref="Add"/> adds, without <see cref="IdentityFaults"/>.</summary>
    internal static FactQuery<TableFacts> Query(
        IReadOnlyList<TableName> names,
        string? role,
        string? publication,
        int serverVersion,
        IReadOnlyList<long?>? ids = null,
        bool whole = false
    ) =>
        new(
            $$"""
            with want as (select * from unnest($1::text[], $2::text[], $5::text[]::int8[]) with ordinality w(s, t, id, n)),
            listed as materialized (select pt.schemaname::text as s, pt.tablename::text as t
              from pg_catalog.pg_publication_tables pt where pt.pubname = $4::text::name),
            grantee as (select r.oid from pg_catalog.pg_roles r where r.rolname = $3::text::name),
            rel as materialized (
              select w.n, w.s, w.t, w.id, ns.oid as nsp, c.oid, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
                c.relowner, c.relreplident, c.reltuples, c.relhassubclass,
                exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary and i.indimmediate
                  and i.indisvalid) as has_key
              from want w left join pg_catalog.pg_namespace ns on ns.nspname = w.s::name
              left join pg_catalog.pg_class c on c.relnamespace = ns.oid and c.relname = w.t::name),
            leaf as materialized (
              select rel.n, l.oid from rel cross join lateral ({{Leaves}}) l(oid)),
            suspect as materialized (select distinct f.n from ({{IdentitySql.Suspects("leaf")}}) f),
            alike as materialized (
              select pg_catalog.lower(c.relname::text) as t, pg_catalog.array_agg(n.nspname::text || '.' || c.relname::text) as names
              from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p') and n.nspname::text not like 'pg\_%'
                and pg_catalog.lower(c.relname::text) in (select pg_catalog.lower(rel.t) from rel where rel.oid is null)
              group by 1),
            apart as materialized (
              select rel.n, pg_catalog.array_agg(pg_catalog.json_build_array(u.kind, u.schema, u.name)::text
                order by u.schema, u.name) as names
              from rel cross join lateral ({{UnstreamedTable.Of("rel")}}) u where rel.relhassubclass group by rel.n)
            select rel.s, rel.t, rel.nsp is not null, rel.oid::int8, coalesce(rel.relkind::text, ''), coalesce(rel.relpersistence::text,
              ''),
              coalesce((select o.rolname::text from pg_catalog.pg_roles o where o.oid = rel.relowner), ''),
              coalesce(pg_catalog.pg_has_role(rel.relowner, 'USAGE'), false),
              coalesce(rel.relrowsecurity, false), coalesce(rel.relforcerowsecurity, false),
              pg_catalog.has_schema_privilege((select oid from grantee), rel.nsp, 'USAGE'),
              case when rel.relkind in ('r', 'p', 'v', 'm', 'f') then pg_catalog.has_table_privilege((select oid
                from grantee), rel.oid, 'SELECT') end,
              (rel.s, rel.t) in (select listed.s, listed.t from listed),
              rel.has_key,
              (select ic.relname::text from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                 where not rel.has_key and i.indrelid = rel.oid and i.indisunique and i.indimmediate and i.indisvalid and not i.indisprimary
                   and i.indpred is null and i.indexprs is null
                   and not exists (select from pg_catalog.pg_attribute a where a.attrelid = rel.oid
                     and a.attnum = any (i.indkey::int2[]) and not a.attnotnull)
                 order by i.indnatts, ic.relname limit 1),
              (select coalesce(pg_catalog.array_agg(a.attname::text order by a.attnum), '{}') from pg_catalog.pg_attribute a
                where a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped),
              rel.n in (select suspect.n from suspect) or {{(
                whole
                    ? "false"
                    : IdentitySql.HasParts(PublicationId, serverVersion)
              )}},
              coalesce(apart.names, '{}'),
              coalesce(rel.relreplident::text, ''),
              coalesce(alike.names, '{}'),
              coalesce(rel.reltuples, -1)::int8,
              case when rel.oid is null then (select array[n3.nspname::text, c3.relname::text] from pg_catalog.pg_class c3
                 join pg_catalog.pg_namespace n3 on n3.oid = c3.relnamespace where c3.oid = rel.id::oid) end
            from rel
            left join alike on rel.oid is null and alike.t = pg_catalog.lower(rel.t)
            left join apart on apart.n = rel.n
            order by rel.n
            """,
            r => new TableFacts
            {
                Name = new TableName(r.GetString(0), r.GetString(1)),
                SchemaExists = r.GetBoolean(2),
                Oid = r.IsDBNull(3) ? null : r.GetInt64(3),
                Kind = KindOf(r.GetString(4)),
                Persistence = r.GetString(5),
                Owner = r.GetString(6),
                MayAlter = r.GetBoolean(7),
                RowSecurity = r.GetBoolean(8),
                RowSecurityForced = r.GetBoolean(9),
                Usage = r.IsDBNull(10) ? null : r.GetBoolean(10),
                Select = r.IsDBNull(11) ? null : r.GetBoolean(11),
                Listed = r.GetBoolean(12),
                PrimaryKey = r.GetBoolean(13),
                UniqueIndex = r.IsDBNull(14) ? null : r.GetString(14),
                Columns = r.GetFieldValue<string[]>(15),
                IsSuspect = r.GetBoolean(16),
                Unstreamed = [.. r.GetFieldValue<string[]>(17).Select(UnstreamedTable.Read)],
                ReplicaIdentity = r.GetString(18),
                Similar = r.GetFieldValue<string[]>(19),
                EstimatedRows = r.GetInt64(20),
                NowCalled =
                    r.IsDBNull(21) ? null
                    : r.GetFieldValue<string[]>(21) is [var schema, var name] ? new(schema, name)
                    : null,
            },
            names.Select(n => n.Schema).ToArray(),
            names.Select(n => n.Name).ToArray(),
            role,
            publication,
            (ids ?? []).Select(static id => id?.ToString(CultureInfo.InvariantCulture)).ToArray()
        );

    /// <summary>The <see cref="IdentityFaults"/> of tables, by their place in the list.</summary>
    /// <param name="names">Tables.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="serverVersion">server_version_num.</param>
    /// <param name="whole">Whether whole tables are judged; else what the publication has of them now.</param>
    /// <param name="generated">Whether stored generated columns will be published; null: as now.</param>
    internal static FactQuery<(int At, IdentityFault Fault)> Faults(
        IReadOnlyList<TableName> names,
        string? publication,
        int serverVersion,
        bool whole,
        bool? generated
    ) =>
        new(
            $"""
            with rel as materialized (
              select w.n::int4 as n, c.oid, c.relkind from unnest($1::text[], $2::text[]) with ordinality w(s, t, n)
              join pg_catalog.pg_namespace ns on ns.nspname = w.s::name
              join pg_catalog.pg_class c on c.relnamespace = ns.oid and c.relname = w.t::name),
            live as materialized ({IdentitySql.Live("$3")}),
            leaf as materialized (
              select rel.n, l.oid, coalesce($4::bool, (select live.generated from live), false) as generated, {(
                whole ? IdentitySql.Whole : IdentitySql.Part(serverVersion)
              )}
              from rel cross join lateral ({Leaves}) l(oid)
              {(
                whole
                    ? ""
                    : $"left join live on true cross join lateral {IdentitySql.Top("l.oid", serverVersion)} left join {IdentitySql.Entry}"
              )})
            select f.n, f.fault::text from ({IdentitySql.Faults("leaf")}) f order by f.n, f.schema, f.name
            """,
            static r => (r.GetInt32(0) - 1, IdentityFault.Read(r.GetString(1))),
            names.Select(static n => n.Schema).ToArray(),
            names.Select(static n => n.Name).ToArray(),
            publication,
            generated
        );

    private const string PublicationId = "(select p.oid from pg_catalog.pg_publication p where p.pubname = $4::text::name)";

    private const string Leaves = """
        select rel.oid where rel.relkind = 'r'
        union all select tree.relid::oid from pg_catalog.pg_partition_tree(rel.oid) tree where rel.relkind = 'p' and tree.isleaf
        """;

    /// <summary>The kind that a relkind means.</summary>
    public static RelationKind KindOf(string relkind) =>
        relkind switch
        {
            "r" => RelationKind.Table,
            "p" => RelationKind.PartitionedTable,
            "v" => RelationKind.View,
            "m" => RelationKind.MaterializedView,
            "f" => RelationKind.ForeignTable,
            "S" => RelationKind.Sequence,
            _ => RelationKind.Other,
        };
}
