namespace NeonFlow.Postgres.Facts;

/// <summary>The server and the role that asks it.</summary>
/// <param name="Version">server_version_num.</param>
/// <param name="WalLevel">wal_level.</param>
/// <param name="Standby">Whether it is in recovery.</param>
/// <param name="MaxSlots">max_replication_slots.</param>
/// <param name="UsedSlots">Slots in existence, of all databases.</param>
/// <param name="MaxSenders">max_wal_senders.</param>
/// <param name="Senders">WAL senders at work.</param>
/// <param name="CurrentUser">Role of this session.</param>
/// <param name="Superuser">Whether that role is a superuser.</param>
/// <param name="Database">Database of this session.</param>
/// <param name="MayCreateInDatabase">Whether that role has CREATE on the database (publications need it).</param>
/// <param name="MayDropSlots">Whether that role has REPLICATION, is superuser, or is a member of rds_replication.</param>
public sealed record ServerFacts(
    int Version,
    string WalLevel,
    bool Standby,
    int MaxSlots,
    int UsedSlots,
    int MaxSenders,
    int Senders,
    string CurrentUser,
    bool Superuser,
    string Database,
    bool MayCreateInDatabase,
    bool MayDropSlots
)
{
    /// <summary>Since when the server counts, in seconds: another value means that it lost or reset its statistics.</summary>
    public string? StatisticsSince { get; init; }

    /// <summary>Slots that nobody streams from, those that keep most WAL first; at most five.</summary>
    public IReadOnlyList<string> IdleSlots { get; init; } = [];

    /// <summary>
    /// One row: the database on which all who belong to the whole server agree, whatever database each of them names: the oldest one that
    /// takes connections of the asking role.
    /// </summary>
    public static FactQuery<string> Home { get; } =
        new(
            """
            select d.datname::text from pg_catalog.pg_database d
            where d.datallowconn and not d.datistemplate and pg_catalog.has_database_privilege(d.oid, 'CONNECT') order by d.oid limit 1
            """,
            static r => r.GetString(0)
        );

    /// <summary>One row.</summary>
    public static FactQuery<ServerFacts> Query { get; } =
        new(
            """
            select pg_catalog.current_setting('server_version_num')::int4, pg_catalog.current_setting('wal_level'),
              pg_catalog.pg_is_in_recovery(),
              pg_catalog.current_setting('max_replication_slots')::int4, (select pg_catalog.count(*)
                from pg_catalog.pg_replication_slots)::int4,
              pg_catalog.current_setting('max_wal_senders')::int4, (select pg_catalog.count(*) from pg_catalog.pg_stat_replication)::int4,
              current_user::text, r.rolsuper, pg_catalog.current_database()::text,
              pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
              r.rolsuper or r.rolreplication or exists (select from pg_catalog.pg_roles x where x.rolname = 'rds_replication'
                and pg_catalog.pg_has_role(r.oid, x.oid, 'MEMBER')),
              (select extract(epoch from b.stats_reset)::text from pg_catalog.pg_stat_bgwriter b),
              (select coalesce(pg_catalog.array_agg(i.slot_name::text), '{}') from (select s.slot_name
                from pg_catalog.pg_replication_slots s where not s.active order by s.restart_lsn nulls last, s.slot_name limit 5) i)
            from pg_catalog.pg_roles r where r.rolname = current_user
            """,
            r => new ServerFacts(
                r.GetInt32(0),
                r.GetString(1),
                r.GetBoolean(2),
                r.GetInt32(3),
                r.GetInt32(4),
                r.GetInt32(5),
                r.GetInt32(6),
                r.GetString(7),
                r.GetBoolean(8),
                r.GetString(9),
                r.GetBoolean(10),
                r.GetBoolean(11)
            )
            {
                StatisticsSince = r.IsDBNull(12) ? null : r.GetString(12),
                IdleSlots = r.GetFieldValue<string[]>(13),
            }
        );
}
