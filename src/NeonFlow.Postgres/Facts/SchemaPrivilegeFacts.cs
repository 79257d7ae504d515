namespace NeonFlow.Postgres.Facts;

/// <summary>A schema and what a role may do there.</summary>
/// <param name="Name">Schema.</param>
/// <param name="Owner">Owner.</param>
/// <param name="GranteeOwns">Whether the role owns it.</param>
/// <param name="Direct">Privileges granted to the role itself.</param>
/// <param name="Grantable">Privileges that the asking role could grant.</param>
public sealed record SchemaPrivilegeFacts(
    string Name,
    string Owner,
    bool GranteeOwns,
    IReadOnlyList<string> Direct,
    IReadOnlyList<string> Grantable
)
{
    /// <summary>Privileges that the role has by any way.</summary>
    public IReadOnlyList<string> Effective { get; init; } = [];

    /// <summary>What the role needs besides what it has; what it has by another way needs no grant that nobody can give.</summary>
    public IReadOnlyList<string> Lacks(IEnumerable<string> privileges) =>
        GranteeOwns ? [] : [.. privileges.Except(Direct).Where(p => Grantable.Contains(p) || !Effective.Contains(p))];

    /// <summary>One row per schema that exists; for a role that does not exist <see cref="Direct"/> is empty.</summary>
    public static FactQuery<SchemaPrivilegeFacts> Query(string role, params string[] schemas) =>
        new(
            """
            select n.nspname::text, o.rolname::text, n.nspowner = g.oid,
              (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}')
                from pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x where x.grantee = g.oid),
              (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest('{USAGE,CREATE}'::text[]) p
                where pg_catalog.has_schema_privilege(n.oid, p || ' WITH GRANT OPTION')),
              (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest('{USAGE,CREATE}'::text[]) p
                where pg_catalog.has_schema_privilege(g.oid, n.oid, p))
            from pg_catalog.pg_namespace n join pg_catalog.pg_roles o on o.oid = n.nspowner
            left join pg_catalog.pg_roles g on g.rolname = $1::text::name
            where n.nspname = any ($2::text[]::name[]) order by n.nspname
            """,
            r => new SchemaPrivilegeFacts(
                r.GetString(0),
                r.GetString(1),
                !r.IsDBNull(2) && r.GetBoolean(2),
                r.GetFieldValue<string[]>(3),
                r.GetFieldValue<string[]>(4)
            )
            {
                Effective = r.GetFieldValue<string[]>(5),
            },
            role,
            schemas
        );
}
