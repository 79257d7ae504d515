using System.Data;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>How a connection is made, and what is said where none can be had.</summary>
internal sealed partial class Database
{
    private async Task<NpgsqlConnection> ConnectionAsync(CancellationToken stop)
    {
        if (_connection is { State: ConnectionState.Open } open)
        {
            return open;
        }
        await DisposeAsync().ConfigureAwait(false);
        await AttemptAsync(async connectionString =>
            {
                var connection = new NpgsqlConnection(connectionString);
                try
                {
                    await connection.OpenAsync(stop).ConfigureAwait(false);
                    _connection = connection;
                }
                catch
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            })
            .ConfigureAwait(false);
        var timeout = ((long)config.StatementTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        try
        {
            // The driver keeps its first statement under a name: behind a pooler that hands server sessions around, the next client finds
            // the name taken.
            foreach (
                var statement in (string[])
                    [
                        ExtensionTypes,
                        $"EXECUTE {ExtensionTypesName}",
                        $"SET statement_timeout = {timeout};",
                        "SET max_parallel_workers_per_gather TO 0",
                    ]
            )
            {
                await using var command = new NpgsqlCommand(statement, _connection);
                await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // A connection without its settings is none.
            await DisposeAsync().ConfigureAwait(false);
            if (e is PostgresException { SqlState: PostgresErrorCodes.DuplicatePreparedStatement } taken)
            {
                throw new ConnectFailure($"error querying extension types: {Describe(taken)}", taken);
            }
            throw;
        }
        return _connection!;
    }

    /// <summary>Tries what the sslmode allows, in the driver's order, and gathers a line for each attempt that failed.</summary>
    private async Task AttemptAsync(Func<string, Task> open)
    {
        var (host, port) = Endpoint();
        var target =
            host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                ? "127.0.0.1"
                : host;
        SslMode[] modes = config.SslMode switch
        {
            "disable" => [SslMode.Disable],
            "allow" => [SslMode.Disable, SslMode.Require],
            "require" => [SslMode.Require],
            "verify-ca" => [SslMode.VerifyCA],
            "verify-full" => [SslMode.VerifyFull],
            _ => [SslMode.Require, SslMode.Disable],
        };
        var attempts = new List<string>();
        Exception? last = null;
        foreach (var mode in modes)
        {
            try
            {
                if (IsNeverResolved(host))
                {
                    throw new SocketException((int)SocketError.HostNotFound);
                }
                await open(ConnectionString(target, port, mode)).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException)
            {
                last = e;
                if (Resolving(e, host) is { } unresolved)
                {
                    attempts.Add(attempts.Count == 0 ? $"hostname resolving error: {unresolved}" : unresolved);
                    continue;
                }
                attempts.Add($"{host}:{port} ({target}): {Reason(e, target, port)}");
                // Only what another attempt could not change ends them.
                if (
                    e
                        is PostgresException
                        {
                            SqlState: PostgresErrorCodes.InvalidPassword
                                or PostgresErrorCodes.InvalidCatalogName
                                or PostgresErrorCodes.InsufficientPrivilege
                        }
                    || (
                        e is PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } && mode != SslMode.Disable
                    )
                )
                {
                    break;
                }
            }
        }
        var head = $"failed to connect to `user={config.User} database={config.Database}`:";
        throw new ConnectFailure(
            attempts.Count == 1 ? $"{head} {attempts[0]}" : head + string.Concat(attempts.Select(a => "\n\t" + a)),
            last!
        );
    }

    private (string Host, int Port) Endpoint()
    {
        var colon = config.Address.LastIndexOf(':');
        if (colon < 0)
        {
            return (config.Address, 5432);
        }
        return int.TryParse(config.Address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (config.Address[..colon], port)
            : throw UnparsableAddress();
    }

    // The real text holds the password in its second half; that one mistake is not worth repeating.
    private ConnectorFault UnparsableAddress()
    {
        var uri =
            $"postgres://{config.User}:xxxxxx@{config.Address}/{config.Database}?application_name=estuary_flow"
            + (config.SslMode.Length > 0 ? $"&sslmode={config.SslMode}" : "")
            + "&tcp_keepalives_count=6&tcp_keepalives_idle=120&tcp_keepalives_interval=30";
        return ConnectorFault.Plain(
            $"error connecting to database: error parsing database uri: cannot parse `{uri}`: failed to parse as URL "
                + $"(parse {Go.Quote(uri)}: invalid port {Go.Quote(config.Address[config.Address.LastIndexOf(':')..])} after host)"
        );
    }

    private string ConnectionString(string host, int port, SslMode mode) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Port = port,
            Username = config.User,
            Password = config.Password,
            Database = config.Database.Length > 0 ? config.Database : config.User,
            SslMode = mode,
            Pooling = false,
            Timeout = 20,
            Enlist = false,
            ApplicationName = "estuary_flow",
            Timezone = "UTC",
            GssEncryptionMode = GssEncryptionMode.Disable,
            // Every value is text, so the hundreds of rows of type information are not worth a query; only the data source has a typed
            // option for it.
            ["Server Compatibility Mode"] = "NoTypeLoading",
            // Values are read as the server prints them, so how it prints them must not depend on settings of the role or the database.
            Options =
                "-c tcp_keepalives_idle=120 -c tcp_keepalives_interval=30 -c tcp_keepalives_count=6 -c DateStyle=ISO -c "
                + "IntervalStyle=postgres -c bytea_output=hex -c extra_float_digits=1",
        }.ConnectionString;

    private static string? Resolving(Exception e, string host)
    {
        if (IsNeverResolved(host))
        {
            return $"lookup {host}{Resolver()}: no such host";
        }
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
            {
                return $"lookup {host}{Resolver()}: no such host";
            }
        }
        return null;
    }

    /// <summary>Names of the reserved domain do not exist, whatever a resolver would say and however long it would take for it.</summary>
    private static bool IsNeverResolved(string host) => host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase);

    private static string Resolver()
    {
        const string Configuration = "/etc/resolv.conf";
        if (!File.Exists(Configuration))
        {
            return "";
        }
        var server = File.ReadLines(Configuration)
            .Select(l => l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(w => w is ["nameserver", ..])
            ?[1];
        return server is null ? "" : $" on {server}:53";
    }

    private string Reason(Exception e, string host, int port)
    {
        switch (e)
        {
            case PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } p:
                return $"failed SASL auth: {Describe(p)}";
            case PostgresException p:
                return $"server error: {Describe(p)}";
            case NpgsqlException { InnerException: null } n when n.Message.Contains("No password", StringComparison.Ordinal):
                return $"failed SASL auth: FATAL: password authentication failed for user {Go.Quote(config.User)} (SQLSTATE 28P01)";
            case NpgsqlException n when n.Message.Contains("No SSL", StringComparison.OrdinalIgnoreCase):
                return "tls error: server refused TLS connection";
        }
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationException:
                    return "failed to write startup message: write failed: x509: certificate signed by unknown authority";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial error: dial tcp {host}:{port}: connect: connection refused";
                case SocketException socket:
                    return $"dial error: dial tcp {host}:{port}: {socket.Message}";
                case TimeoutException:
                    return $"dial error: dial tcp {host}:{port}: i/o timeout";
            }
        }
        return e.Message;
    }
}
