using System.Globalization;
using System.Text;
using Npgsql;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Backfills, chunk by chunk.</summary>
internal sealed partial class CaptureRun
{
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
                         COALESCE((SELECT MAX(pg_relation_size(i.inhrelid) / current_setting('block_size')::int)
                           FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid), 0)))::bigint::text,
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
                foreach (var i in key)
                {
                    if (KeyEncoding.Fault(reader.GetDataTypeOID(i), reader.IsDBNull(i) ? null : reader.GetString(i)) is { } fault)
                    {
                        throw ConnectorFault.Plain($"error encoding column {Go.Quote(names[i])} at index {i}: {fault}");
                    }
                }
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

    private static string Qualified(BindingConfig binding) => Database.Qualified(binding.Schema, binding.Table);

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
}
