namespace NeonFlow.Postgres.Facts;

/// <summary>One grant of a membership. From PostgreSQL 16 on there is one for each role that granted it, until then one.</summary>
/// <param name="Grantor">Who granted it; empty where that role is gone.</param>
/// <param name="Admin">Whether the member may grant the membership to others.</param>
/// <param name="Inherit">Whether the member has the privileges of the role without SET ROLE.</param>
/// <param name="Set">Whether the member may SET ROLE.</param>
/// <param name="MayActAs">Whether the asking role may take back or change what that grantor granted.</param>
public sealed record MembershipGrant(string Grantor, bool Admin, bool Inherit, bool Set, bool MayActAs)
{
    /// <summary>Whether it gives an option: ADMIN, INHERIT or SET.</summary>
    public bool Gives(string option) =>
        option switch
        {
            "ADMIN" => Admin,
            "INHERIT" => Inherit,
            _ => Set,
        };

    /// <summary>All grants of a role to a member, in order.</summary>
    public static FactQuery<MembershipGrant> Query(string role, string member) =>
        new(
            """
            select coalesce(g.rolname::text, ''), a.admin_option,
              -- Until PostgreSQL 15 the attribute of the member rules, and every member may SET ROLE.
              coalesce((pg_catalog.to_jsonb(a) ->> 'inherit_option')::bool, m.rolinherit),
              coalesce((pg_catalog.to_jsonb(a) ->> 'set_option')::bool, true),
              pg_catalog.current_setting('server_version_num')::int4 < 160000 or coalesce(pg_catalog.pg_has_role(g.oid, 'USAGE'), false)
            from pg_catalog.pg_auth_members a
            join pg_catalog.pg_roles r on r.oid = a.roleid and r.rolname = $1::text::name
            join pg_catalog.pg_roles m on m.oid = a.member and m.rolname = $2::text::name
            left join pg_catalog.pg_roles g on g.oid = a.grantor
            order by 1
            """,
            static r => new(r.GetString(0), r.GetBoolean(1), r.GetBoolean(2), r.GetBoolean(3), r.GetBoolean(4)),
            role,
            member
        );
}
