using System.Globalization;
using Npgsql;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>
/// The checks of Validate and Open. They write: a watermark row always, the watermarks table and the publication where they must and may.
/// </summary>
internal sealed class Prerequisites(Database database, ConnectorLog log)
{
    private const int MostFindings = 20;
    private readonly ConnectorConfig _config = database.Config;
    private HashSet<string>? _published;

    /// <exception cref="ConnectorFault">With all findings in one text.</exception>
    public async Task CheckAsync(Func<(IReadOnlyList<BindingConfig> Bindings, IEnumerable<string> Findings)> parse, CancellationToken stop)
    {
        var findings = new List<string>();
        if (_config.Flags.Contains("skip_prerequisites"))
        {
            log.Warning("skipping all prerequisite checks because the 'skip_prerequisites' feature flag is set");
        }
        else
        {
            if (await VersionAsync(stop).ConfigureAwait(false) is { } tooOld)
            {
                findings.Add(tooOld);
            }
            else
            {
                foreach (
                    var check in (Func<CancellationToken, Task<string?>>[])
                        [
                            WalLevelAsync,
                            ReplicationRoleAsync,
                            SlotAsync,
                            PublicationAsync,
                            WatermarksWritableAsync,
                            WatermarksPublishedAsync,
                        ]
                )
                {
                    if (await check(stop).ConfigureAwait(false) is { } finding)
                    {
                        findings.Add(finding);
                    }
                }
            }
        }
        // The bindings are only looked at when the server has been, and has been written to.
        var (bindings, bindingFindings) = parse();
        findings.AddRange(bindingFindings);
        if (_config.Flags.Contains("skip_prerequisites") || _config.Flags.Contains("skip_table_prerequisites"))
        {
            log.Warning(
                "skipping per-table prerequisite checks because the 'skip_prerequisites' or 'skip_table_prerequisites' feature flag is set"
            );
        }
        else
        {
            foreach (var binding in bindings.DistinctBy(b => (b.Schema, b.Table)))
            {
                if (await TableAsync(binding, stop).ConfigureAwait(false) is { } finding)
                {
                    findings.Add(finding);
                }
            }
        }
        if (findings.Count == 0)
        {
            return;
        }
        var shown = findings.Take(MostFindings).Select(f => $"\n - {f}").ToList();
        if (findings.Count > MostFindings)
        {
            shown.Add($"\n - additional {findings.Count - MostFindings} errors omitted");
        }
        throw ConnectorFault.User("the capture cannot run due to the following error(s):" + string.Concat(shown));
    }

    private async Task<string?> VersionAsync(CancellationToken stop)
    {
        try
        {
            var version = (await database.QueryAsync("SHOW server_version", stop).ConfigureAwait(false))[0][0]!;
            var parts = version.Split(' ', 2)[0].Split('.', 3);
            if (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major < 10)
            {
                return "minimum supported Postgres version is 10.0: attempted to capture from database version "
                    + $"{parts[0]}.{(parts.Length > 1 ? parts[1] : "0")}";
            }
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            log.Warning($"unable to query 'server_version' system variable: {Database.Describe(e)}");
            log.Warning("attempting to capture from unknown database version: minimum supported Postgres version is 10.0");
        }
        return null;
    }

    private async Task<string?> WalLevelAsync(CancellationToken stop)
    {
        try
        {
            var level = (await database.QueryAsync("SHOW wal_level;", stop).ConfigureAwait(false))[0][0]!;
            return level == "logical" ? null : $"logical replication isn't enabled: current wal_level = {Go.Quote(level)}";
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"unable to query 'wal_level' system variable: {Database.Describe(e)}";
        }
    }

    private async Task<string?> ReplicationRoleAsync(CancellationToken stop)
    {
        var user = _config.User;
        try
        {
            var rows = await database
                .QueryAsync($"SELECT rolreplication::text FROM pg_catalog.pg_roles WHERE rolname = {Database.QuoteLiteral(user)}", stop)
                .ConfigureAwait(false);
            if (rows.Count == 0)
            {
                return $"error querying REPLICATION role for user {Go.Quote(user)}: no rows in result set";
            }
            if (rows[0][0] is "t" or "true")
            {
                return null;
            }
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"error querying REPLICATION role for user {Go.Quote(user)}: {Database.Describe(e)}";
        }
        try
        {
            var rows = await database
                .QueryAsync($"SELECT pg_has_role({Database.QuoteLiteral(user)}, 'rds_replication', 'member')::text", stop)
                .ConfigureAwait(false);
            if (rows is [["t" or "true"]])
            {
                return null;
            }
        }
        catch (PostgresException)
        {
            // Only that other host has this role; where it is missing the attribute is what counts.
        }
        return $"user {Go.Quote(user)} must have the REPLICATION role (or 'rds_replication' on RDS)";
    }

    private async Task<string?> SlotAsync(CancellationToken stop)
    {
        try
        {
            var rows = await database
                .QueryAsync(
                    $"SELECT database FROM pg_catalog.pg_replication_slots WHERE slot_name = {Database.QuoteLiteral(_config.Slot)} AND "
                        + "slot_type = 'logical';",
                    stop
                )
                .ConfigureAwait(false);
            if (rows.Count == 0)
            {
                return _config.Flags.Contains("no_create_replication_slot")
                    ? $"replication slot {Go.Quote(_config.Slot)} does not exist and the 'no_create_replication_slot' feature flag is set"
                    : null;
            }
            return rows[0][0] == _config.Database
                ? null
                : $"replication slot {Go.Quote(_config.Slot)} exists in database {Go.Quote(rows[0][0] ?? "")}, but the configured "
                    + $"database is {Go.Quote(_config.Database)}: "
                    + "consider using a different slot name or removing the existing slot";
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"error querying replication slots: {Database.Describe(e)}";
        }
    }

    private async Task<string?> PublicationAsync(CancellationToken stop)
    {
        try
        {
            var rows = await database
                .QueryAsync(
                    $"SELECT COUNT(*)::text FROM pg_catalog.pg_publication WHERE pubname = {Database.QuoteLiteral(_config.Publication)};",
                    stop
                )
                .ConfigureAwait(false);
            return rows[0][0] == "1" ? null : $"publication {Go.Quote(_config.Publication)} does not exist";
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"error querying publications: {Database.Describe(e)}";
        }
    }

    private async Task<string?> WatermarksWritableAsync(CancellationToken stop)
    {
        if (_config.ReadOnly)
        {
            return null;
        }
        try
        {
            await database.WriteWatermarkAsync("existence-check", stop).ConfigureAwait(false);
            return null;
        }
        catch (ConnectorFault e)
        {
            log.Warning("error writing to watermarks table", ("err", e.Message), ("table", _config.WatermarksTable));
        }
        try
        {
            await database
                .ExecuteAsync($"CREATE TABLE IF NOT EXISTS {_config.WatermarksTable} (slot TEXT PRIMARY KEY, watermark TEXT);", stop)
                .ConfigureAwait(false);
            await database.WriteWatermarkAsync("existence-check", stop).ConfigureAwait(false);
            log.Info("created watermarks table", ("table", _config.WatermarksTable));
            return null;
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            log.Error("failed to create watermarks table", ("err", Database.Describe(e)), ("table", _config.WatermarksTable));
            return $"user {Go.Quote(_config.User)} cannot write to the watermarks table {Go.Quote(_config.WatermarksTable)}";
        }
    }

    private Task<string?> WatermarksPublishedAsync(CancellationToken stop) =>
        _config.ReadOnly ? Task.FromResult<string?>(null) : PublishedAsync(_config.Watermarks.Schema, _config.Watermarks.Table, stop);

    private async Task<string?> TableAsync(BindingConfig binding, CancellationToken stop)
    {
        // A missing table or schema is refused when the statement is parsed; a missing SELECT only when it runs, and nobody looks at that
        // one.
        try
        {
            var command = await database
                .PrepareAsync($"SELECT * FROM {Database.Qualified(binding.Schema, binding.Table)} LIMIT 0;", stop)
                .ConfigureAwait(false);
            try
            {
                await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                log.Debug("permission denied while checking table", ("table", binding.StreamId));
            }
            finally
            {
                await Database.ReleaseAsync(command).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"user {Go.Quote(_config.User)} cannot read from table {Go.Quote(binding.StreamId)}";
        }
        return await PublishedAsync(binding.Schema, binding.Table, stop).ConfigureAwait(false);
    }

    private async Task<string?> PublishedAsync(string schema, string table, CancellationToken stop)
    {
        var streamId = $"{schema}.{table}".ToLowerInvariant();
        try
        {
            _published ??= await Catalog.PublishedAsync(database, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"error checking publication status for table {Go.Quote(streamId)}: error listing tables in publication "
                + $"{Go.Quote(_config.Publication)}: {Database.Describe(e)}";
        }
        if (_published.Contains(streamId))
        {
            return null;
        }
        log.Info("attempting to add table to publication");
        try
        {
            await database
                .ExecuteAsync(
                    $"ALTER PUBLICATION {Database.QuoteIdentifier(_config.Publication)} ADD TABLE "
                        + $"{Database.Qualified(schema, table)};",
                    stop
                )
                .ConfigureAwait(false);
            _published.Add(streamId);
            return null;
        }
        catch (Exception e) when (Database.IsDatabaseError(e))
        {
            return $"table {Go.Quote(streamId)} is not in publication {_config.Publication} and couldn't be added automatically";
        }
    }
}
