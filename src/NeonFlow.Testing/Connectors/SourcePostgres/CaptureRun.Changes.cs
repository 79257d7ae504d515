using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Live changes as documents.</summary>
internal sealed partial class CaptureRun
{
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
            CheckKey(key, change);
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

    /// <summary>The key of every change is encoded, whether or not a backfill needs it.</summary>
    private static void CheckKey(int[] key, ChangeEvent change)
    {
        foreach (var i in key)
        {
            var (name, typeOid) = change.Relation.Columns[i];
            var text = (change.After ?? change.Before!)[i].Text;
            var isOmitted = text is null && change is { After: null, BeforeIsWhole: false };
            if ((isOmitted ? KeyEncoding.OmittedFault(typeOid, name) : KeyEncoding.Fault(typeOid, text)) is { } fault)
            {
                throw ConnectorFault.Plain($"error decoding message: error encoding row key column {Go.Quote(name)} at index {i}: {fault}");
            }
        }
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
        // Identities have no NULL: a column without a value is not part of it.
        static bool Written(int i, Cell[] cells, bool whole) => !cells[i].Unchanged && (whole || cells[i].Text is not null);
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
}
