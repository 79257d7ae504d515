using System.Data.Common;

namespace NeonFlow.Postgres.Facts;

/// <summary>A replication slot of the server, whichever database it belongs to.</summary>
/// <param name="Name">Name.</param>
/// <param name="Logical">Logical, or physical.</param>
/// <param name="Plugin">Output plugin; null for a physical slot.</param>
/// <param name="Database">Database; null for a physical slot.</param>
/// <param name="Active">Whether somebody streams from it.</param>
/// <param name="ActivePid">Process that does.</param>
/// <param name="WalStatus">reserved, extended, unreserved or lost.</param>
/// <param name="ConfirmedFlushLsn">What the consumer has confirmed.</param>
public sealed record SlotFacts(
    string Name,
    bool Logical,
    string? Plugin,
    string? Database,
    bool Active,
    int? ActivePid,
    string? WalStatus,
    string? ConfirmedFlushLsn
)
{
    /// <summary>The oldest WAL that the slot may still need.</summary>
    public string? RestartLsn { get; init; }

    /// <summary>Bytes of WAL behind what the consumer has confirmed.</summary>
    public long? UnconfirmedBytes { get; init; }

    /// <summary>Role of the session that streams from it; null where nobody does.</summary>
    public string? HolderRole { get; init; }

    /// <summary><c>application_name</c> of the session that streams from it.</summary>
    public string? HolderApplication { get; init; }

    /// <summary>
    /// What the client that streams from it has told the server to be safe; null where it has not yet, or where the asking role may not see
    /// it.
    /// </summary>
    public string? HolderFlushLsn { get; init; }

    /// <summary>Transactions decoded for it since its statistics began; null where none are kept.</summary>
    public long? Transactions { get; init; }

    /// <summary>When its own statistics were reset by hand, in seconds; null where never.</summary>
    public string? StatisticsReset { get; init; }

    /// <summary>Where the server's WAL ends now.</summary>
    public static FactQuery<string> Now { get; } =
        new(
            "select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() else "
                + "pg_catalog.pg_current_wal_lsn() end::text",
            static r => r.GetString(0)
        );

    /// <summary>One row, or none.</summary>
    public static FactQuery<SlotFacts> Query(string name) =>
        new(
            """
            select s.slot_name::text, s.slot_type = 'logical', s.plugin::text, s.database::text, s.active, s.active_pid, s.wal_status,
              s.confirmed_flush_lsn::text,
              s.restart_lsn::text, pg_catalog.pg_wal_lsn_diff(now.lsn, s.confirmed_flush_lsn)::int8,
              a.usename::text, a.application_name, w.flush_lsn::text, st.total_txns, extract(epoch from st.stats_reset)::text
            from pg_catalog.pg_replication_slots s
            cross join (select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
              else pg_catalog.pg_current_wal_lsn() end as lsn) now
            left join pg_catalog.pg_stat_activity a on a.pid = s.active_pid
            left join pg_catalog.pg_stat_replication w on w.pid = s.active_pid
            left join pg_catalog.pg_stat_replication_slots st on st.slot_name::text = s.slot_name::text
            where s.slot_name::text = $1
            """,
            r => new SlotFacts(
                r.GetString(0),
                r.GetBoolean(1),
                Text(r, 2),
                Text(r, 3),
                r.GetBoolean(4),
                r.IsDBNull(5) ? null : r.GetInt32(5),
                Text(r, 6),
                Text(r, 7)
            )
            {
                RestartLsn = Text(r, 8),
                UnconfirmedBytes = Number(r, 9),
                HolderRole = Text(r, 10),
                HolderApplication = Text(r, 11),
                HolderFlushLsn = Text(r, 12),
                Transactions = Number(r, 13),
                StatisticsReset = Text(r, 14),
            },
            name
        );

    /// <summary>Whether one position in the WAL is before another; false where either is none.</summary>
    public static bool IsBefore(string left, string right) =>
        NpgsqlTypes.NpgsqlLogSequenceNumber.TryParse(left, out var a)
        && NpgsqlTypes.NpgsqlLogSequenceNumber.TryParse(right, out var b)
        && a < b;

    /// <summary>Drops a slot by name.</summary>
    public static FactQuery<bool> Drop(string name) =>
        new("select pg_catalog.pg_drop_replication_slot($1::text::name) is not null", r => r.GetBoolean(0), name);

    /// <summary>The statement that drops it, for messages.</summary>
    public static string DropStatement(string name) => $"SELECT pg_catalog.pg_drop_replication_slot({Identifier.Literal(name)})";

    private static long? Number(DbDataReader r, int i) => r.IsDBNull(i) ? null : r.GetInt64(i);

    private static string? Text(DbDataReader r, int i) => r.IsDBNull(i) ? null : r.GetString(i);
}
