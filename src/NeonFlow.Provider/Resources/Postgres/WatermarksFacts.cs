using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>A watermarks table: its shape, and what the capture role may do with it.</summary>
/// <param name="Exists">Whether a relation of that name exists.</param>
/// <param name="SchemaExists">Whether its schema exists.</param>
/// <param name="Kind">Kind of the relation.</param>
/// <param name="Owner">Owner.</param>
/// <param name="MayAlter">Whether the asking role may do what the owner does.</param>
/// <param name="Shape">Columns as name type [not null] [default], in order.</param>
/// <param name="KeyOnSlot">Whether a unique index on exactly the column slot exists.</param>
/// <param name="Direct">Privileges granted to the role itself.</param>
/// <param name="Effective">Which of SELECT, INSERT, UPDATE the role has by any way.</param>
/// <param name="Usage">USAGE of the role on the schema; null where role or schema is missing.</param>
/// <param name="RoleExists">Whether the role exists.</param>
/// <param name="Published">Whether the publication lists it.</param>
/// <param name="MayCreate">Whether the asking role has CREATE on the schema.</param>
/// <param name="Unlogged">Whether it is unlogged, which no publication takes.</param>
public sealed record WatermarksFacts(
    bool Exists,
    bool SchemaExists,
    RelationKind Kind,
    string Owner,
    bool MayAlter,
    IReadOnlyList<WatermarksColumn> Shape,
    bool KeyOnSlot,
    IReadOnlyList<string> Direct,
    IReadOnlyList<string> Effective,
    bool? Usage,
    bool RoleExists,
    bool Published,
    bool MayCreate,
    bool Unlogged
)
{
    /// <summary>The table's columns with the object ids of their types, as <see cref="PublicationFacts.Members"/> compares them.</summary>
    public const string Columns = "slot:25,watermark:25";

    private const string NoKey = "has no primary key or unique index on slot alone, which the upsert needs";

    /// <summary>What the capture's role needs on the table.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["SELECT", "INSERT", "UPDATE"];

    /// <summary>Which of SELECT, INSERT, UPDATE the asking role may grant.</summary>
    public IReadOnlyList<string> Grantable { get; init; } = [];

    /// <summary>Which of SELECT, INSERT, UPDATE row level security keeps the role from altogether.</summary>
    public IReadOnlyList<string> Barred { get; init; } = [];

    /// <summary>Whether policies let the role do them under conditions only.</summary>
    public bool Conditional { get; init; }

    /// <summary>Whether an event trigger does something to every new table.</summary>
    public bool TableTriggers { get; init; }

    /// <summary>Owner of the schema.</summary>
    public string SchemaOwner { get; init; } = "";

    /// <summary>Whether the asking role may drop it: as the owner of the table, or of its schema.</summary>
    public bool MayDrop { get; init; }

    /// <summary>Rows written into it since its statistics began.</summary>
    public long Writes { get; init; }

    /// <summary>Row filter under which the publication lists it, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>
    /// Whether that filter lets a watermark of the capture's slot through; null where there is none, or that cannot be told.
    /// </summary>
    public bool? FilterPasses { get; init; }

    /// <summary>Rules on INSERT or UPDATE.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Triggers on INSERT or UPDATE.</summary>
    public IReadOnlyList<string> Triggers { get; init; } = [];

    /// <summary>Constraints that rows have to satisfy, besides keys.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Columns that the publication takes of it; null: all.</summary>
    public IReadOnlyList<string>? PublishedColumns { get; init; }

    /// <summary>Whether it has a primary key.</summary>
    public bool HasPrimaryKey { get; init; }

    /// <summary>Whether the server takes an UPDATE of it once it is published.</summary>
    public bool HasIdentity { get; init; } = true;

    /// <summary>Which of its two columns the publication leaves out.</summary>
    public IReadOnlyList<string> LeftOut => PublishedColumns is null ? [] : [.. ColumnNames.Except(PublishedColumns)];

    /// <summary>Whether the publication takes some of its rows or columns only.</summary>
    public bool IsPublishedInPart => Filter is not null || LeftOut.Count > 0;

    /// <summary>What keeps the connector's upsert from working in this table, or null.</summary>
    public string? Fault =>
        ShapeFault
        ?? (Exists && !HasIdentity ? "has no replica identity, without which the server refuses the upsert of a published table" : null);

    private static IReadOnlyList<string> ColumnNames { get; } = ["slot", "watermark"];

    /// <summary>Whether all that it lacks is a key on slot, and it has no other.</summary>
    public bool LacksKeyOnly => ShapeFault == NoKey && !HasPrimaryKey;

    /// <summary>What of its kind and columns keeps the connector's upsert from working, or null.</summary>
    public string? ShapeFault
    {
        get
        {
            if (!Exists)
            {
                return null;
            }
            if (Kind != RelationKind.Table || Unlogged)
            {
                return Unlogged ? "is unlogged, which no publication takes" : "is not an ordinary table";
            }
            foreach (var wanted in ColumnNames)
            {
                var column = Shape.FirstOrDefault(c => c.Name == wanted);
                if (column is null)
                {
                    return $"has no column {wanted}";
                }
                if (
                    column.Type is not ("text" or "character varying")
                    && !column.Type.StartsWith("character varying", StringComparison.Ordinal)
                )
                {
                    return $"has a column {wanted} of type {column.Type}, not text";
                }
            }
            if (!KeyOnSlot)
            {
                return NoKey;
            }
            var demanding = Shape.FirstOrDefault(c => c is { NotNull: true, HasDefault: false } && c.Name is not ("slot" or "watermark"));
            return demanding is null
                ? null
                : $"has the column {demanding.Name} that is NOT NULL without a default, so that the upsert fails";
        }
    }

    /// <summary>What the role needs besides what it has; what it has by another way needs no grant that nobody can give.</summary>
    public IEnumerable<string> Lacks(IEnumerable<string> privileges) =>
        privileges.Except(Direct).Where(p => Grantable.Contains(p) || !Effective.Contains(p));

    /// <summary>What takes row level security off a table.</summary>
    public static string OpenStatement(TableName table) => $"ALTER TABLE {table.Sql} DISABLE ROW LEVEL SECURITY";

    /// <summary>What row level security of the table does to a role: a sentence, and what repairs it; null: nothing.</summary>
    public (string Text, string Fix, bool IsCertain)? RowSecurityFault(TableName table, string role) =>
        Barred.Count == 0 && !Conditional
            ? null
            : (
                $"Row level security is on for the watermarks table {table}, and "
                    + (
                        Barred.Count > 0
                            ? $"no policy lets {role} {string.Join(", ", Barred)}."
                            : $"its policies let {role} write under conditions only."
                    ),
                $"{OpenStatement(table)};\n-- or: CREATE POLICY \"capture_writes_all\" ON {table.Sql} TO {Identifier.Quote(role)} USING "
                    + "(true) WITH CHECK (true);",
                Barred.Count > 0
            );

    /// <summary>Whether a row filter of the table lets a watermark through; null where it asks for other columns.</summary>
    /// <param name="slot">Slot of the capture.</param>
    public FactQuery<bool>? PassesFilter(string slot) =>
        Filter is { } filter && Shape.All(static c => ColumnNames.Contains(c.Name))
            ? new(
                $"select coalesce((select {filter} from (select $1::text as slot, $2::text as watermark) w), false)",
                static r => r.GetBoolean(0),
                slot,
                Guid.NewGuid().ToString()
            )
            : null;

    /// <summary>What is wrong with the table's name; null where the connector can use it.</summary>
    /// <param name="table">The name.</param>
    /// <param name="input">The input that says it.</param>
    public static Diagnostic? NameFault(TableName table, string input) =>
        IsPlain(table.Schema) && IsPlain(table.Name)
            ? null
            : new(
                PostgresDiagnostics.MalformedTable,
                input,
                $"The connector writes the name {table} without quotes, so it must consist of lower-case letters, digits and _."
            )
            {
                Fix = $"{input} = \"public.flow_watermarks\"",
            };

    /// <summary>The statement that makes it.</summary>
    public static string CreateStatement(TableName table) => $"CREATE TABLE {table.Sql} (slot TEXT PRIMARY KEY, watermark TEXT)";

    /// <summary>One row, always.</summary>
    /// <param name="table">The table.</param>
    /// <param name="role">The capture's role.</param>
    /// <param name="publication">The publication that must list it, or null.</param>
    public static FactQuery<WatermarksFacts> Query(TableName table, string role, string? publication) =>
        new(
            """
            with rel as (
              select n.oid as nsp, n.nspowner, c.oid, c.relkind, c.relowner, c.relacl, c.relpersistence, c.relreplident, g.oid as grantee,
                coalesce(c.relrowsecurity and not (g.rolsuper or g.rolbypassrls)
                  and (c.relforcerowsecurity or not pg_catalog.pg_has_role(g.oid, c.relowner, 'USAGE')), false) as secured
              from (select 1) one left join pg_catalog.pg_namespace n on n.nspname = $1::text::name
              left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = $2::text::name
              left join pg_catalog.pg_roles g on g.rolname = $3::text::name),
            policy as (
              select p.polcmd::text as cmd, p.polpermissive as permissive, coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'true')
                  = 'true' and coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), 'true') = 'true' as always
              from rel join pg_catalog.pg_policy p on p.polrelid = rel.oid
              where exists (select from pg_catalog.unnest(p.polroles) x(role)
                where case when x.role = 0 then true else pg_catalog.pg_has_role(rel.grantee, x.role, 'USAGE') end))
            select rel.oid is not null, rel.nsp is not null, coalesce(rel.relkind::text, ''), coalesce((select o.rolname::text
              from pg_catalog.pg_roles o where o.oid = rel.relowner), ''),
              coalesce(pg_catalog.pg_has_role(rel.relowner, 'USAGE'), false),
              (select coalesce(pg_catalog.array_agg(a.attname::text || E'\n' || pg_catalog.format_type(a.atttypid, a.atttypmod)
                || E'\n' || a.attnotnull::text || E'\n' || (a.atthasdef or a.attidentity <> '')::text order by a.attnum), '{}')
                 from pg_catalog.pg_attribute a where a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped),
              exists (select from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                 where i.indrelid = rel.oid and i.indisunique and i.indimmediate and i.indisvalid and i.indnkeyatts = 1
                   and i.indpred is null and a.attname = 'slot'),
              (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}')
                from pg_catalog.aclexplode(coalesce(rel.relacl, pg_catalog.acldefault('r', rel.relowner))) x where x.grantee = rel.grantee),
              (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest('{SELECT,INSERT,UPDATE}'::text[]) p
                where rel.relkind in ('r', 'p', 'v', 'm', 'f') and pg_catalog.has_table_privilege(rel.grantee, rel.oid, p)),
              pg_catalog.has_schema_privilege(rel.grantee, rel.nsp, 'USAGE'),
              rel.grantee is not null,
              exists (select from pg_catalog.pg_publication_tables pt where pt.pubname = $4::text::name and pt.schemaname::text = $1
                and pt.tablename::text = $2),
              coalesce(pg_catalog.has_schema_privilege(rel.nsp, 'CREATE'), false),
              coalesce(rel.relpersistence = 'u', false),
              coalesce(pg_catalog.pg_stat_get_tuples_inserted(rel.oid) + pg_catalog.pg_stat_get_tuples_updated(rel.oid), 0),
              (select pg_catalog.to_jsonb(pt)->>'rowfilter' from pg_catalog.pg_publication_tables pt
                where pt.pubname = $4::text::name and pt.schemaname::text = $1 and pt.tablename::text = $2),
              (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest('{SELECT,INSERT,UPDATE}'::text[]) p
                 where rel.relkind in ('r', 'p', 'v', 'm', 'f') and pg_catalog.has_table_privilege(rel.oid, p || ' WITH GRANT OPTION')),
              coalesce(pg_catalog.pg_has_role(rel.relowner, 'USAGE') or pg_catalog.pg_has_role(rel.nspowner, 'USAGE'), false),
              coalesce((select o.rolname::text from pg_catalog.pg_roles o where o.oid = rel.nspowner), ''),
              (select coalesce(pg_catalog.array_agg(w.word order by w.word) filter (where not exists (
                   select from policy p where p.permissive and p.cmd in ('*', w.cmd))), '{}')
                 from (values ('INSERT', 'a'), ('SELECT', 'r'), ('UPDATE', 'w')) w(word, cmd) where rel.secured),
              rel.secured and (exists (select from policy p where not p.permissive and not p.always and p.cmd in ('*', 'a', 'r', 'w'))
                or exists (select from (values ('a'), ('r'), ('w')) w(cmd) where not exists (
                   select from policy p where p.permissive and p.always and p.cmd in ('*', w.cmd)))),
              exists (select from pg_catalog.pg_event_trigger e where e.evtevent = 'ddl_command_end' and e.evtenabled in ('O', 'A')
                and (e.evttags is null or 'CREATE TABLE' = any (e.evttags))),
              (select array(select pg_catalog.jsonb_array_elements_text(pg_catalog.to_jsonb(pt)->'attnames'))
                from pg_catalog.pg_publication_tables pt where pt.pubname = $4::text::name and pt.schemaname::text = $1
                  and pt.tablename::text = $2 and pg_catalog.to_jsonb(pt)->'attnames' is not null),
              exists (select from pg_catalog.pg_index i where i.indrelid = rel.oid and i.indisprimary),
              coalesce(case rel.relreplident when 'f' then true when 'n' then false
                when 'i' then exists (select from pg_catalog.pg_index i where i.indrelid = rel.oid and i.indisreplident and i.indisvalid)
                else exists (select from pg_catalog.pg_index i where i.indrelid = rel.oid and i.indisprimary) end, true),
              (select coalesce(pg_catalog.array_agg(w.rulename::text order by w.rulename), '{}') from pg_catalog.pg_rewrite w
                where w.ev_class = rel.oid and w.ev_type in ('2', '3') and w.ev_enabled in ('O', 'A')),
              (select coalesce(pg_catalog.array_agg(t.tgname::text order by t.tgname), '{}') from pg_catalog.pg_trigger t
                where t.tgrelid = rel.oid and not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgtype::int4 & 20 <> 0),
              (select coalesce(pg_catalog.array_agg(c.conname::text order by c.conname), '{}') from pg_catalog.pg_constraint c
                where c.conrelid = rel.oid and c.contype in ('c', 'f', 'x'))
            from rel
            """,
            r => new WatermarksFacts(
                r.GetBoolean(0),
                r.GetBoolean(1),
                TableFacts.KindOf(r.GetString(2)),
                r.GetString(3),
                r.GetBoolean(4),
                [.. r.GetFieldValue<string[]>(5).Select(WatermarksColumn.Read)],
                r.GetBoolean(6),
                r.GetFieldValue<string[]>(7),
                r.GetFieldValue<string[]>(8),
                r.IsDBNull(9) ? null : r.GetBoolean(9),
                r.GetBoolean(10),
                r.GetBoolean(11),
                r.GetBoolean(12),
                r.GetBoolean(13)
            )
            {
                Writes = r.GetInt64(14),
                Filter = r.IsDBNull(15) ? null : r.GetString(15),
                Grantable = r.GetFieldValue<string[]>(16),
                MayDrop = r.GetBoolean(17),
                SchemaOwner = r.GetString(18),
                Barred = r.GetFieldValue<string[]>(19),
                Conditional = r.GetBoolean(20),
                TableTriggers = r.GetBoolean(21),
                PublishedColumns = r.IsDBNull(22) ? null : r.GetFieldValue<string[]>(22),
                HasPrimaryKey = r.GetBoolean(23),
                HasIdentity = r.GetBoolean(24),
                Rules = r.GetFieldValue<string[]>(25),
                Triggers = r.GetFieldValue<string[]>(26),
                Constraints = r.GetFieldValue<string[]>(27),
            },
            table.Schema,
            table.Name,
            role,
            publication
        );

    private static bool IsPlain(string name) => Identifier.IsPlainLowerCase(name) && !name.Contains('-', StringComparison.Ordinal);
}
