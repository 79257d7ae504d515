namespace NeonFlow.Postgres.Facts;

/// <summary>An entry of pg_default_acl: what a creator's future objects give to a role.</summary>
/// <param name="Creator">Role whose future objects it covers.</param>
/// <param name="CreatorExists">Whether that role exists.</param>
/// <param name="Privileges">Privileges given.</param>
/// <param name="MayAlter">Whether the asking role may change it.</param>
public sealed record DefaultPrivilegeFacts(string Creator, bool CreatorExists, IReadOnlyList<string> Privileges, bool MayAlter)
{
    /// <summary>Whether the asking role is a member of it, by inheritance or not.</summary>
    public bool IsMember { get; init; }

    /// <summary>Whether the asking role may say who its members are, itself included.</summary>
    public bool IsAdmin { get; init; }

    private const string StandingSql =
        "coalesce(pg_catalog.pg_has_role(c.oid, 'MEMBER'), false), coalesce(pg_catalog.pg_has_role(c.oid, 'MEMBER WITH ADMIN OPTION'), "
        + "false)";

    // Until PostgreSQL 15 any member may, since 16 only one that inherits.
    private const string MayAlterSql =
        "pg_catalog.pg_has_role(c.oid, case when pg_catalog.current_setting('server_version_num')::int4 >= 160000 then 'USAGE' else "
        + "'MEMBER' end)";

    /// <summary>One row per creator; for the database-wide entry give a null schema.</summary>
    /// <param name="grantee">Role that receives.</param>
    /// <param name="sequences">Sequences, or tables.</param>
    /// <param name="schema">Schema, or null for the whole database.</param>
    /// <param name="creators">Creating roles.</param>
    public static FactQuery<DefaultPrivilegeFacts> Query(string grantee, bool sequences, string? schema, IReadOnlyList<string> creators) =>
        new(
            $$"""
            select w.creator, c.oid is not null,
              (select coalesce(pg_catalog.array_agg(distinct x.privilege_type::text), '{}')
                 from pg_catalog.pg_default_acl d cross join lateral pg_catalog.aclexplode(d.defaclacl) x
                 where d.defaclrole = c.oid and d.defaclobjtype::text = $2
                   and d.defaclnamespace = case when $3::text is null then 0::oid else (select n.oid from pg_catalog.pg_namespace n
                     where n.nspname = $3::text::name) end
                   and x.grantee = (select g.oid from pg_catalog.pg_roles g where g.rolname = $1::text::name)),
              c.oid is not null and {{MayAlterSql}}, {{StandingSql}}
            from pg_catalog.unnest($4::text[]) w(creator) left join pg_catalog.pg_roles c on c.rolname = w.creator::name order by w.creator
            """,
            r => new DefaultPrivilegeFacts(r.GetString(0), r.GetBoolean(1), r.GetFieldValue<string[]>(2), r.GetBoolean(3))
            {
                IsMember = r.GetBoolean(4),
                IsAdmin = r.GetBoolean(5),
            },
            grantee,
            sequences ? "S" : "r",
            schema,
            creators.ToArray()
        );

    /// <summary>Every creator that has an entry for the grantee, with its privileges (what an import finds).</summary>
    public static FactQuery<DefaultPrivilegeFacts> All(string grantee, bool sequences, string? schema) =>
        new(
            $"""
            select c.rolname::text, pg_catalog.array_agg(distinct x.privilege_type::text), {MayAlterSql}, {StandingSql}
            from pg_catalog.pg_default_acl d cross join lateral pg_catalog.aclexplode(d.defaclacl) x
            join pg_catalog.pg_roles c on c.oid = d.defaclrole join pg_catalog.pg_roles g on g.oid = x.grantee
            where g.rolname = $1::text::name and d.defaclobjtype::text = $2 and c.oid <> g.oid
              and d.defaclnamespace = case when $3::text is null then 0::oid else (select n.oid from pg_catalog.pg_namespace n
                where n.nspname = $3::text::name) end
            group by c.rolname, c.oid order by c.rolname
            """,
            r => new DefaultPrivilegeFacts(r.GetString(0), true, r.GetFieldValue<string[]>(1), r.GetBoolean(2))
            {
                IsMember = r.GetBoolean(3),
                IsAdmin = r.GetBoolean(4),
            },
            grantee,
            sequences ? "S" : "r",
            schema
        );

    /// <summary>Owners of relations of a schema whose next table or sequence the role will not see.</summary>
    /// <param name="grantee">Role that should see it.</param>
    /// <param name="sequences">Sequences, or tables.</param>
    /// <param name="schema">Schema, or null for all of them.</param>
    /// <param name="privilege">The privilege that must be given.</param>
    public static FactQuery<string> Uncovered(string grantee, bool sequences, string? schema, string privilege) =>
        new(
            """
            select o.rolname::text
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              join pg_catalog.pg_roles o on o.oid = c.relowner
            left join pg_catalog.pg_roles g on g.rolname = $1::text::name
            where case when $2 = 'S' then c.relkind = 'S' else c.relkind in ('r', 'p') end
              and ($3::text is null or n.nspname = $3::text::name) and n.nspname not in ('pg_catalog', 'information_schema')
                and n.nspname::text not like 'pg\_%'
              -- By any way: ownership, membership, PUBLIC.
              and not coalesce(pg_catalog.pg_has_role(g.oid, c.relowner, 'USAGE'), false)
              and not ($2 = 'r' and $4 = 'SELECT' and exists (select from pg_catalog.pg_roles a where a.rolname = 'pg_read_all_data'
                and coalesce(pg_catalog.pg_has_role(g.oid, a.oid, 'USAGE'), false)))
              and not exists (select from pg_catalog.pg_default_acl d cross join lateral pg_catalog.aclexplode(d.defaclacl) x
                              where d.defaclrole = c.relowner and d.defaclobjtype::text = $2 and d.defaclnamespace in (0, n.oid)
                                and x.privilege_type = $4 and case when x.grantee = 0 then true
                                  else coalesce(pg_catalog.pg_has_role(g.oid, x.grantee, 'USAGE'), false) end)
              -- What an extension made, and what everybody reads of a role that the asking one does not speak for.
              and not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                and e.objid = c.oid and e.objsubid = 0 and e.deptype = 'e')
              and (pg_catalog.pg_has_role(c.relowner, 'MEMBER')
                or not exists (select from pg_catalog.aclexplode(c.relacl) x where x.grantee = 0 and x.privilege_type = $4))
            group by 1 order by 1
            """,
            r => r.GetString(0),
            grantee,
            sequences ? "S" : "r",
            schema,
            privilege
        );
}
