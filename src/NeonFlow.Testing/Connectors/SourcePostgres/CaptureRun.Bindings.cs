using System.Globalization;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Which tables are captured: discovery, and the activation of bindings.</summary>
internal sealed partial class CaptureRun
{
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
            message["documentSchema"] = schema;
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
}
