namespace NeonFlow.Postgres.Facts;

/// <summary>A schema and what a role may do there.</summary>
/// <param name="Name">Schema.</param>
/// <param name="Owner">Owner.</param>
/// <param name="GranteeOwns">Whether the role owns it.</param>
/// <param name="Direct">Privileges granted to the role itself.</param>
/// <param name="Effective">Privileges it has by any way, PUBLIC and membership included.</param>
/// <param name="Grantable">Privileges that the asking role could grant.</param>
public sealed record SchemaPrivilegeFacts(string Name, string Owner, bool GranteeOwns, IReadOnlyList<string> Direct, IReadOnlyList<string> Effective, IReadOnlyList<string> Grantable)
{
    /// <summary>One row per schema that exists; no row is missing for a missing role, its lists are empty then.</summary>
    public static FactQuery<SchemaPrivilegeFacts> Query(string role, params string[] schemas) => new(
        """
        select n.nspname::text, o.rolname::text, n.nspowner = g.oid,
          (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}') from pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x where x.grantee = g.oid),
          (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest('{USAGE,CREATE}'::text[]) p where pg_catalog.has_schema_privilege(g.oid, n.oid, p)),
          (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest('{USAGE,CREATE}'::text[]) p where pg_catalog.has_schema_privilege(n.oid, p || ' WITH GRANT OPTION'))
        from pg_catalog.pg_namespace n join pg_catalog.pg_roles o on o.oid = n.nspowner
        left join pg_catalog.pg_roles g on g.rolname = $1::text::name
        where n.nspname = any ($2::text[]::name[]) order by n.nspname
        """,
        r => new SchemaPrivilegeFacts(r.GetString(0), r.GetString(1), !r.IsDBNull(2) && r.GetBoolean(2), r.GetFieldValue<string[]>(3), r.GetFieldValue<string[]>(4), r.GetFieldValue<string[]>(5)),
        role, schemas);
}

/// <summary>What kind of relation a row of pg_class is.</summary>
public enum RelationKind
{
    /// <summary>Ordinary table.</summary>
    Table,

    /// <summary>Partitioned table.</summary>
    PartitionedTable,

    /// <summary>View.</summary>
    View,

    /// <summary>Materialized view.</summary>
    MaterializedView,

    /// <summary>Foreign table.</summary>
    ForeignTable,

    /// <summary>Sequence.</summary>
    Sequence,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A relation and what a role may do with it.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Owner">Owner.</param>
/// <param name="GranteeOwns">Whether the role owns it: an owner needs no grant.</param>
/// <param name="Direct">Privileges granted to the role itself on the whole relation.</param>
/// <param name="Columns">Column privileges, as column:PRIVILEGE.</param>
/// <param name="Grantable">Privileges that the asking role could grant.</param>
public sealed record RelationPrivilegeFacts(TableName Name, RelationKind Kind, string Owner, bool GranteeOwns, IReadOnlyList<string> Direct, IReadOnlyList<string> Columns, IReadOnlyList<string> Grantable)
{
    private static readonly string[] TablePrivileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
    private static readonly string[] SequencePrivileges = ["SELECT", "UPDATE", "USAGE"];

    /// <summary>Every relation of the given kinds in the schemas, or only the named ones.</summary>
    /// <param name="role">The role that has the privileges.</param>
    /// <param name="sequences">Sequences, or tables and table-like relations.</param>
    /// <param name="schemas">Schemas to list completely.</param>
    /// <param name="names">Relations to list by name.</param>
    public static FactQuery<RelationPrivilegeFacts> Query(string role, bool sequences, IReadOnlyList<string> schemas, IReadOnlyList<TableName> names) => new(
        """
        select n.nspname::text, c.relname::text, c.relkind::text, o.rolname::text, c.relowner = g.oid,
          (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}')
             from pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault(case when c.relkind = 'S' then 's' else 'r' end::"char", c.relowner))) x where x.grantee = g.oid),
          (select coalesce(pg_catalog.array_agg(distinct a.attname::text || ':' || x.privilege_type), '{}')
             from pg_catalog.pg_attribute a cross join lateral pg_catalog.aclexplode(a.attacl) x
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null and x.grantee = g.oid),
          (select coalesce(pg_catalog.array_agg(p), '{}') from pg_catalog.unnest($5::text[]) p
             where case when c.relkind = 'S' then pg_catalog.has_sequence_privilege(c.oid, p || ' WITH GRANT OPTION') else pg_catalog.has_table_privilege(c.oid, p || ' WITH GRANT OPTION') end)
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_roles o on o.oid = c.relowner
        left join pg_catalog.pg_roles g on g.rolname = $1::text::name
        left join unnest($3::text[], $4::text[]) w(s, t) on w.s = n.nspname::text and w.t = c.relname::text
        where c.relkind::text = any ($6::text[]) and (w.t is not null or n.nspname = any ($2::text[]::name[]))
        order by n.nspname, c.relname
        """,
        r => new RelationPrivilegeFacts(
            new TableName(r.GetString(0), r.GetString(1)), TableFacts.KindOf(r.GetString(2)), r.GetString(3), !r.IsDBNull(4) && r.GetBoolean(4),
            r.GetFieldValue<string[]>(5), r.GetFieldValue<string[]>(6), r.GetFieldValue<string[]>(7)),
        role, schemas.ToArray(), names.Select(n => n.Schema).ToArray(), names.Select(n => n.Name).ToArray(),
        sequences ? SequencePrivileges : TablePrivileges,
        sequences ? ["S"] : new[] { "r", "p", "v", "m", "f" });
}

/// <summary>An entry of pg_default_acl: what a creator's future objects give to a role.</summary>
/// <param name="Creator">Role whose future objects it covers.</param>
/// <param name="CreatorExists">Whether that role exists.</param>
/// <param name="Schema">Schema, or null for the whole database.</param>
/// <param name="Privileges">Privileges given.</param>
/// <param name="MayAlter">Whether the asking role may change it.</param>
public sealed record DefaultPrivilegeFacts(string Creator, bool CreatorExists, string? Schema, IReadOnlyList<string> Privileges, bool MayAlter)
{
    /// <summary>One row per creator; for the database-wide entry give a null schema.</summary>
    /// <param name="grantee">Role that receives.</param>
    /// <param name="sequences">Sequences, or tables.</param>
    /// <param name="schema">Schema, or null for the whole database.</param>
    /// <param name="creators">Creating roles.</param>
    public static FactQuery<DefaultPrivilegeFacts> Query(string grantee, bool sequences, string? schema, IReadOnlyList<string> creators) => new(
        """
        select w.creator, c.oid is not null,
          (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}')
             from pg_catalog.pg_default_acl d cross join lateral pg_catalog.aclexplode(d.defaclacl) x
             where d.defaclrole = c.oid and d.defaclobjtype::text = $2
               and d.defaclnamespace = case when $3::text is null then 0::oid else (select n.oid from pg_catalog.pg_namespace n where n.nspname = $3::text::name) end
               and x.grantee = (select g.oid from pg_catalog.pg_roles g where g.rolname = $1::text::name)),
          c.oid is not null and pg_catalog.pg_has_role(c.oid, 'USAGE')
        from pg_catalog.unnest($4::text[]) w(creator) left join pg_catalog.pg_roles c on c.rolname = w.creator::name order by w.creator
        """,
        r => new DefaultPrivilegeFacts(r.GetString(0), r.GetBoolean(1), schema, r.GetFieldValue<string[]>(2), r.GetBoolean(3)),
        grantee, sequences ? "S" : "r", schema, creators.ToArray());

    /// <summary>Every creator that has an entry for the grantee, with its privileges (what an import finds).</summary>
    public static FactQuery<DefaultPrivilegeFacts> All(string grantee, bool sequences, string? schema) => new(
        """
        select c.rolname::text, pg_catalog.array_agg(distinct x.privilege_type::text), pg_catalog.pg_has_role(c.oid, 'USAGE')
        from pg_catalog.pg_default_acl d cross join lateral pg_catalog.aclexplode(d.defaclacl) x
        join pg_catalog.pg_roles c on c.oid = d.defaclrole join pg_catalog.pg_roles g on g.oid = x.grantee
        where g.rolname = $1::text::name and d.defaclobjtype::text = $2 and c.oid <> g.oid
          and d.defaclnamespace = case when $3::text is null then 0::oid else (select n.oid from pg_catalog.pg_namespace n where n.nspname = $3::text::name) end
        group by c.rolname, c.oid order by c.rolname
        """,
        r => new DefaultPrivilegeFacts(r.GetString(0), true, schema, r.GetFieldValue<string[]>(1), r.GetBoolean(2)),
        grantee, sequences ? "S" : "r", schema);

    /// <summary>Owners of relations of a schema whose next table or sequence the role will not see, with the number they own.</summary>
    /// <param name="grantee">Role that should see it.</param>
    /// <param name="sequences">Sequences, or tables.</param>
    /// <param name="schema">Schema, or null for all of them.</param>
    /// <param name="privilege">The privilege that must be given.</param>
    public static FactQuery<UncoveredCreator> Uncovered(string grantee, bool sequences, string? schema, string privilege) => new(
        """
        select o.rolname::text, pg_catalog.count(*)
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_roles o on o.oid = c.relowner
        left join pg_catalog.pg_roles g on g.rolname = $1::text::name
        where case when $2 = 'S' then c.relkind = 'S' else c.relkind in ('r', 'p') end
          and ($3::text is null or n.nspname = $3::text::name) and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname::text not like 'pg\_%'
          and c.relowner is distinct from g.oid
          and not exists (select from pg_catalog.pg_default_acl d cross join lateral pg_catalog.aclexplode(d.defaclacl) x
                          where d.defaclrole = c.relowner and d.defaclobjtype::text = $2 and d.defaclnamespace in (0, n.oid)
                            and x.grantee in (coalesce(g.oid, 0), 0) and x.privilege_type = $4)
        group by 1 order by 1
        """,
        r => new UncoveredCreator(r.GetString(0), r.GetInt64(1)),
        grantee, sequences ? "S" : "r", schema, privilege);
}

/// <summary>A role that makes relations which the grantee will not see.</summary>
/// <param name="Creator">The role.</param>
/// <param name="Owns">Relations it owns there now.</param>
public sealed record UncoveredCreator(string Creator, long Owns);
