namespace NeonFlow.Postgres.Facts;

/// <summary>A relation and what a role may do with it.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Owner">Owner.</param>
/// <param name="GranteeOwns">Whether the role owns it: an owner needs no grant.</param>
/// <param name="Direct">Privileges granted to the role itself on the whole relation.</param>
/// <param name="Columns">Column privileges, as column:PRIVILEGE.</param>
/// <param name="Grantable">Privileges that the asking role could grant.</param>
public sealed record RelationPrivilegeFacts(
    TableName Name,
    RelationKind Kind,
    string Owner,
    bool GranteeOwns,
    IReadOnlyList<string> Direct,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Grantable
)
{
    /// <summary>Whether it belongs to an extension.</summary>
    public bool IsOfExtension { get; init; }

    /// <summary>Privileges that the role has by any way: PUBLIC, membership, a predefined role.</summary>
    public IReadOnlyList<string> Effective { get; init; } = [];

    /// <summary>What the role needs besides what it has; what it has by another way needs no grant that nobody can give.</summary>
    public IReadOnlyList<string> Lacks(IEnumerable<string> privileges) =>
        GranteeOwns ? [] : [.. privileges.Except(Direct).Where(p => Grantable.Contains(p) || !Effective.Contains(p))];

    // Values of pg_class.relkind.
    private static readonly string[] Sequences = ["S"];
    private static readonly string[] Tables = ["r", "p", "v", "m", "f"];

    // A server takes no word that it does not know, not even in a question.
    private static readonly string Unknown =
        $"p = '{SqlPrivileges.Maintain}' and pg_catalog.current_setting('server_version_num')::int4 < "
        + $"{SqlPrivileges.Since(SqlPrivileges.Maintain)}";

    /// <summary>Every relation of the given kinds in the schemas.</summary>
    /// <param name="role">The role that has the privileges.</param>
    /// <param name="sequences">Sequences, or tables and table-like relations.</param>
    /// <param name="schemas">The schemas.</param>
    public static FactQuery<RelationPrivilegeFacts> Query(string role, bool sequences, params string[] schemas) =>
        new(
            $$"""
            select n.nspname::text, c.relname::text, c.relkind::text, o.rolname::text, c.relowner = g.oid,
              (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}')
                 from pg_catalog.aclexplode(coalesce(c.relacl,
                   pg_catalog.acldefault(case when c.relkind = 'S' then 's' else 'r' end::"char", c.relowner))) x where x.grantee = g.oid),
              (select coalesce(pg_catalog.array_agg(distinct a.attname::text || ':' || x.privilege_type), '{}')
                 from pg_catalog.pg_attribute a cross join lateral pg_catalog.aclexplode(a.attacl) x
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null and x.grantee = g.oid),
              (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest($3::text[]) p
                 where case when {{Unknown}} then false when c.relkind = 'S' then pg_catalog.has_sequence_privilege(c.oid,
                   p || ' WITH GRANT OPTION') else pg_catalog.has_table_privilege(c.oid, p || ' WITH GRANT OPTION') end),
              exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
                and d.objsubid = 0 and d.deptype = 'e'),
              (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest($3::text[]) p
                 where g.oid is not null and case when {{Unknown}} then false when c.relkind = 'S' then
                   pg_catalog.has_sequence_privilege(g.oid, c.oid, p) else pg_catalog.has_table_privilege(g.oid, c.oid, p) end)
            from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            join pg_catalog.pg_roles o on o.oid = c.relowner
            left join pg_catalog.pg_roles g on g.rolname = $1::text::name
            where c.relkind::text = any ($4::text[]) and n.nspname = any ($2::text[]::name[])
            order by n.nspname, c.relname
            """,
            r => new RelationPrivilegeFacts(
                new TableName(r.GetString(0), r.GetString(1)),
                TableFacts.KindOf(r.GetString(2)),
                r.GetString(3),
                !r.IsDBNull(4) && r.GetBoolean(4),
                r.GetFieldValue<string[]>(5),
                r.GetFieldValue<string[]>(6),
                r.GetFieldValue<string[]>(7)
            )
            {
                IsOfExtension = r.GetBoolean(8),
                Effective = r.GetFieldValue<string[]>(9),
            },
            role,
            schemas,
            (sequences ? SqlPrivileges.OnSequences : SqlPrivileges.OnTables).ToArray(),
            sequences ? Sequences : Tables
        );
}
