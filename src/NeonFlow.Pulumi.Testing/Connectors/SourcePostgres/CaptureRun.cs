using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace NeonFlow.Pulumi.Testing.Connectors.SourcePostgres;

/// <summary>What a running capture may do otherwise than by its configuration.</summary>
internal sealed record CaptureHabits
{
    /// <summary>Ends the run after backfill and catch-up.</summary>
    public bool ShutdownAfterPolling { get; init; }

    /// <summary>How often the server is told what was acknowledged.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long changes are handed on before the next fence.</summary>
    public TimeSpan FencePeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Which of several bindings is backfilled next, by state key; any of them by default.</summary>
    public Func<IReadOnlyList<string>, string> PickBackfill { get; init; } = keys => keys[Random.Shared.Next(keys.Count)];
}

/// <summary>A capture from <c>open</c> on: backfill, live changes, checkpoints, acknowledgements.</summary>
internal sealed class CaptureRun(
    Database database, IReadOnlyList<BindingConfig> bindings, CaptureState state, Responses responses, ConnectorLog log, CaptureHabits habits)
{
    private static readonly TimeSpan DiagnosticsPeriod = TimeSpan.FromMinutes(10);

    private readonly ConnectorConfig _config = database.Config;
    private readonly ILookup<string, BindingConfig> _byStream = bindings.ToLookup(b => b.StreamId, StringComparer.Ordinal);
    private readonly Queue<string?> _unacknowledged = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _reportedSchemas = new(StringComparer.Ordinal);
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);
    private Dictionary<string, TableInfo> _tables = new(StringComparer.Ordinal);
    private ReplicationStream? _stream;
    private string? _reportedCursor;

    public async Task RunAsync(TextReader requests, CancellationToken stop)
    {
        await DiscoverAsync(stop).ConfigureAwait(false);
        await CheckpointAsync().ConfigureAwait(false);
        Reconcile();
        await CheckpointAsync().ConfigureAwait(false);

        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var acknowledging = AcknowledgeAsync(requests, failed);
        try
        {
            await CaptureAsync(failed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            await acknowledging.ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (_stream is { } stream) { await stream.DisposeAsync().ConfigureAwait(false); }
        }
    }

    private async Task CaptureAsync(CancellationToken stop)
    {
        var stream = await ReplicationStream.StartAsync(database, state.Cursor, habits.StatusInterval, log, stop).ConfigureAwait(false);
        lock (_gate) { _stream = stream; }

        log.Info("Catching up on CDC history");
        await FenceAsync(stream, TimeSpan.Zero, stop).ConfigureAwait(false);
        await DiagnoseAsync(stop).ConfigureAwait(false);
        ActivatePending();
        await BackfillAsync(stream, stop).ConfigureAwait(false);
        if (habits.ShutdownAfterPolling) { return; }

        log.Info("Streaming CDC Events");
        var (rediscovered, diagnosed) = (Environment.TickCount64, Environment.TickCount64);
        while (true)
        {
            await stream.StreamToFenceAsync(habits.FencePeriod, HandleAsync, stop).ConfigureAwait(false);
            await database.QueryAsync("-- ping", stop).ConfigureAwait(false);
            if (Environment.TickCount64 - rediscovered >= _config.RediscoveryInterval.TotalMilliseconds)
            {
                rediscovered = Environment.TickCount64;
                await DiscoverAsync(stop).ConfigureAwait(false);
            }
            if (Environment.TickCount64 - diagnosed >= DiagnosticsPeriod.TotalMilliseconds)
            {
                diagnosed = Environment.TickCount64;
                await DiagnoseAsync(stop).ConfigureAwait(false);
            }
        }
    }

    private async Task FenceAsync(ReplicationStream stream, TimeSpan relayFor, CancellationToken stop)
    {
        try
        {
            await stream.StreamToFenceAsync(relayFor, HandleAsync, stop).ConfigureAwait(false);
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
            throw ConnectorFault.Plain($"error discovering database tables: unable to list database tables: error executing query: {Database.Describe(e)}");
        }
        foreach (var binding in bindings)
        {
            if (!_tables.TryGetValue(binding.StreamId, out var table)) { continue; }
            var schema = DocumentSchema.Sourced(table, _config);
            var text = schema.ToJsonString();
            if (_reportedSchemas.TryGetValue(binding.StateKey, out var reported) && reported == text) { continue; }
            _reportedSchemas[binding.StateKey] = text;
            var message = new JsonObject();
            if (binding.Index != 0) { message["binding"] = binding.Index; }
            message["schema"] = schema;
            await responses.WriteAsync("sourcedSchema", message).ConfigureAwait(false);
        }
    }

    /// <summary>Adds the state of new bindings and lays that of removed ones to rest; without any old binding the cursor is worthless.</summary>
    private void Reconcile()
    {
        var added = 0;
        foreach (var binding in bindings)
        {
            if (state.Bindings.TryGetValue(binding.StateKey, out var known) && known.Mode != BindingState.Ignore) { continue; }
            log.Info("binding added to capture", ("stateKey", binding.StateKey));
            state.Bindings[binding.StateKey] = new BindingState { Dirty = true };
            added++;
        }
        var bound = bindings.Select(b => b.StateKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, known) in state.Bindings)
        {
            if (bound.Contains(key) || known.Mode == BindingState.Ignore) { continue; }
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

    private void ActivatePending()
    {
        var activated = new List<BindingConfig>();
        foreach (var binding in bindings.OrderBy(b => b.StateKey.ToLowerInvariant(), StringComparer.Ordinal))
        {
            var known = state.Bindings[binding.StateKey];
            if (known.Mode != BindingState.Pending) { continue; }
            known.Dirty = true;
            var table = _tables.GetValueOrDefault(binding.StreamId);
            var stream = ConnectorLog.Stream(binding.Schema, binding.Table);
            known.KeyColumns = binding.Mode == "Without Primary Key" || binding.HasFallbackKey ? null : binding.KeyColumns;
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
                    if (table is not null && table.Key().Columns.Any(k => table.Column(k) is { } column && !Values.HasPredictableOrder(column)))
                    {
                        log.Info("autoselected unfiltered (normal) backfill mode (database key ordering is unpredictable)", ("stream", stream));
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
            if (known.Mode is BindingState.Backfill or BindingState.Unfiltered && table is { PrimaryKey.Count: > 0 } && !table.PrimaryKey.SequenceEqual(binding.KeyColumns))
            {
                log.Info("backfill key differs from database table primary key");
            }
            activated.Add(binding);
        }
        foreach (var binding in activated)
        {
            var known = state.Bindings[binding.StateKey];
            if (!known.IsBackfilling || !(_config.SkipBackfills.Contains(binding.StreamId) || _config.SkipBackfills.Contains("*.*"))) { continue; }
            log.Info("skipping backfill for stream");
            known.Mode = BindingState.Active;
        }
    }

    private async Task BackfillAsync(ReplicationStream stream, CancellationToken stop)
    {
        var announced = 0;
        while (true)
        {
            var waiting = bindings.Where(b => state.Bindings[b.StateKey].IsBackfilling).ToList();
            if (waiting.Count == 0) { return; }
            if (announced != waiting.Count)
            {
                announced = waiting.Count;
                log.Info(string.Create(CultureInfo.InvariantCulture, $"Backfilling Tables ({announced} tables backfilling)"));
            }
            var highest = waiting.Max(b => b.Priority);
            var keys = waiting.Where(b => b.Priority == highest).Select(b => b.StateKey).ToList();
            var picked = habits.PickBackfill(keys);
            var binding = waiting.First(b => b.StateKey == picked);
            try
            {
                await BackfillChunkAsync(binding, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (Database.IsDatabaseError(e))
            {
                throw ConnectorFault.Plain($"error performing backfill: error scanning table {Go.Quote(binding.StreamId)}: {Database.Describe(e)}");
            }
            await FenceAsync(stream, TimeSpan.Zero, stop).ConfigureAwait(false);
        }
    }

    private async Task BackfillChunkAsync(BindingConfig binding, CancellationToken stop)
    {
        var known = state.Bindings[binding.StateKey];
        var (sql, parameters, lastChunk) = known.Mode == BindingState.Keyless
            ? await KeylessQueryAsync(binding, known, stop).ConfigureAwait(false)
            : KeyedQuery(binding, known);
        if (_explained.Add(binding.StateKey))
        {
            // Only the real connector's operators read the plan; a statement that cannot run fails for good right after.
            try { await database.QueryAsync("EXPLAIN " + sql, stop, parameters).ConfigureAwait(false); }
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
        if (known.Mode != BindingState.Keyless) { lastChunk = rows < _config.BackfillChunkSize; }
        if (lastChunk)
        {
            log.Info("backfill completed", ("stream", ConnectorLog.Stream(binding.Schema, binding.Table)));
            (known.Mode, known.Scanned) = (BindingState.Active, null);
        }
        else if (known.Mode == BindingState.Keyless)
        {
            known.Scanned = KeyTuple.Pack([(parameters[1], ValueKind.Text)]);
        }
        else
        {
            known.Scanned = PackKey(binding, known, lastKey!);
        }
    }

    private async Task<(long Rows, string?[]? LastKey)> ReadChunkAsync(BindingConfig binding, BindingState known, NpgsqlCommand command, CancellationToken stop)
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
            var shapes = names.Select((name, i) => Values.ShapeOf(reader.GetDataTypeOID(i), table?.Column(name))).ToArray();
            var order = Enumerable.Range(0, names.Length).Where(i => table?.Column(names[i]) is not { StoredGenerated: true }).OrderBy(i => names[i], StringComparer.Ordinal).ToArray();
            var key = new List<int>();
            foreach (var column in known.KeyColumns ?? [])
            {
                var at = Array.IndexOf(names, column);
                if (at < 0) { throw MissingKey(binding, column, names); }
                key.Add(at);
            }

            long rows = 0;
            string?[]? lastKey = null;
            while (await reader.ReadAsync(stop).ConfigureAwait(false))
            {
                var offset = known.Backfilled;
                await responses.CapturedAsync(binding.Index, json => WriteDocument(
                    json, order, names,
                    (document, i) => Values.Write(document, reader.IsDBNull(i) ? null : reader.GetString(i), shapes[i], backfilled: true),
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
                    })).ConfigureAwait(false);
                known.Backfilled++;
                rows++;
                if (key.Count > 0) { lastKey = [.. key.Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]; }
            }
            return (rows, lastKey);
        }
    }

    private static ConnectorFault MissingKey(BindingConfig binding, string column, string[] names) => ConnectorFault.Plain(
        $"key column {Go.Quote(column)} not found in result columns for {Go.Quote(binding.StreamId)} (got columns: [{string.Join(' ', names)}]): "
        + "the backfill query uses SELECT * which must return all key columns. Common causes: (1) the capture user lacks table-level SELECT and only has "
        + "column-level grants that don't include this column, (2) row-level security (RLS) policies are restricting query results");

    private (string Sql, string[] Parameters, bool LastChunk) KeyedQuery(BindingConfig binding, BindingState known)
    {
        var key = string.Join(", ", (known.KeyColumns ?? []).Select(Database.QuoteIdentifier));
        var conditions = new List<string>();
        string[] parameters = [];
        if (known.Scanned is { } scanned)
        {
            parameters = [.. KeyTuple.Unpack(scanned).Select(v => v ?? "")];
            conditions.Add($"({key}) > ({string.Join(", ", parameters.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}")))})");
        }
        conditions.AddRange(Filters(binding));
        var where = conditions.Count > 0 ? $" WHERE {string.Join(" AND ", conditions)}" : "";
        return (string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {Qualified(binding)}{where} ORDER BY {key} LIMIT {_config.BackfillChunkSize};"), parameters, false);
    }

    private async Task<(string Sql, string[] Parameters, bool LastChunk)> KeylessQueryAsync(BindingConfig binding, BindingState known, CancellationToken stop)
    {
        const int MinimumPages = 501;
        // Partitions number their pages each for itself, and a table may grow meanwhile: a little more than the largest is the end.
        var rows = await database.QueryAsync(
            """
            SELECT COALESCE(max(pg_relation_size(p.relid) / current_setting('block_size')::bigint), 0)::bigint::text,
                   COALESCE(sum(GREATEST(k.reltuples, 0)) / NULLIF(sum(k.relpages), 0), 0)::text
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON (n.oid = c.relnamespace)
            CROSS JOIN LATERAL (SELECT c.oid AS relid UNION SELECT relid FROM pg_partition_tree(c.oid)) p
            JOIN pg_catalog.pg_class k ON (k.oid = p.relid)
            WHERE n.nspname = $1 AND c.relname = $2
            """, stop, binding.Schema, binding.Table).ConfigureAwait(false);
        var pages = (long)(long.Parse(rows[0][0]!, CultureInfo.InvariantCulture) * 1.05) + 1;
        var rowsPerPage = double.Parse(rows[0][1]!, CultureInfo.InvariantCulture);
        var step = Math.Max(MinimumPages, rowsPerPage > 0 ? (long)(_config.BackfillChunkSize / rowsPerPage) : 0);
        long from = 0;
        if (known.Scanned is { } scanned && KeyTuple.Unpack(scanned) is [{ } position]) { from = long.Parse(position.AsSpan(1, position.IndexOf(',', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture); }
        var to = Math.Min(from + step, uint.MaxValue);
        var where = string.Concat(Filters(binding).Select(f => $" AND {f}"));
        return ($"SELECT * FROM {Qualified(binding)} WHERE ctid > $1 AND ctid <= $2{where}", [Page(from), Page(to)], to >= pages);

        static string Page(long page) => string.Create(CultureInfo.InvariantCulture, $"({page},0)");
    }

    private IEnumerable<string> Filters(BindingConfig binding)
    {
        if (binding.Filter.Length > 0) { yield return $"({binding.Filter})"; }
        if (_config.MinBackfillXid is { } xid)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"((((xmin::text::bigint - {xid}::bigint)<<32)>>32) > 0 AND xmin::text::bigint >= 3)");
        }
    }

    private static string Qualified(BindingConfig binding) => $"{Database.QuoteIdentifier(binding.Schema)}.{Database.QuoteIdentifier(binding.Table)}";

    private byte[] PackKey(BindingConfig binding, BindingState known, string?[] key)
    {
        var table = _tables.GetValueOrDefault(binding.StreamId);
        return KeyTuple.Pack(key.Select((text, i) => (text, table?.Column(known.KeyColumns![i]) is { } column ? Values.ShapeOf(column.TypeOid, column).Kind : ValueKind.Text)));
    }

    private async Task HandleAsync(StreamEvent next)
    {
        switch (next)
        {
            case ChangeEvent change: await ChangedAsync(change).ConfigureAwait(false); break;
            case TruncateEvent truncate:
                foreach (var relation in truncate.Relations)
                {
                    if (_byStream[relation.StreamId].Any(b => state.Bindings[b.StateKey].Mode == BindingState.Active))
                    {
                        log.Warning("ignoring TRUNCATE on active table", ("table", ConnectorLog.Stream(relation.Schema, relation.Table)));
                    }
                }
                break;
            case FlushEvent flush:
                state.Cursor = Lsn.Format(flush.Cursor);
                if (state.Cursor != _reportedCursor || state.HasChanges) { await CheckpointAsync().ConfigureAwait(false); }
                break;
        }
    }

    private async Task ChangedAsync(ChangeEvent change)
    {
        foreach (var binding in _byStream[change.Relation.StreamId])
        {
            var known = state.Bindings[binding.StateKey];
            if (known.Mode is BindingState.Pending or BindingState.Ignore) { continue; }
            var key = KeyPositions(binding, known, change.Relation);
            if (known.Mode == BindingState.Backfill && !IsScanned(binding, known, key, change.After ?? change.Before!)) { continue; }
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
                if (relation.Columns[at].Name == columns[i]) { positions[i] = at; }
            }
            if (positions[i] < 0)
            {
                throw ConnectorFault.Plain($"error decoding message: error getting table processing info: error computing table processing info for {Go.Quote(binding.StreamId)}: "
                    + $"key column {Go.Quote(columns[i])} not found in relation {Go.Quote(binding.StreamId)}");
            }
        }
        return positions;
    }

    /// <summary>Rows a precise backfill has not reached yet are left to it.</summary>
    private bool IsScanned(BindingConfig binding, BindingState known, int[] key, Cell[] row)
    {
        if (known.Scanned is not { } scanned) { return false; }
        var packed = PackKey(binding, known, [.. key.Select(i => row[i].Text)]);
        return packed.AsSpan().SequenceCompareTo(scanned) <= 0;
    }

    private void WriteChange(Utf8JsonWriter json, BindingConfig binding, ChangeEvent change)
    {
        var relation = change.Relation;
        var table = _tables.GetValueOrDefault(binding.StreamId);
        var names = relation.Columns.Select(c => c.Name).ToArray();
        var row = change.After ?? change.Before!;
        if (change is { Op: 'u', Before: { } old, BeforeIsWhole: true })
        {
            row = [.. row.Select((cell, i) => cell.Unchanged ? old[i] : cell)];
        }
        bool Written(int i, Cell[] cells, bool whole) => !cells[i].Unchanged && (whole || relation.Columns[i].InIdentity);
        void Value(Utf8JsonWriter document, Cell[] cells, int i) =>
            Values.Write(document, cells[i].Text, Values.ShapeOf(relation.Columns[i].TypeOid, table?.Column(names[i])), backfilled: false);

        var wholeRow = change.After is not null || change.BeforeIsWhole;
        WriteDocument(
            json, [.. relation.ByName.Where(i => Written(i, row, wholeRow))], names, (document, i) => Value(document, row, i),
            meta =>
            {
                meta.WriteString("op", change.Op.ToString());
                meta.WriteStartObject("source");
                meta.WriteNumber("ts_ms", change.CommitMilliseconds);
                meta.WriteString("schema", relation.Schema);
                meta.WriteString("table", relation.Table);
                WriteLocation(meta, (long)change.PreviousEnd, (long)change.Position, (long)change.Commit);
                if (binding.WantsTransactionId) { meta.WriteNumber("txid", change.TransactionId); }
                WriteTag(meta);
                meta.WriteEndObject();
                if (change is not { Op: 'u', Before: { } before }) { return; }
                meta.WriteStartObject("before");
                foreach (var i in relation.ByName)
                {
                    if (!Written(i, before, change.BeforeIsWhole)) { continue; }
                    meta.WritePropertyName(names[i]);
                    Value(meta, before, i);
                }
                meta.WriteEndObject();
            });
    }

    /// <summary>The row's columns in the order of their names, with <c>_meta</c> in its place among them.</summary>
    private static void WriteDocument(Utf8JsonWriter json, int[] order, string[] names, Action<Utf8JsonWriter, int> value, Action<Utf8JsonWriter> meta)
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
            if (!written && string.CompareOrdinal(names[i], "_meta") > 0) { Meta(); }
            json.WritePropertyName(names[i]);
            value(json, i);
        }
        if (!written) { Meta(); }
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
        if (_config.SourceTag.Length > 0) { json.WriteString("tag", _config.SourceTag); }
    }

    private async Task CheckpointAsync()
    {
        var patch = state.TakePatch();
        _reportedCursor = state.Cursor;
        lock (_gate) { _unacknowledged.Enqueue(state.Cursor); }
        await responses.WriteAsync("checkpoint", new JsonObject { ["state"] = new JsonObject { ["updated"] = patch, ["mergePatch"] = true } }).ConfigureAwait(false);
    }

    /// <summary>Reads acknowledgements until the requests end; a broken one ends the run.</summary>
    private async Task AcknowledgeAsync(TextReader requests, CancellationTokenSource failed)
    {
        try
        {
            while (await requests.ReadLineAsync(failed.Token).ConfigureAwait(false) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line)) { continue; }
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
        using var request = JsonDocument.Parse(line);
        if (ConnectorConfig.Child(request.RootElement, "acknowledge") is not { } acknowledge)
        {
            throw ConnectorFault.Plain($"unexpected message {SourcePostgresConnector.Print(request.RootElement)}");
        }
        var count = ConnectorConfig.Number(acknowledge, "checkpoints");
        string? cursor = null;
        ReplicationStream? stream;
        lock (_gate)
        {
            if (count > _unacknowledged.Count)
            {
                throw ConnectorFault.Plain(string.Create(
                    CultureInfo.InvariantCulture, $"error handling acknowledgement: invalid acknowledgement count {count}, only {_unacknowledged.Count} pending checkpoints"));
            }
            for (; count > 0; count--) { cursor = _unacknowledged.Dequeue(); }
            stream = _stream;
        }
        if (cursor is null) { return; }
        if (!Lsn.TryParse(cursor, out var lsn))
        {
            throw ConnectorFault.Plain("error handling acknowledgement: error parsing acknowledge cursor: failed to parse LSN: expected integer");
        }
        stream?.Acknowledge(lsn);
    }

    private async Task DiagnoseAsync(CancellationToken stop)
    {
        try
        {
            await database.QueryAsync("SELECT txid_snapshot_xmin(txid_current_snapshot())", stop).ConfigureAwait(false);
            if (await ReplicationStream.SlotAsync(database, stop).ConfigureAwait(false) is null) { log.Warning("missing replication slot info", ("slot", _config.Slot)); }
            foreach (var row in await database.QueryAsync(
                "SELECT pid::text, (now() - xact_start)::text, usename, application_name, state FROM pg_stat_activity WHERE xact_start IS NOT NULL AND (now() - xact_start) > $1::interval;",
                stop, "00:30:00").ConfigureAwait(false))
            {
                log.Warning("long-running transaction", ("pid", row[0]), ("duration", row[1]), ("user", row[2]), ("app", row[3]), ("state", row[4]));
            }
        }
        catch (Exception e) when (e is PostgresException)
        {
            log.Debug("replication diagnostics failed", ("err", Database.Describe(e)));
        }
    }
}
