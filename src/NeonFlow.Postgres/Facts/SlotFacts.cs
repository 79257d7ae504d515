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
/// <param name="RetainedBytes">WAL kept for it.</param>
public sealed record SlotFacts(string Name, bool Logical, string? Plugin, string? Database, bool Active, int? ActivePid, string? WalStatus, string? ConfirmedFlushLsn, long? RetainedBytes)
{
    /// <summary>One row, or none.</summary>
    public static FactQuery<SlotFacts> Query(string name) => new(
        """
        select s.slot_name::text, s.slot_type = 'logical', s.plugin::text, s.database::text, s.active, s.active_pid, s.wal_status, s.confirmed_flush_lsn::text,
          pg_catalog.pg_wal_lsn_diff(case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() else pg_catalog.pg_current_wal_lsn() end, s.restart_lsn)::int8
        from pg_catalog.pg_replication_slots s where s.slot_name::text = $1
        """,
        r => new SlotFacts(r.GetString(0), r.GetBoolean(1), Text(r, 2), Text(r, 3), r.GetBoolean(4), r.IsDBNull(5) ? null : r.GetInt32(5), Text(r, 6), Text(r, 7), r.IsDBNull(8) ? null : r.GetInt64(8)),
        name);

    /// <summary>Drops a slot by name.</summary>
    public static FactQuery<bool> Drop(string name) => new("select pg_catalog.pg_drop_replication_slot($1::text::name) is not null", r => r.GetBoolean(0), name);

    /// <summary>The statement that drops it, for messages.</summary>
    public static string DropStatement(string name) => $"SELECT pg_catalog.pg_drop_replication_slot({Identifier.Literal(name)})";

    private static string? Text(Npgsql.NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetString(i);
}
