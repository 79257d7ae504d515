namespace NeonFlow.Postgres.Facts;

/// <summary>Two roles, and what keeps the asking role from granting one of them to the other.</summary>
/// <param name="RoleExists">Whether the role exists that is granted.</param>
/// <param name="MemberExists">Whether the role exists that receives it.</param>
/// <param name="MemberInherits">Attribute INHERIT of the member.</param>
/// <param name="IsOfSuperusers">Whether the role that is granted is a superuser.</param>
/// <param name="MayGrant">Whether the asking role may grant it and take it back.</param>
/// <param name="Grantor">As whose grant the server would record it: the asking role's own, or a role's that it inherits from.</param>
public sealed record MembershipFacts(
    bool RoleExists,
    bool MemberExists,
    bool MemberInherits,
    bool IsOfSuperusers,
    bool MayGrant,
    string? Grantor
)
{
    /// <summary>The role that no other one made; on Neon the platform's.</summary>
    public string Bootstrap { get; init; } = "postgres";

    /// <summary>Roles that may grant it, those that can log in first.</summary>
    public IReadOnlyList<string> Admins { get; init; } = [];

    /// <summary>A role that may grant it, and of which the asking role is a member that does not inherit.</summary>
    public string? Via { get; init; }

    /// <summary>Where the role is a member of the member already: the direct member of it by which it is; else null.</summary>
    public string? RoundBy { get; init; }

    /// <summary>Who granted the membership of <see cref="RoundBy"/>.</summary>
    public string? RoundGrantor { get; init; }

    /// <summary>Roles to which the member granted the role.</summary>
    public IReadOnlyList<string> GrantedOn { get; init; } = [];

    /// <summary>One row.</summary>
    public static FactQuery<MembershipFacts> Query(string role, string member) =>
        new(
            """
            with recursive v as (select pg_catalog.current_setting('server_version_num')::int4 >= 160000 as by_grantor),
            me as (select x.oid, x.rolsuper, x.rolcreaterole from pg_catalog.pg_roles x where x.rolname = current_user),
            r as (select x.oid, x.rolsuper from pg_catalog.pg_roles x where x.rolname = $1::text::name),
            m as (select x.oid, x.rolinherit from pg_catalog.pg_roles x where x.rolname = $2::text::name),
            edges as (
              select a.roleid, a.member, a.grantor, a.admin_option,
                coalesce((pg_catalog.to_jsonb(a) ->> 'inherit_option')::bool, x.rolinherit) as inherits
              from pg_catalog.pg_auth_members a join pg_catalog.pg_roles x on x.oid = a.member
            ),
            -- The nearest role that may grant it is recorded as the grantor.
            inherited(id, hops) as (
              select me.oid, 0 from me
              union select e.roleid, p.hops + 1 from inherited p join edges e on e.member = p.id and e.inherits
            ),
            memberships(id, hops) as (
              select me.oid, 0 from me union select e.roleid, p.hops + 1 from memberships p join edges e on e.member = p.id
            ),
            above(id) as (select r.oid from r union select e.roleid from above join edges e on e.member = above.id),
            grantor as (
              select case when me.rolsuper then 10::oid else (select p.id from inherited p
                join edges e on e.member = p.id and e.roleid = (select r.oid from r) and e.admin_option
                order by p.hops, p.id limit 1) end as id from me
            ),
            circle as (
              select e.member, e.grantor from edges e where e.roleid = (select m.oid from m)
                and e.member in (select above.id from above) and (select m.oid from m) in (select above.id from above) limit 1
            )
            select exists (select from r), exists (select from m), coalesce((select m.rolinherit from m), true),
              coalesce((select r.rolsuper from r), false),
              me.rolsuper or (not coalesce((select r.rolsuper from r), false) and case when v.by_grantor then grantor.id is not null
                else me.rolcreaterole or coalesce((select pg_catalog.pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION') from r), false) end),
              (select x.rolname::text from pg_catalog.pg_roles x where x.oid = grantor.id),
              (select x.rolname::text from pg_catalog.pg_roles x where x.oid = 10),
              (select coalesce(pg_catalog.array_agg(x.rolname::text order by not x.rolcanlogin, x.rolname), '{}') from pg_catalog.pg_roles x
                where exists (select from edges e where e.member = x.oid and e.roleid = (select r.oid from r) and e.admin_option)),
              (select x.rolname::text from memberships p join pg_catalog.pg_roles x on x.oid = p.id
                join edges e on e.member = p.id and e.roleid = (select r.oid from r) and e.admin_option order by p.hops, p.id limit 1),
              (select x.rolname::text from circle join pg_catalog.pg_roles x on x.oid = circle.member),
              (select x.rolname::text from circle join pg_catalog.pg_roles x on x.oid = circle.grantor),
              (select coalesce(pg_catalog.array_agg(distinct x.rolname::text), '{}') from edges e
                join pg_catalog.pg_roles x on x.oid = e.member
                where v.by_grantor and e.roleid = (select r.oid from r) and e.grantor = (select m.oid from m))
            from me cross join v cross join grantor
            """,
            static r =>
                new(
                    r.GetBoolean(0),
                    r.GetBoolean(1),
                    r.GetBoolean(2),
                    r.GetBoolean(3),
                    r.GetBoolean(4),
                    r.IsDBNull(5) ? null : r.GetString(5)
                )
                {
                    Bootstrap = r.GetString(6),
                    Admins = r.GetFieldValue<string[]>(7),
                    Via = r.IsDBNull(8) ? null : r.GetString(8),
                    RoundBy = r.IsDBNull(9) ? null : r.GetString(9),
                    RoundGrantor = r.IsDBNull(10) ? null : r.GetString(10),
                    GrantedOn = r.GetFieldValue<string[]>(11),
                },
            role,
            member
        );
}
