using System.Data;
using System.Net.Sockets;
using Npgsql;
using Npgsql.Replication;
using NpgsqlTypes;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>The connector's ordinary connection: opened at the first query, opened again after it broke, all values as text.</summary>
internal sealed partial class Database(ConnectorConfig config, ConnectorLog log) : IAsyncDisposable
{
    private const string CurrentPosition =
        "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END";

    /// <summary>The name under which the driver keeps the statement that asks for <c>citext</c>, made from a hash of its text.</summary>
    private const string ExtensionTypesName = "stmtcache_da511f4f31f51c5c25991850ce222eb310c77a21d70aa571";

    private const string ExtensionTypes = $"""
        PREPARE {ExtensionTypesName} AS SELECT t.oid, n.nspname, t.typname, t.typarray
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
          WHERE n.nspname = 'public' AND t.typname IN ('citext')
        """;

    private NpgsqlConnection? _connection;

    public ConnectorConfig Config => config;

    /// <summary>
    /// Opens the connection and asks once for the effective statement timeout; a failure only shows in the log, as every later query meets
    /// it too.
    /// </summary>
    public async Task GreetAsync(CancellationToken stop)
    {
        try
        {
            await QueryAsync("SHOW statement_timeout", stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ConnectorFault && IsDatabaseError(e))
        {
            log.Warning("failed to query statement_timeout", ("err", Describe(e)));
        }
    }

    /// <summary>All rows of a query; when the server ended the connection since the last one, once more on a new connection.</summary>
    public async Task<List<string?[]>> QueryAsync(string sql, CancellationToken stop, params string[] parameters)
    {
        var reused = _connection is { State: ConnectionState.Open };
        try
        {
            return await QueryOnceAsync(sql, parameters, stop).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
            when (reused
                && (
                    e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown }
                    || e.InnerException is IOException or SocketException
                )
            )
        {
            await DisposeAsync().ConfigureAwait(false);
            return await QueryOnceAsync(sql, parameters, stop).ConfigureAwait(false);
        }
    }

    private async Task<List<string?[]>> QueryOnceAsync(string sql, string[] parameters, CancellationToken stop)
    {
        var connection = await ConnectionAsync(stop).ConfigureAwait(false);
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(stop).ConfigureAwait(false))
        {
            var row = new string?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
            }
            rows.Add(row);
        }
        return rows;
    }

    public async Task ExecuteAsync(string sql, CancellationToken stop, params string[] parameters)
    {
        var connection = await ConnectionAsync(stop).ConfigureAwait(false);
        await using var command = Command(connection, sql, parameters);
        await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    /// <summary>
    /// A prepared query whose rows are read one by one; parse errors are thrown here, errors of the execution by the reader.
    /// </summary>
    public async Task<NpgsqlCommand> PrepareAsync(string sql, CancellationToken stop, params string[] parameters)
    {
        var connection = await ConnectionAsync(stop).ConfigureAwait(false);
        var command = Command(connection, sql, parameters);
        try
        {
            await command.PrepareAsync(stop).ConfigureAwait(false);
            return command;
        }
        catch
        {
            await command.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends a command of <see cref="PrepareAsync"/> and forgets its statement on the server.</summary>
    public static async Task ReleaseAsync(NpgsqlCommand command)
    {
        try
        {
            if (command.Connection is { State: ConnectionState.Open })
            {
                await command.UnprepareAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsDatabaseError(e))
        {
            // The connection broke; the next query opens another one.
        }
        await command.DisposeAsync().ConfigureAwait(false);
    }

    public async Task<ulong> CurrentLsnAsync(CancellationToken stop)
    {
        var rows = await QueryAsync(CurrentPosition, stop).ConfigureAwait(false);
        return Lsn.TryParse(rows[0][0], out var lsn) ? lsn : throw ConnectorFault.Plain("error querying server WAL position: no position");
    }

    public async Task WriteWatermarkAsync(string watermark, CancellationToken stop)
    {
        try
        {
            await ExecuteAsync(
                    $"INSERT INTO {config.WatermarksTable} (slot, watermark) VALUES ($1,$2) ON CONFLICT (slot) DO UPDATE SET watermark = "
                        + "$2;",
                    stop,
                    config.Slot,
                    watermark
                )
                .ConfigureAwait(false);
        }
        catch (Exception e) when (IsDatabaseError(e))
        {
            throw ConnectorFault.Plain($"error upserting new watermark for slot {Go.Quote(config.Slot)}: {Describe(e)}");
        }
    }

    /// <summary>A second connection that speaks the replication protocol.</summary>
    /// <exception cref="ConnectFailure">When the server refuses it.</exception>
    public async Task<LogicalReplicationConnection> OpenReplicationAsync(TimeSpan statusInterval, CancellationToken stop)
    {
        LogicalReplicationConnection? opened = null;
        await AttemptAsync(async connectionString =>
            {
                var connection = new LogicalReplicationConnection(connectionString) { WalReceiverStatusInterval = statusInterval };
                try
                {
                    await connection.Open(stop).ConfigureAwait(false);
                    opened = connection;
                }
                catch
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            })
            .ConfigureAwait(false);
        return opened!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether an exception is the database's or the network's word, and not a mistake of ours.</summary>
    public static bool IsDatabaseError(Exception e) =>
        e is ConnectFailure or NpgsqlException or ConnectorFault or IOException or SocketException;

    /// <summary>An error in the words of the connector's driver.</summary>
    public static string Describe(Exception e) =>
        e switch
        {
            // What the real connector sends as a parameter each travels here inside of one.
            PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation, MessageText: "unsupported startup parameter: options" } p =>
                $"{p.InvariantSeverity}: unsupported startup parameter: tcp_keepalives_idle (SQLSTATE {p.SqlState})",
            PostgresException p => $"{p.InvariantSeverity}: {p.MessageText} (SQLSTATE {p.SqlState})",
            NpgsqlException { InnerException: PostgresException inner } => Describe(inner),
            NpgsqlException { InnerException: EndOfStreamException or IOException or SocketException } => "unexpected EOF",
            _ => e.Message,
        };

    public static string QuoteIdentifier(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>A table as the real connector names it: it doubles no quote in the names.</summary>
    public static string Qualified(string schema, string table) => $"\"{schema}\".\"{table}\"";

    public static string QuoteLiteral(string text) => '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true, CommandTimeout = 0 };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlDbType.Unknown });
        }
        return command;
    }
}
