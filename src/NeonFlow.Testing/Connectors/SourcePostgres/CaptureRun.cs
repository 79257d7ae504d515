using Npgsql;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A capture from <c>open</c> on: backfill, live changes, checkpoints, acknowledgements.</summary>
internal sealed partial class CaptureRun(
    Database database,
    IReadOnlyList<BindingConfig> bindings,
    CaptureState state,
    Responses responses,
    ConnectorLog log,
    CaptureHabits habits
)
{
    private static readonly TimeSpan DiagnosticsPeriod = TimeSpan.FromMinutes(10);

    private readonly ConnectorConfig _config = database.Config;
    private readonly ILookup<string, BindingConfig> _byStream = bindings.ToLookup(b => b.StreamId, StringComparer.Ordinal);
    private readonly Queue<string?> _unacknowledged = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _reportedSchemas = new(StringComparer.Ordinal);
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TableStatistics> _statistics = new(StringComparer.Ordinal);

    /// <summary>
    /// The tables as they were when their binding became active, by which changes are decoded; a later reading of the catalogue does not
    /// change them.
    /// </summary>
    private readonly Dictionary<string, TableInfo> _activated = new(StringComparer.Ordinal);
    private Dictionary<string, TableInfo> _tables = new(StringComparer.Ordinal);
    private ReplicationStream? _stream;
    private string? _status;

    public async Task RunAsync(TextReader requests, CancellationToken stop)
    {
        await DiscoverAsync(stop).ConfigureAwait(false);
        await CheckpointAsync().ConfigureAwait(false);
        Reconcile();
        await CheckpointAsync().ConfigureAwait(false);

        var stream = await ReplicationStream.StartAsync(database, state.Cursor, habits.StatusInterval, log, stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            lock (_gate)
            {
                _stream = stream;
            }
            foreach (
                var binding in bindings.Where(b => state.Bindings[b.StateKey] is { IsBackfilling: true } or { Mode: BindingState.Active })
            )
            {
                Activate(binding);
            }
            using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
            // Only a stream that runs takes acknowledgements; what came before it was started is waiting in the requests.
            var acknowledging = AcknowledgeAsync(requests, failed);
            try
            {
                await CaptureAsync(stream, failed.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                await acknowledging.ConfigureAwait(false);
                throw;
            }
            finally
            {
                // A read of standard input cannot be interrupted, so the reader is told and not waited for.
                await failed.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task CaptureAsync(ReplicationStream stream, CancellationToken stop)
    {
        await ReportStatusAsync("Catching up on CDC history", stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (habits.ShutdownAfterPolling)
        {
            await FenceAsync(stream, QuietlyAsync, stop).ConfigureAwait(false);
            await CheckpointAsync().ConfigureAwait(false);
        }
        else
        {
            await FenceAsync(stream, HandleAsync, stop).ConfigureAwait(false);
        }
        await ActivatePendingAsync(stop).ConfigureAwait(false);

        var rediscover = NextRediscovery();
        long? diagnosed = null;
        while (true)
        {
            if (rediscover())
            {
                await DiscoverAsync(stop).ConfigureAwait(false);
                await CheckpointAsync().ConfigureAwait(false);
                await ActivatePendingAsync(stop).ConfigureAwait(false);
                rediscover = NextRediscovery();
            }
            if (diagnosed is not { } last || Environment.TickCount64 - last >= DiagnosticsPeriod.TotalMilliseconds)
            {
                diagnosed = Environment.TickCount64;
                await DiagnoseAsync(stop).ConfigureAwait(false);
            }
            if (bindings.Any(b => state.Bindings[b.StateKey].IsBackfilling))
            {
                await ReportStatusAsync("Backfilling Tables", stop).ConfigureAwait(false);
                await BackfillAsync(stop).ConfigureAwait(false);
                await FenceAsync(stream, QuietlyAsync, stop).ConfigureAwait(false);
                await CheckpointAsync().ConfigureAwait(false);
                continue;
            }
            if (habits.ShutdownAfterPolling)
            {
                log.Info("Shutting down due to SHUTDOWN_AFTER_POLLING=yes");
                await CheckpointAsync().ConfigureAwait(false);
                return;
            }
            await ReportStatusAsync("Streaming CDC Events", stop).ConfigureAwait(false);
            await stream.StreamToFenceAsync(habits.FenceDue, habits.FenceSet, HandleAsync, stop).ConfigureAwait(false);
        }
    }

    private Func<bool> NextRediscovery()
    {
        if (habits.RediscoveryDue is { } asked)
        {
            return asked;
        }
        var after = Environment.TickCount64 + (long)(_config.RediscoveryInterval.TotalMilliseconds * (0.5 + Random.Shared.NextDouble()));
        return () => Environment.TickCount64 > after;
    }

    private static async Task FenceAsync(ReplicationStream stream, Func<StreamEvent, Task> handle, CancellationToken stop)
    {
        try
        {
            await stream.StreamToFenceAsync(due: null, set: () => { }, handle, stop).ConfigureAwait(false);
        }
        catch (ConnectorFault e)
        {
            throw e.Prefixed("error streaming until fence: ");
        }
    }

    private async Task DiagnoseAsync(CancellationToken stop)
    {
        try
        {
            await database.QueryAsync("SELECT txid_snapshot_xmin(txid_current_snapshot())", stop).ConfigureAwait(false);
            if (await ReplicationStream.SlotAsync(database, stop).ConfigureAwait(false) is null)
            {
                log.Warning("missing replication slot info", ("slot", _config.Slot));
            }
            foreach (
                var row in await database
                    .QueryAsync(
                        "SELECT pid::text, (now() - xact_start)::text, usename, application_name, state FROM pg_stat_activity WHERE "
                            + "xact_start IS NOT NULL AND (now() - xact_start) > $1::interval;",
                        stop,
                        "00:30:00"
                    )
                    .ConfigureAwait(false)
            )
            {
                log.Warning(
                    "long-running transaction",
                    ("pid", row[0]),
                    ("duration", row[1]),
                    ("user", row[2]),
                    ("app", row[3]),
                    ("state", row[4])
                );
            }
        }
        catch (Exception e) when (e is PostgresException)
        {
            log.Debug("replication diagnostics failed", ("err", Database.Describe(e)));
        }
    }
}
