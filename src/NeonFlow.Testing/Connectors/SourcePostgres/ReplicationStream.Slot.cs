using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.Internal;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The slot that a stream is read from.</summary>
internal sealed partial class ReplicationStream
{
    /// <summary>
    /// Drops whatever has the slot's name and makes it again; when the server refuses either, the start of the stream will say so.
    /// </summary>
    private static async Task RecreateSlotAsync(
        LogicalReplicationConnection connection,
        string slot,
        ConnectorLog log,
        CancellationToken stop
    )
    {
        log.Info("attempting to drop replication slot");
        try
        {
            await connection.DropReplicationSlot(slot, wait: false, stop).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            log.Debug("failed to drop replication slot", ("err", Database.Describe(e)));
        }
        log.Info("attempting to create replication slot");
        try
        {
            await connection
                .CreateLogicalReplicationSlot(
                    slot,
                    "pgoutput",
                    isTemporary: false,
                    LogicalSlotSnapshotInitMode.NoExport,
                    twoPhase: false,
                    stop
                )
                .ConfigureAwait(false);
            log.Info("created replication slot");
        }
        catch (PostgresException e)
        {
            log.Debug("failed to create replication slot", ("err", Database.Describe(e)));
        }
    }

    private static async Task CheckSlotAsync(Database database, ulong start, ConnectorLog log, CancellationToken stop)
    {
        var slot = database.Config.Slot;
        if (await SlotAsync(database, stop).ConfigureAwait(false) is not { } found)
        {
            log.Warning("replication slot has no metadata (and probably doesn't exist?)", ("slot", slot));
            return;
        }
        if (found.Active)
        {
            log.Warning("replication slot is already active (is another capture already running against this database?)", ("slot", slot));
        }
        else if (found.WalStatus == "lost")
        {
            log.Warning("replication slot was invalidated by the server, it must be deleted and all bindings backfilled", ("slot", slot));
        }
        else if (found.Confirmed is null)
        {
            log.Warning(
                "replication slot has no confirmed_flush_lsn (and is likely still being created but blocked on a long-running transaction)",
                ("slot", slot)
            );
        }
        else if (Lsn.TryParse(found.Confirmed, out var confirmed) && start < confirmed)
        {
            log.Warning(
                "resume cursor mismatch: resume LSN is less than replication slot confirmed_flush_lsn (this means the slot was probably "
                    + "deleted+recreated and all bindings need to be backfilled)",
                ("confirmedLSN", found.Confirmed),
                ("slot", slot),
                ("startLSN", Lsn.Format(start))
            );
        }
    }

    public static async Task<(bool Active, string? WalStatus, string? Confirmed)?> SlotAsync(Database database, CancellationToken stop)
    {
        var rows = await database
            .QueryAsync(
                "SELECT slot_name, database, plugin, slot_type, active::text, restart_lsn, confirmed_flush_lsn, "
                    + "coalesce(row_to_json(s)->>'wal_status'::text, 'unknown') as wal_status "
                    + "FROM pg_catalog.pg_replication_slots s WHERE slot_name = $1",
                stop,
                database.Config.Slot
            )
            .ConfigureAwait(false);
        return rows.Count == 0 ? null : (rows[0][4] is "t" or "true", rows[0][7], rows[0][6]);
    }
}
