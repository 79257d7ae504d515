using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using SessionOptions = NeonFlow.Postgres.SessionOptions;

namespace NeonFlow.Provider.Upstreams;

public sealed partial class UpstreamClients
{
    private readonly Lock _sessionsGate = new();
    private PostgresSessions? _sessions;

    /// <summary>All database sessions of this process.</summary>
    public PostgresSessions Sessions
    {
        get
        {
            lock (_sessionsGate)
            {
                return _sessions ??= new PostgresSessions(NeonProxy.Classify)
                {
                    Progress = OperationProgress.Instance,
                    RenewLogin = NeonAddresses.RenewAsync,
                    TakeTurn = (address, stop) => UseServerAsync(address.Host, address.Port, stop),
                };
            }
        }
    }

    /// <summary>Whether the server of a connection refuses another login with a password; false where nobody could ask.</summary>
    /// <param name="connection">The input, or null.</param>
    /// <param name="path">Property path of the input.</param>
    /// <param name="user">The other role.</param>
    /// <param name="password">The password.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<bool> RefusesAsync(Connection? connection, string path, string user, string password, CancellationToken stop)
    {
        try
        {
            var address = await ResolveAsync(connection, path, stop).ConfigureAwait(false);
            await Sessions
                .ReadAsync(
                    address with
                    {
                        User = user,
                        Password = password,
                    },
                    new SessionOptions { ApplicationName = "neonflow preflight" },
                    static (_, _) => Task.FromResult(true),
                    stop
                )
                .ConfigureAwait(false);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException && UpstreamFailures.First(e) is { } because)
        {
            return because.Code == PostgresDiagnostics.LoginRefused;
        }
    }

    /// <summary>
    /// The address that a <c>connection</c> input means: looked up (Neon), as written (direct), or from <c>databaseUrl</c> and libpq's
    /// variables where there is none.
    /// Throws <see cref="DiagnosticException"/> where it cannot be one.
    /// </summary>
    /// <param name="connection">The input, or null.</param>
    /// <param name="path">Property path of the input.</param>
    /// <param name="stop">Stops the look-up.</param>
    public async Task<PostgresAddress> ResolveAsync(Connection? connection, string path, CancellationToken stop)
    {
        var (address, host) = await ResolveDirectAsync(connection, path, stop);
        return address.Host == host ? address : throw Pooled(connection, host, path);
    }

    /// <summary>
    /// The same, also where a pooler is named whose direct host is known: the address then has the direct one, and beside it stands the
    /// host that was named.
    /// </summary>
    /// <param name="connection">The input, or null.</param>
    /// <param name="path">Property path of the input.</param>
    /// <param name="stop">Stops the look-up.</param>
    public async Task<(PostgresAddress Address, string Host)> ResolveDirectAsync(
        Connection? connection,
        string path,
        CancellationToken stop
    )
    {
        var address = connection switch
        {
            null => FromSettings(path),
            { IsNeon: true } => await NeonAddresses.FindAsync(connection, path, stop),
            _ => Direct(connection, path),
        };
        Permit(address.Host, path);
        var host = address.Host;
        if (Pooler.IsPooled(host))
        {
            address = address with { Host = Pooler.DirectHostOf(host) ?? throw Pooled(connection, host, path) };
        }

        if (address.Fault() is { } fault)
        {
            throw new DiagnosticException(
                new Diagnostic(
                    PostgresDiagnostics.BadConnection,
                    connection is null ? "" : PropertyPath.Member(path, fault.Member),
                    fault.Reason
                )
                {
                    Fix = fault.Fix,
                }
            );
        }

        return (address, host);
    }

    /// <summary>
    /// Waits until this process does not change the Neon branch behind a host, if one was looked up there; disposing the result ends the
    /// use.
    /// </summary>
    public Task<IDisposable> UseServerAsync(string host, int port, CancellationToken stop) =>
        Branches.UseAsync(NeonAddresses.BranchAt(host, port), stop);

    /// <summary>The place of a <c>connection</c> input in the program view, without any look; null where it is not known.</summary>
    public string? PlaceOf(Connection? connection, UnknownSet unknown)
    {
        if (connection is not null || unknown.Contains(PropertyPath.Of(nameof(Connection))))
        {
            return DatabaseId.PlaceOf(connection, unknown);
        }

        try
        {
            return FromSettingsOrNull() is { } address ? DatabaseId.PlaceOf(address) : null;
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    /// <summary>The place of a database in the program view by its host.</summary>
    public static string PlaceOf(string host, int port, string database) => DatabaseId.PlaceOf(host, port, database);

    private static DiagnosticException Pooled(Connection? connection, string host, string path) =>
        new(
            PostgresDiagnostics.Pooled(host, connection is null ? "" : PropertyPath.Member(path, PropertyPath.Of(nameof(Connection.Host))))
        );

    private PostgresAddress Direct(Connection connection, string path)
    {
        var inherited = FromSettingsOrNull();
        var host =
            connection.Host
            ?? throw new DiagnosticException(
                new Diagnostic(PostgresDiagnostics.BadConnection, path, "The connection names neither a Neon project nor a host.")
                {
                    Fix = "Set ProjectId and Database (Neon), or Host, Database, User and Password.",
                }
            );
        // An import knows the place from the id only; the login then comes from the settings of the same place.
        var user = connection.User ?? inherited?.User ?? Connection.DefaultUser;
        return new PostgresAddress(
            host,
            connection.Port ?? Connection.DefaultPort,
            connection.Database ?? Connection.DefaultDatabase,
            user,
            connection.TlsMode switch
            {
                ConnectionTlsMode.VerifyFull => TlsMode.VerifyFull,
                ConnectionTlsMode.VerifyCa => TlsMode.VerifyCa,
                ConnectionTlsMode.Require => TlsMode.Require,
                ConnectionTlsMode.Disable => TlsMode.Disable,
                _ => PostgresAddress.DefaultTls(host),
            }
        )
        {
            Password = connection.Password?.Reveal ?? (inherited is not null && inherited.User == user ? inherited.RevealPassword() : null),
        };
    }

    private PostgresAddress FromSettings(string path) =>
        FromSettingsOrNull()
        ?? throw new DiagnosticException(
            new Diagnostic(
                CoreDiagnostics.MissingSetting,
                path,
                "No connection is given, and neither databaseUrl, NEONFLOW_DATABASE_URL nor PGHOST is set."
            )
            {
                Fix =
                    "Set Connection on the resource, or: pulumi config set --secret neonflow:databaseUrl "
                    + "postgresql://user:password@host/database",
            }
        );

    private PostgresAddress? FromSettingsOrNull()
    {
        if (Settings.DatabaseUrl is { } url)
        {
            return DatabaseUrl.Problem(url.Reveal) is { } problem ? throw new DiagnosticException(problem)
                : PostgresAddress.TryParseUri(url.Reveal, out var address, out _) ? address
                : null;
        }

        var host = Environment.GetEnvironmentVariable("PGHOST");
        if (string.IsNullOrEmpty(host))
        {
            return null;
        }

        var user = Environment.GetEnvironmentVariable("PGUSER") ?? Connection.DefaultUser;
        return new PostgresAddress(
            host,
            int.TryParse(Environment.GetEnvironmentVariable("PGPORT"), System.Globalization.CultureInfo.InvariantCulture, out var port)
                ? port
                : Connection.DefaultPort,
            Environment.GetEnvironmentVariable("PGDATABASE") ?? user,
            user,
            PostgresAddress.DefaultTls(host)
        )
        {
            Password = Environment.GetEnvironmentVariable("PGPASSWORD"),
        };
    }
}
