namespace NeonFlow.Postgres.Facts;

/// <summary>A role, as it stands in pg_roles.</summary>
/// <param name="Name">Name.</param>
/// <param name="CanLogin">LOGIN.</param>
/// <param name="Replication">REPLICATION, superuser, or member of rds_replication.</param>
/// <param name="Superuser">SUPERUSER.</param>
/// <param name="BypassRls">BYPASSRLS.</param>
/// <param name="CanConnect">CONNECT on this database.</param>
public sealed record RoleFacts(string Name, bool CanLogin, bool Replication, bool Superuser, bool BypassRls, bool CanConnect)
{
    /// <summary>Whether its password is no longer valid (VALID UNTIL).</summary>
    public bool Expired { get; init; }

    /// <summary>How many connections it may have; null: any number.</summary>
    public int? ConnectionLimit { get; init; }

    /// <summary>
    /// The statement that takes back the setting that makes its sessions read-only, as far as the setting is one of the role or of the
    /// database; null where they are not.
    /// </summary>
    public string? ResetsReadOnly { get; init; }

    /// <summary>Attribute INHERIT, which rules where a membership does not say it itself.</summary>
    public bool Inherits { get; init; } = true;

    /// <summary>Other roles whose privileges it has by inheritance.</summary>
    public IReadOnlyList<string> MemberOf { get; init; } = [];

    /// <summary>Whether it reads every table without a grant on it.</summary>
    public bool ReadsAll => Superuser || MemberOf.Contains("pg_read_all_data");

    /// <summary>Names of the roles that may log in and replicate, without superusers and the owner of the database.</summary>
    public static FactQuery<string> Replicating { get; } =
        new(
            """
            select r.rolname::text from pg_catalog.pg_roles r
            where r.rolcanlogin and not r.rolsuper and r.rolname not like 'pg\_%'
              and (r.rolreplication or exists (select from pg_catalog.pg_roles x where x.rolname = 'rds_replication'
                and pg_catalog.pg_has_role(r.oid, x.oid, 'MEMBER')))
              and r.oid <> (select d.datdba from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
            order by r.rolname
            """,
            static r => r.GetString(0)
        );

    /// <summary>One row per role that exists.</summary>
    public static FactQuery<RoleFacts> Query(params string[] names) =>
        new(
            """
            select r.rolname::text, r.rolcanlogin,
              r.rolreplication or r.rolsuper or exists (select from pg_catalog.pg_roles x where x.rolname = 'rds_replication'
                and pg_catalog.pg_has_role(r.oid, x.oid, 'MEMBER')),
              r.rolsuper, r.rolbypassrls, pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CONNECT'),
              (select coalesce(pg_catalog.array_agg(m.rolname::text order by m.rolname), '{}') from pg_catalog.pg_roles m
                where m.oid <> r.oid and not r.rolsuper and pg_catalog.pg_has_role(r.oid, m.oid, 'USAGE')),
              coalesce(r.rolvaliduntil < pg_catalog.now(), false), case when r.rolconnlimit >= 0 then r.rolconnlimit end,
              -- The most special one counts.
              (select case when x.value in ('on', 'true', 'yes', '1', 't', 'y') then x.fix end from (
                 select pg_catalog.lower(pg_catalog.split_part(c.line, '=', 2)) as value,
                   case when s.setrole = 0 and s.setdatabase = 0 then 'ALTER ROLE ALL'
                     when s.setrole = 0 then 'ALTER DATABASE ' || d.name
                     else 'ALTER ROLE ' || pg_catalog.quote_ident(r.rolname)
                       || case when s.setdatabase = 0 then '' else ' IN DATABASE ' || d.name end
                     end || ' RESET default_transaction_read_only;' as fix,
                   case when s.setrole = 0 then 2 else 0 end + case when s.setdatabase = 0 then 1 else 0 end as place
                 from pg_catalog.pg_db_role_setting s cross join lateral pg_catalog.unnest(s.setconfig) c(line)
                 cross join (select pg_catalog.quote_ident(pg_catalog.current_database()) as name) d
                 where s.setrole in (0, r.oid) and s.setdatabase in (0, (select b.oid from pg_catalog.pg_database b
                     where b.datname = pg_catalog.current_database()))
                   and pg_catalog.split_part(c.line, '=', 1) = 'default_transaction_read_only'
                 order by place limit 1) x),
              r.rolinherit
            from pg_catalog.pg_roles r where r.rolname = any ($1::text[]::name[]) order by r.rolname
            """,
            r => new RoleFacts(r.GetString(0), r.GetBoolean(1), r.GetBoolean(2), r.GetBoolean(3), r.GetBoolean(4), r.GetBoolean(5))
            {
                MemberOf = r.GetFieldValue<string[]>(6),
                Expired = r.GetBoolean(7),
                ResetsReadOnly = r.IsDBNull(9) ? null : r.GetString(9),
                ConnectionLimit = r.IsDBNull(8) ? null : r.GetInt32(8),
                Inherits = r.GetBoolean(10),
            },
            (object)names
        );
}
