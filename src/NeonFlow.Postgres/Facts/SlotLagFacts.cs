namespace NeonFlow.Postgres.Facts;

/// <summary>How far the consumer of a logical replication slot is behind.</summary>
/// <param name="Name">Name.</param>
/// <param name="Plugin">Output plugin.</param>
/// <param name="Active">Whether somebody streams from it.</param>
public sealed record SlotLagFacts(string Name, string Plugin, bool Active)
{
    /// <summary>reserved, extended, unreserved or lost; null where the server does not tell.</summary>
    public string? WalStatus { get; init; }

    /// <summary>The oldest WAL that the slot may still need; null for a slot that is lost.</summary>
    public string? RestartLsn { get; init; }

    /// <summary>What the consumer has confirmed.</summary>
    public string? ConfirmedFlushLsn { get; init; }

    /// <summary>Bytes of WAL behind what the consumer has confirmed.</summary>
    public long? UnconfirmedBytes { get; init; }

    /// <summary>Bytes of WAL that the server keeps for it.</summary>
    public long? RetainedBytes { get; init; }

    /// <summary>Since when nobody has streamed from it, in UTC; null where somebody does, and before PostgreSQL 17.</summary>
    public string? InactiveSince { get; init; }

    /// <summary>The same in hours, by the server's clock.</summary>
    public double? InactiveHours { get; init; }

    /// <summary>The logical slots of the session's database, by name.</summary>
    /// <param name="name">The only one that is asked for; null: all.</param>
    public static FactQuery<SlotLagFacts> Query(string? name) =>
        new(
            """
            select s.slot_name::text, s.plugin::text, s.active, s.wal_status, s.restart_lsn::text, s.confirmed_flush_lsn::text,
              pg_catalog.pg_wal_lsn_diff(now.lsn, s.confirmed_flush_lsn)::int8, pg_catalog.pg_wal_lsn_diff(now.lsn, s.restart_lsn)::int8,
              pg_catalog.to_char(idle.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
              (extract(epoch from pg_catalog.clock_timestamp() - idle.since) / 3600)::float8
            from pg_catalog.pg_replication_slots s
            cross join (select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
              else pg_catalog.pg_current_wal_lsn() end as lsn) now
            cross join lateral (select case when not s.active
              then (pg_catalog.to_jsonb(s)->>'inactive_since')::timestamptz end as since) idle
            where s.slot_type = 'logical' and s.database = pg_catalog.current_database() and ($1::text is null or s.slot_name::text = $1)
            order by s.slot_name
            """,
            static r => new SlotLagFacts(r.GetString(0), r.GetString(1), r.GetBoolean(2))
            {
                WalStatus = r.IsDBNull(3) ? null : r.GetString(3),
                RestartLsn = r.IsDBNull(4) ? null : r.GetString(4),
                ConfirmedFlushLsn = r.IsDBNull(5) ? null : r.GetString(5),
                UnconfirmedBytes = r.IsDBNull(6) ? null : r.GetInt64(6),
                RetainedBytes = r.IsDBNull(7) ? null : r.GetInt64(7),
                InactiveSince = r.IsDBNull(8) ? null : r.GetString(8),
                InactiveHours = r.IsDBNull(9) ? null : r.GetDouble(9),
            },
            name
        );
}
