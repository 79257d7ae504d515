using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>A capture from <c>open</c> on: backfill, live changes, checkpoints, acknowledgements.</summary>
internal sealed class CaptureRun(
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

    private async Task FenceAsync(ReplicationStream stream, Func<StreamEvent, Task> handle, CancellationToken stop)
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

    /// <summary>Reads the catalogue for the bound tables and reports each schema that is new or changed.</summary>
    private async Task DiscoverAsync(CancellationToken stop)
    {
        var names = bindings.Select(b => (b.Schema, b.Table)).Distinct().ToList();
        try
        {
            _tables = await Catalog.DescribeAsync(database, names, log, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            throw ConnectorFault.Plain(
                $"error discovering database tables: unable to list database tables: error executing query: {Database.Describe(e)}"
            );
        }
        foreach (var binding in bindings)
        {
            if (!_tables.TryGetValue(binding.StreamId, out var table))
            {
                continue;
            }
            var schema = DocumentSchema.Sourced(table, _config);
            var text = schema.ToJsonString();
            if (_reportedSchemas.TryGetValue(binding.StateKey, out var reported) && reported == text)
            {
                continue;
            }
            _reportedSchemas[binding.StateKey] = text;
            var message = new JsonObject();
            if (binding.Index != 0)
            {
                message["binding"] = binding.Index;
            }
            message["schema"] = schema;
            await responses.WriteAsync("sourcedSchema", message).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Adds the state of new bindings and lays that of removed ones to rest; without any old binding the cursor is worthless.
    /// </summary>
    private void Reconcile()
    {
        var added = 0;
        foreach (var binding in bindings)
        {
            if (state.Bindings.TryGetValue(binding.StateKey, out var known) && known.Mode != BindingState.Ignore)
            {
                continue;
            }
            log.Info("binding added to capture", ("stateKey", binding.StateKey));
            state.Bindings[binding.StateKey] = new BindingState { Dirty = true };
            added++;
        }
        var bound = bindings.Select(b => b.StateKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, known) in state.Bindings)
        {
            if (bound.Contains(key) || known.Mode == BindingState.Ignore)
            {
                continue;
            }
            log.Info("binding removed from capture", ("stateKey", key));
            (known.Mode, known.KeyColumns, known.Scanned, known.Backfilled, known.Dirty) = (BindingState.Ignore, null, null, 0, true);
        }
        if (bindings.Count == 0)
        {
            log.Info("capture has no bindings, resetting replication cursor");
            state.Cursor = null;
        }
        else if (added == bindings.Count)
        {
            log.Info("all bindings are new, resetting replication cursor");
            state.Cursor = null;
        }
    }

    private void Activate(BindingConfig binding)
    {
        if (_tables.TryGetValue(binding.StreamId, out var table))
        {
            _activated[binding.StreamId] = table;
        }
    }

    private async Task ActivatePendingAsync(CancellationToken stop)
    {
        foreach (var binding in bindings)
        {
            if (state.Bindings[binding.StateKey].Mode == BindingState.Missing && _tables.ContainsKey(binding.StreamId))
            {
                state.Bindings[binding.StateKey] = new BindingState { Dirty = true };
            }
        }
        foreach (var binding in bindings.OrderBy(b => b.StateKey.ToLowerInvariant(), StringComparer.Ordinal))
        {
            stop.ThrowIfCancellationRequested();
            var known = state.Bindings[binding.StateKey];
            if (known.Mode != BindingState.Pending)
            {
                continue;
            }
            known.Dirty = true;
            if (!_tables.TryGetValue(binding.StreamId, out var table))
            {
                throw ConnectorFault.Plain(
                    $"error initializing pending streams: stream {Go.Quote(binding.StreamId)} is a configured binding of this capture, "
                        + "but doesn't exist or isn't visible with current permissions"
                );
            }
            var stream = ConnectorLog.Stream(binding.Schema, binding.Table);
            if (table.Kind is not ("r" or "p"))
            {
                log.Warning("automatically ignoring a binding whose type is not `BASE TABLE`", ("stream", stream));
                known.Mode = BindingState.Ignore;
                continue;
            }
            known.KeyColumns =
                binding.Mode == "Without Primary Key" || binding is { HasFallbackKey: true, HasOwnKey: false } ? null : binding.KeyColumns;
            switch (binding.Mode)
            {
                case "Only Changes":
                    log.Info("user selected only changes, skipping backfill");
                    known.Mode = BindingState.Active;
                    break;
                case "Without Primary Key":
                    log.Info("user selected keyless backfill mode");
                    known.Mode = BindingState.Keyless;
                    break;
                case "Precise":
                    log.Info("user selected precise backfill mode");
                    known.Mode = BindingState.Backfill;
                    break;
                case "Normal":
                    log.Info("user selected unfiltered (normal) backfill mode");
                    known.Mode = BindingState.Unfiltered;
                    break;
                default:
                    // The table's own key is looked at, whatever the collection's key is.
                    if (table.Key().Columns.Any(k => table.Column(k) is { } column && !Values.HasPredictableOrder(column)))
                    {
                        log.Info(
                            "autoselected unfiltered (normal) backfill mode (database key ordering is unpredictable)",
                            ("stream", stream)
                        );
                        known.Mode = BindingState.Unfiltered;
                    }
                    else if (binding.Filter.Length > 0)
                    {
                        log.Info("autoselected unfiltered (normal) backfill mode (a backfill filter is set)", ("stream", stream));
                        known.Mode = BindingState.Unfiltered;
                    }
                    else
                    {
                        log.Info("autoselected precise backfill mode", ("stream", stream));
                        known.Mode = BindingState.Backfill;
                    }
                    break;
            }
            if (
                known.Mode is BindingState.Backfill or BindingState.Unfiltered
                && table.PrimaryKey.Count > 0
                && !table.PrimaryKey.SequenceEqual(binding.KeyColumns)
            )
            {
                log.Info("backfill key differs from database table primary key");
            }
            Activate(binding);
        }
        foreach (var binding in bindings)
        {
            var known = state.Bindings[binding.StateKey];
            if (!known.IsBackfilling || !_config.SkipsBackfill(binding.StreamId))
            {
                continue;
            }
            log.Info("skipping backfill for stream");
            (known.Mode, known.Scanned, known.Dirty) = (BindingState.Active, null, true);
        }
    }

    /// <summary>
    /// Says what the capture does now, with how far the backfills are where the sizes of all their tables are known; the same words are not
    /// said twice in a row.
    /// </summary>
    private async Task ReportStatusAsync(string status, CancellationToken stop)
    {
        var waiting = bindings.Where(b => state.Bindings[b.StateKey].IsBackfilling).ToList();
        if (waiting.Count > 0)
        {
            var (done, expected, known) = (0L, 0L, true);
            foreach (var binding in waiting)
            {
                var rows = (await StatisticsAsync(binding, stop).ConfigureAwait(false)).Rows;
                known &= rows > 0;
                (done, expected) = (done + state.Bindings[binding.StateKey].Backfilled, expected + rows);
            }
            status += known
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $" (backfilled {Math.Min(100.0 * done / expected, 99):0}% of {waiting.Count} tables)"
                )
                : string.Create(CultureInfo.InvariantCulture, $" ({waiting.Count} tables backfilling)");
        }
        if (status == _status)
        {
            return;
        }
        _status = status;
        log.Info(status);
    }

    private async Task BackfillAsync(CancellationToken stop)
    {
        var waiting = bindings.Where(b => state.Bindings[b.StateKey].IsBackfilling).ToList();
        var highest = waiting.Max(b => b.Priority);
        var keys = waiting.Where(b => b.Priority == highest).Select(b => b.StateKey).ToList();
        var picked = habits.PickBackfill(keys);
        var binding = waiting.First(b => b.StateKey == picked);
        if (!_tables.ContainsKey(binding.StreamId))
        {
            throw ConnectorFault.Plain($"error performing backfill: table {Go.Quote(binding.StreamId)} missing from latest autodiscovery");
        }
        try
        {
            await BackfillChunkAsync(binding, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            throw ConnectorFault.Plain(
                $"error performing backfill: error scanning table {Go.Quote(binding.StreamId)}: {Database.Describe(e)}"
            );
        }
    }

    /// <summary>What the server's statistics say of a table, asked for once; a table never analysed has less than no rows.</summary>
    private async Task<TableStatistics> StatisticsAsync(BindingConfig binding, CancellationToken stop)
    {
        if (_statistics.TryGetValue(binding.StreamId, out var known))
        {
            return known;
        }
        // Partitions number their pages each for itself, and a table may grow meanwhile: a little more than the largest is the end.
        var rows = await database
            .QueryAsync(
                """
                SELECT c.reltuples::bigint::text,
                       CEIL(1.05 * GREATEST(pg_relation_size(c.oid) / current_setting('block_size')::int,
                         COALESCE((SELECT MAX(pg_relation_size(i.inhrelid) / current_setting('block_size')::int) FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid), 0)))::bigint::text,
                       (SELECT COUNT(*) + 1 FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid)::text
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON (n.oid = c.relnamespace)
                WHERE n.nspname = $1 AND c.relname = $2
                """,
                stop,
                binding.Schema,
                binding.Table
            )
            .ConfigureAwait(false);
        if (rows.Count == 0)
        {
            throw ConnectorFault.Plain($"error querying table statistics for {Go.Quote(binding.StreamId)}: no rows in result set");
        }
        var numbers = rows[0].Select(n => long.Parse(n!, CultureInfo.InvariantCulture)).ToArray();
        return _statistics[binding.StreamId] = new TableStatistics(numbers[0], numbers[1], numbers[2]);
    }

    private async Task BackfillChunkAsync(BindingConfig binding, CancellationToken stop)
    {
        var known = state.Bindings[binding.StateKey];
        var (sql, parameters, lastChunk) =
            known.Mode == BindingState.Keyless
                ? await KeylessQueryAsync(binding, known, stop).ConfigureAwait(false)
                : KeyedQuery(binding, known);
        if (_explained.Add(binding.StateKey))
        {
            // Only the real connector's operators read the plan; a statement that cannot run fails for good right after.
            try
            {
                await database.QueryAsync("EXPLAIN " + sql, stop, parameters).ConfigureAwait(false);
            }
            catch (NpgsqlException) { }
        }

        NpgsqlCommand command;
        try
        {
            command = await database.PrepareAsync(sql, stop, parameters).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            log.Error("unable to execute query", ("id", ConnectorLog.Stream(binding.Schema, binding.Table)));
            throw ConnectorFault.Plain($"unable to execute query {Go.Quote(sql)}: {Database.Describe(e)}");
        }
        long rows;
        string?[]? lastKey;
        try
        {
            (rows, lastKey) = await ReadChunkAsync(binding, known, command, stop).ConfigureAwait(false);
        }
        finally
        {
            await Database.ReleaseAsync(command).ConfigureAwait(false);
        }

        known.Dirty = true;
        if (known.Mode != BindingState.Keyless)
        {
            lastChunk = rows < _config.BackfillChunkSize;
        }
        if (lastChunk)
        {
            log.Info("backfill completed", ("stream", ConnectorLog.Stream(binding.Schema, binding.Table)));
            (known.Mode, known.Scanned) = (BindingState.Active, null);
        }
        else if (known.Mode == BindingState.Keyless)
        {
            known.Scanned = Encoding.UTF8.GetBytes(parameters[1]);
        }
        else
        {
            known.Scanned = PackKey(binding, known, lastKey!);
        }
    }

    private async Task<(long Rows, string?[]? LastKey)> ReadChunkAsync(
        BindingConfig binding,
        BindingState known,
        NpgsqlCommand command,
        CancellationToken stop
    )
    {
        NpgsqlDataReader reader;
        try
        {
            reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
        }
        catch (PostgresException) when (known.KeyColumns is { Count: > 0 })
        {
            throw MissingKey(binding, known.KeyColumns[0], []);
        }
        await using (reader.ConfigureAwait(false))
        {
            var table = _tables.GetValueOrDefault(binding.StreamId);
            var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
            var shapes = names
                .Select(
                    (name, i) => Values.ShapeOf(reader.GetDataTypeOID(i), table?.Column(name), table?.PrimaryKey.Contains(name) ?? false)
                )
                .ToArray();
            var order = Enumerable
                .Range(0, names.Length)
                .Where(i => table?.Column(names[i]) is not { StoredGenerated: true })
                .OrderBy(i => names[i], StringComparer.Ordinal)
                .ToArray();
            var key = new List<int>();
            foreach (var column in known.KeyColumns ?? [])
            {
                var at = Array.IndexOf(names, column);
                if (at < 0)
                {
                    throw MissingKey(binding, column, names);
                }
                key.Add(at);
            }

            long rows = 0;
            string?[]? lastKey = null;
            while (await reader.ReadAsync(stop).ConfigureAwait(false))
            {
                var offset = known.Backfilled;
                await responses
                    .CapturedAsync(
                        binding.Index,
                        json =>
                            WriteDocument(
                                json,
                                order,
                                names,
                                (document, i) =>
                                    Values.Write(document, reader.IsDBNull(i) ? null : reader.GetString(i), shapes[i], backfilled: true),
                                meta =>
                                {
                                    meta.WriteString("op", "c");
                                    meta.WriteStartObject("source");
                                    meta.WriteString("schema", binding.Schema);
                                    meta.WriteBoolean("snapshot", true);
                                    meta.WriteString("table", binding.Table);
                                    WriteLocation(meta, -1, offset, 0);
                                    WriteTag(meta);
                                    meta.WriteEndObject();
                                }
                            )
                    )
                    .ConfigureAwait(false);
                known.Backfilled++;
                rows++;
                if (key.Count > 0)
                {
                    lastKey = [.. key.Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))];
                }
            }
            return (rows, lastKey);
        }
    }

    private static ConnectorFault MissingKey(BindingConfig binding, string column, string[] names) =>
        ConnectorFault.Plain(
            $"key column {Go.Quote(column)} not found in result columns for {Go.Quote(binding.StreamId)} (got columns: "
                + $"[{string.Join(", ", names)}]): "
                + "the backfill query uses SELECT * which must return all key columns. Common causes: (1) the capture user lacks "
                + "table-level SELECT and only has "
                + "column-level grants that don't include this column, (2) row-level security (RLS) policies are restricting query results"
        );

    private (string Sql, string[] Parameters, bool LastChunk) KeyedQuery(BindingConfig binding, BindingState known)
    {
        // Where changes are filtered by how far the backfill is, the database must order text as its bytes are ordered.
        var table = _tables.GetValueOrDefault(binding.StreamId);
        var key = string.Join(
            ", ",
            (known.KeyColumns ?? []).Select(k =>
                Database.QuoteIdentifier(k)
                + (
                    known.Mode == BindingState.Backfill
                    && table?.Column(k) is { ElementName: null, TypeName: "varchar" or "bpchar" or "text" }
                        ? " COLLATE \"C\""
                        : ""
                )
            )
        );
        var conditions = new List<string>();
        string[] parameters = [];
        if (known.Scanned is { } scanned)
        {
            parameters = [.. KeyTuple.Unpack(scanned).Select(v => v ?? "")];
            conditions.Add(
                $"({key}) > ({string.Join(", ", parameters.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}")))})"
            );
        }
        conditions.AddRange(Filters(binding));
        var where = conditions.Count > 0 ? $" WHERE {string.Join(" AND ", conditions)}" : "";
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT * FROM {Qualified(binding)}{where} ORDER BY {key} LIMIT {_config.BackfillChunkSize};"
            ),
            parameters,
            false
        );
    }

    private async Task<(string Sql, string[] Parameters, bool LastChunk)> KeylessQueryAsync(
        BindingConfig binding,
        BindingState known,
        CancellationToken stop
    )
    {
        const int RowsPerPage = 100;
        var statistics = await StatisticsAsync(binding, stop).ConfigureAwait(false);
        var after = known.Scanned is { } scanned ? Encoding.UTF8.GetString(scanned) : "(0,0)";
        var comma = after.IndexOf(',', StringComparison.Ordinal);
        if (comma < 2 || !uint.TryParse(after.AsSpan(1, comma - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var from))
        {
            throw ConnectorFault.Plain($"error parsing resume CTID for {Go.Quote(binding.StreamId)}: invalid format for tid");
        }
        var to = from + (_config.BackfillChunkSize / (RowsPerPage * statistics.Partitions)) + 1;
        var where = string.Concat(Filters(binding).Select(f => $" AND {f}"));
        return (
            $"SELECT * FROM {Qualified(binding)} WHERE ctid > $1 AND ctid <= $2{where}",
            [after, string.Create(CultureInfo.InvariantCulture, $"({to},0)")],
            to >= statistics.Pages
        );
    }

    private IEnumerable<string> Filters(BindingConfig binding)
    {
        if (_config.MinBackfillXid is { } xid)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"((((xmin::text::bigint - {xid}::bigint)<<32)>>32) >= 0 AND xmin::text::bigint >= 3)"
            );
        }
        if (binding.Filter.Length > 0)
        {
            yield return $"({binding.Filter})";
        }
    }

    private static string Qualified(BindingConfig binding) =>
        $"{Database.QuoteIdentifier(binding.Schema)}.{Database.QuoteIdentifier(binding.Table)}";

    private byte[] PackKey(BindingConfig binding, BindingState known, string?[] key)
    {
        var table = _tables.GetValueOrDefault(binding.StreamId);
        return KeyTuple.Pack(
            key.Select(
                (text, i) =>
                    (text, table?.Column(known.KeyColumns![i]) is { } column ? Values.ShapeOf(column.TypeOid, column).Kind : ValueKind.Text)
            )
        );
    }

    /// <summary>Events of a live stream: every end of a transaction is a checkpoint.</summary>
    private async Task HandleAsync(StreamEvent next)
    {
        await QuietlyAsync(next).ConfigureAwait(false);
        if (next is FlushEvent)
        {
            await CheckpointAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Events between two chunks of a backfill: they become durable with the chunk.</summary>
    private async Task QuietlyAsync(StreamEvent next)
    {
        switch (next)
        {
            case ChangeEvent change:
                await ChangedAsync(change).ConfigureAwait(false);
                break;
            case TruncateEvent truncate:
                foreach (var relation in truncate.Relations)
                {
                    if (_activated.ContainsKey(relation.StreamId))
                    {
                        log.Warning("ignoring TRUNCATE on active table", ("table", ConnectorLog.Stream(relation.Schema, relation.Table)));
                    }
                }
                break;
            case NoticeEvent notice:
                log.Info("received notice", ("fields.level", notice.Severity), ("message", notice.Text));
                break;
            case FlushEvent flush:
                state.Cursor = Lsn.Format(flush.Cursor);
                break;
        }
    }

    private async Task ChangedAsync(ChangeEvent change)
    {
        foreach (var binding in _byStream[change.Relation.StreamId])
        {
            var known = state.Bindings[binding.StateKey];
            if (known.Mode is BindingState.Pending or BindingState.Ignore or BindingState.Missing)
            {
                continue;
            }
            var key = KeyPositions(binding, known, change.Relation);
            if (known.Mode == BindingState.Backfill && !IsScanned(binding, known, key, change.After ?? change.Before!))
            {
                continue;
            }
            await responses.CapturedAsync(binding.Index, json => WriteChange(json, binding, change)).ConfigureAwait(false);
        }
    }

    private static int[] KeyPositions(BindingConfig binding, BindingState known, Relation relation)
    {
        var columns = known.KeyColumns ?? [];
        var positions = new int[columns.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = -1;
            for (var at = 0; at < relation.Columns.Count; at++)
            {
                if (relation.Columns[at].Name == columns[i])
                {
                    positions[i] = at;
                }
            }
            if (positions[i] < 0)
            {
                throw ConnectorFault.Plain(
                    "error decoding message: error getting table processing info: error computing table processing info for "
                        + $"{Go.Quote(binding.StreamId)}: "
                        + $"key column {Go.Quote(columns[i])} not found in relation {Go.Quote(binding.StreamId)}"
                );
            }
        }
        return positions;
    }

    /// <summary>Rows a precise backfill has not reached yet are left to it.</summary>
    private bool IsScanned(BindingConfig binding, BindingState known, int[] key, Cell[] row)
    {
        if (known.Scanned is not { } scanned)
        {
            return false;
        }
        var packed = PackKey(binding, known, [.. key.Select(i => row[i].Text)]);
        return packed.AsSpan().SequenceCompareTo(scanned) <= 0;
    }

    private void WriteChange(Utf8JsonWriter json, BindingConfig binding, ChangeEvent change)
    {
        var relation = change.Relation;
        var table = _activated.GetValueOrDefault(binding.StreamId);
        var names = relation.Columns.Select(c => c.Name).ToArray();
        var row = change.After ?? change.Before!;
        if (change is { Op: 'u', Before: { } old, BeforeIsWhole: true })
        {
            row = [.. row.Select((cell, i) => cell.Unchanged ? old[i] : cell)];
        }
        bool Written(int i, Cell[] cells, bool whole) => !cells[i].Unchanged && (whole || relation.Columns[i].InIdentity);
        void Value(Utf8JsonWriter document, Cell[] cells, int i)
        {
            try
            {
                Values.Write(
                    document,
                    cells[i].Text,
                    Values.ShapeOf(relation.Columns[i].TypeOid, table?.Column(names[i]), table?.PrimaryKey.Contains(names[i]) ?? false),
                    backfilled: false
                );
            }
            catch (FormatException e)
            {
                throw ConnectorFault.Plain(
                    $"error handling replication event for {Go.Quote(binding.StreamId)}: error serializing change event "
                        + $"{Go.Quote($"Change({binding.StreamId})")}: "
                        + $"error encoding field {Go.Quote(names[i])}: error translating value for JSON serialization: {e.Message}"
                );
            }
        }

        var wholeRow = change.After is not null || change.BeforeIsWhole;
        WriteDocument(
            json,
            [.. relation.ByName.Where(i => Written(i, row, wholeRow))],
            names,
            (document, i) => Value(document, row, i),
            meta =>
            {
                meta.WriteString("op", change.Op.ToString());
                meta.WriteStartObject("source");
                meta.WriteNumber("ts_ms", change.CommitMilliseconds);
                meta.WriteString("schema", relation.Schema);
                meta.WriteString("table", relation.Table);
                WriteLocation(meta, (long)change.PreviousEnd, (long)change.Position, (long)change.Commit);
                if (binding.WantsTransactionId)
                {
                    meta.WriteNumber("txid", change.TransactionId);
                }
                WriteTag(meta);
                meta.WriteEndObject();
                if (change is not { Op: 'u', Before: { } before })
                {
                    return;
                }
                meta.WriteStartObject("before");
                foreach (var i in relation.ByName)
                {
                    if (!Written(i, before, change.BeforeIsWhole))
                    {
                        continue;
                    }
                    meta.WritePropertyName(names[i]);
                    Value(meta, before, i);
                }
                meta.WriteEndObject();
            }
        );
    }

    /// <summary>The row's columns in the order of their names, with <c>_meta</c> in its place among them.</summary>
    private static void WriteDocument(
        Utf8JsonWriter json,
        int[] order,
        string[] names,
        Action<Utf8JsonWriter, int> value,
        Action<Utf8JsonWriter> meta
    )
    {
        json.WriteStartObject();
        var written = false;
        void Meta()
        {
            written = true;
            json.WriteStartObject("_meta");
            meta(json);
            json.WriteEndObject();
        }
        foreach (var i in order)
        {
            if (!written && string.CompareOrdinal(names[i], "_meta") > 0)
            {
                Meta();
            }
            json.WritePropertyName(names[i]);
            value(json, i);
        }
        if (!written)
        {
            Meta();
        }
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, long previousEnd, long position, long commit)
    {
        json.WriteStartArray("loc");
        json.WriteNumberValue(previousEnd);
        json.WriteNumberValue(position);
        json.WriteNumberValue(commit);
        json.WriteEndArray();
    }

    private void WriteTag(Utf8JsonWriter json)
    {
        if (_config.SourceTag.Length > 0)
        {
            json.WriteString("tag", _config.SourceTag);
        }
    }

    private async Task CheckpointAsync()
    {
        var patch = state.TakePatch();
        lock (_gate)
        {
            _unacknowledged.Enqueue(state.Cursor);
        }
        await responses
            .WriteAsync(
                "checkpoint",
                new JsonObject
                {
                    ["state"] = new JsonObject { ["updated"] = patch, ["mergePatch"] = true },
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads acknowledgements until the requests end; a broken one ends the run.</summary>
    private async Task AcknowledgeAsync(TextReader requests, CancellationTokenSource failed)
    {
        try
        {
            while (await requests.ReadLineAsync(failed.Token).ConfigureAwait(false) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }
                Acknowledge(line);
            }
        }
        catch (OperationCanceledException)
        {
            // The run ended first.
        }
        catch (Exception e) when (e is ConnectorFault or JsonException or FormatException)
        {
            await failed.CancelAsync().ConfigureAwait(false);
            throw ConnectorFault.Fatal("error relaying acknowledgements from stdin", e.Message);
        }
    }

    private void Acknowledge(string line)
    {
        using var request = Go.ParseJson(line);
        if (ConnectorConfig.Child(request.RootElement, "acknowledge") is not { } acknowledge)
        {
            throw ConnectorFault.Plain($"unexpected message {SourcePostgresConnector.Print(request.RootElement)}");
        }
        // Before the count there was one acknowledgement for each checkpoint.
        var count = ConnectorConfig.Number(acknowledge, "checkpoints") is var given and not 0 ? given : 1;
        string? cursor = null;
        ReplicationStream? stream;
        lock (_gate)
        {
            if (count > _unacknowledged.Count)
            {
                throw ConnectorFault.Plain(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"error handling acknowledgement: invalid acknowledgement count {count}, only {_unacknowledged.Count} pending "
                            + $"checkpoints"
                    )
                );
            }
            for (; count > 0; count--)
            {
                cursor = _unacknowledged.Dequeue();
            }
            stream = _stream;
        }
        if (string.IsNullOrEmpty(cursor))
        {
            return;
        }
        if (!Lsn.TryParse(cursor, out var lsn))
        {
            throw ConnectorFault.Plain(
                "error handling acknowledgement: error parsing acknowledge cursor: failed to parse LSN: expected integer"
            );
        }
        stream?.Acknowledge(lsn);
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
