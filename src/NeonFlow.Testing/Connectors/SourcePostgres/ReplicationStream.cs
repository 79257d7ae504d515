using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;
using NpgsqlTypes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The stream of changes from the capture's slot, and the fences that say how far it has surely been read.</summary>
internal sealed partial class ReplicationStream : IAsyncDisposable
{
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(5);

    // The server learns soon from where a run goes on; after that the status comes in its own rhythm.
    private static readonly TimeSpan FirstStatus = TimeSpan.FromMilliseconds(50);

    private readonly Database _database;
    private readonly LogicalReplicationConnection _connection;
    private readonly Channel<StreamEvent> _events = Channel.CreateBounded<StreamEvent>(
        new BoundedChannelOptions(1024) { SingleReader = true }
    );
    private readonly CancellationTokenSource _ended = new();
    private Task _pump = Task.CompletedTask;
    private Task _status = Task.CompletedTask;
    private ulong _lastFlush;

    private ReplicationStream(Database database, LogicalReplicationConnection connection, ulong start) =>
        (_database, _connection, _lastFlush) = (database, connection, start);

    /// <summary>Starts from the cursor, or from a slot made anew where there is none.</summary>
    public static async Task<ReplicationStream> StartAsync(
        Database database,
        string? cursor,
        TimeSpan statusInterval,
        ConnectorLog log,
        CancellationToken stop
    )
    {
        var config = database.Config;
        if (cursor is null && config.FlagValue("initial_backfill_cursor") is { } initial)
        {
            log.Info("using initial backfill cursor as start position", ("cursor", initial));
            cursor = initial;
        }
        if (config.FlagValue("force_reset_cursor") is { } forced)
        {
            log.Info("forcibly modified resume cursor", ("cursor", forced));
            cursor = forced;
        }
        LogicalReplicationConnection connection;
        try
        {
            connection = await database.OpenReplicationAsync(FirstStatus, stop).ConfigureAwait(false);
        }
        catch (ConnectFailure e)
        {
            throw ConnectorFault.Plain($"error creating replication stream: unable to connect to database for replication: {e.Message}");
        }
        try
        {
            ulong start;
            if (cursor is null)
            {
                if (!config.Flags.Contains("no_create_replication_slot"))
                {
                    await RecreateSlotAsync(connection, config.Slot, log, stop).ConfigureAwait(false);
                }
                if (Inner(connection).State != ConnectionState.Open)
                {
                    // Npgsql gives a connection up after an error of the server's resources, which a full list of slots is one of; the real
                    // driver does not.
                    await connection.DisposeAsync().ConfigureAwait(false);
                    connection = await database.OpenReplicationAsync(FirstStatus, stop).ConfigureAwait(false);
                }
                start = await database.CurrentLsnAsync(stop).ConfigureAwait(false);
            }
            else if (!Lsn.TryParse(cursor, out start))
            {
                throw ConnectorFault.Plain(
                    "error creating replication stream: error parsing start cursor: failed to parse LSN: expected integer"
                );
            }
            else if (await database.CurrentLsnAsync(stop).ConfigureAwait(false) is var flushed && start > flushed)
            {
                log.Warning(
                    "resume cursor mismatch: resume LSN is greater than server flush LSN",
                    ("flushLSN", Lsn.Format(flushed)),
                    ("resumeLSN", Lsn.Format(start))
                );
            }
            await CheckSlotAsync(database, start, log, stop).ConfigureAwait(false);
            log.Info("starting replication", ("publication", config.Publication), ("slot", config.Slot), ("startLSN", Lsn.Format(start)));
            var stream = new ReplicationStream(database, connection, start);
            await stream.BeginAsync(start, stop).ConfigureAwait(false);
            stream._status = stream.CalmStatusAsync(statusInterval);
            return stream;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The client has stored everything before this position; the next status update tells the server.</summary>
    public void Acknowledge(ulong lsn) => _connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(lsn));

    /// <summary>
    /// Hands on events for a while, then up to a fence: the end of a transaction at or behind the position that was current. The watermark
    /// is written so that such a transaction comes even on an idle database; whether it is the watermark's own does not matter.
    /// </summary>
    /// <param name="due">What is waited for before the fence; null where the fence is due at once.</param>
    /// <param name="set">Called when the fence has its position and its watermark is written.</param>
    /// <param name="handle">Receives each event.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task StreamToFenceAsync(
        Func<CancellationToken, Task>? due,
        Action set,
        Func<StreamEvent, Task> handle,
        CancellationToken stop
    )
    {
        if (due is not null)
        {
            await RelayAsync(due, handle, stop).ConfigureAwait(false);
        }

        var target = await _database.CurrentLsnAsync(stop).ConfigureAwait(false);
        if (target == _lastFlush)
        {
            set();
            await handle(new FlushEvent(_lastFlush)).ConfigureAwait(false);
            return;
        }
        if (!_database.Config.ReadOnly)
        {
            await _database.WriteWatermarkAsync(Guid.NewGuid().ToString(), stop).ConfigureAwait(false);
        }
        set();
        while (_lastFlush < target)
        {
            await handle(await NextAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _status.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task CalmStatusAsync(TimeSpan interval)
    {
        await Task.Delay(2 * FirstStatus, _ended.Token).ConfigureAwait(false);
        _connection.WalReceiverStatusInterval = interval;
    }

    private async Task RelayAsync(Func<CancellationToken, Task> due, Func<StreamEvent, Task> handle, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var fence = due(over.Token);
        try
        {
            while (true)
            {
                // Nothing is taken from the queue before it is handled, so nothing is lost when the fence comes first.
                var more = _events.Reader.WaitToReadAsync(over.Token).AsTask();
                if (await Task.WhenAny(more, fence).ConfigureAwait(false) == fence)
                {
                    await fence.ConfigureAwait(false);
                    return;
                }
                await handle(await NextAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<StreamEvent> NextAsync(CancellationToken stop)
    {
        try
        {
            var next = await _events.Reader.ReadAsync(stop).ConfigureAwait(false);
            if (next is FlushEvent flush)
            {
                _lastFlush = flush.Cursor;
            }
            return next;
        }
        catch (ChannelClosedException e) when (e.InnerException is ConnectorFault fault)
        {
            throw ConnectorFault.Plain(fault.Message);
        }
        catch (ChannelClosedException e)
        {
            throw ConnectorFault.Plain(e.InnerException is { } cause ? Database.Describe(cause) : "replication stream closed unexpectedly");
        }
    }

    private async Task BeginAsync(ulong start, CancellationToken stop)
    {
        var config = _database.Config;
        Acknowledge(start);
        Inner(_connection).Notice += (_, e) => Noticed(e.Notice);
        // The publication's name goes unquoted into the list, which the server splits and folds as identifiers.
        var options = new Dictionary<string, string?>
        {
            ["proto_version"] = "1",
            ["publication_names"] = config.Publication.Replace("'", "''", StringComparison.Ordinal),
        };
        var messages = _connection
            .StartLogicalReplication(
                new PgOutputReplicationSlot(config.Slot),
                _ended.Token,
                new NpgsqlLogSequenceNumber(start),
                options,
                bypassingStream: false
            )
            .GetAsyncEnumerator(_ended.Token);
        var first = messages.MoveNextAsync().AsTask();
        // The first message may be long in coming; that the stream has started shows in what its server process waits for.
        var process = _connection.ProcessID.ToString(CultureInfo.InvariantCulture);
        while (!first.IsCompleted)
        {
            var waits = await _database
                .QueryAsync("SELECT COALESCE(wait_event, '') FROM pg_catalog.pg_stat_activity WHERE pid = $1::int", stop, process)
                .ConfigureAwait(false);
            if (waits is [[{ } on]] && on.StartsWith("WalSender", StringComparison.OrdinalIgnoreCase))
            {
                break;
            }
            await Task.WhenAny(first, Task.Delay(StartPoll, stop)).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
        if (
            first.IsFaulted
            && first.Exception.InnerException is { } refused
            && !(refused is PostgresException decoding && IsFromDecoding(decoding))
        )
        {
            throw ConnectorFault.Plain(
                "error starting replication: "
                    + (
                        refused is PostgresException { SqlState: PostgresErrorCodes.ObjectInUse } taken
                            ? $"another capture is already running against this database: {taken.MessageText}"
                            : Database.Describe(refused)
                    )
            );
        }
        _pump = PumpAsync(messages, first, new PgOutput(start));
    }

    // The stream's reader raises this; what it said stands in the order of what it read.
    private void Noticed(PostgresNotice notice)
    {
        var said = new NoticeEvent(notice.InvariantSeverity, notice.MessageText);
        if (!_events.Writer.TryWrite(said))
        {
            _events.Writer.WriteAsync(said, _ended.Token).AsTask().GetAwaiter().GetResult();
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_npgsqlConnection")]
    internal static extern ref NpgsqlConnection Inner(ReplicationConnection connection);

    /// <summary>Whether an error comes from a change that was read, and not from the start of the stream.</summary>
    private static bool IsFromDecoding(PostgresException e) =>
        e.InvariantSeverity == "FATAL"
        || (
            e.Where is { } where
            && where.Contains("output plugin", StringComparison.Ordinal)
            && !where.Contains("startup callback", StringComparison.Ordinal)
        );

    private async Task PumpAsync(IAsyncEnumerator<XLogDataMessage> messages, Task<bool> first, PgOutput decoder)
    {
        Exception? end = null;
        try
        {
            var buffer = new MemoryStream();
            for (var more = await first.ConfigureAwait(false); more; more = await messages.MoveNextAsync().ConfigureAwait(false))
            {
                buffer.SetLength(0);
                await messages.Current.Data.CopyToAsync(buffer, _ended.Token).ConfigureAwait(false);
                if (decoder.Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), (ulong)messages.Current.WalStart) is { } decoded)
                {
                    await _events.Writer.WriteAsync(decoded, _ended.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            end = e;
        }
        _events.Writer.TryComplete(end);
        try
        {
            await messages.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // The stream is over in any case; its first error is the one that counts.
        }
    }
}
