using System.Collections.Concurrent;
using System.Text;
using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>All sessions of this process: one small pool per server, database and login, kept for the life of the process.</summary>
/// <param name="proxy">Reads what a proxy before the servers says; null where there is none.</param>
public sealed class PostgresSessions(ProxyFailures? proxy = null) : IAsyncDisposable
{
    // Each try waits for lock_timeout.
    private const int LockAttempts = 3;

    private readonly ConcurrentDictionary<PoolKey, Lazy<NpgsqlDataSource>> _pools = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private int _opened;

    /// <summary>
    /// Asks for the address anew after its login was refused, because somebody may have changed the password in the meantime; null where
    /// nothing has changed. The session is then opened with the new one.
    /// </summary>
    public Func<PostgresAddress, CancellationToken, Task<PostgresAddress?>>? RenewLogin { get; init; }

    /// <summary>
    /// Waits until work at an address may begin; disposing the result says that it is over. For changes around the server that end its
    /// sessions.
    /// </summary>
    public Func<PostgresAddress, CancellationToken, Task<IDisposable>>? TakeTurn { get; init; }

    /// <summary>Sessions handed out so far.</summary>
    internal int Opened => _opened;

    /// <summary>Pools in existence.</summary>
    internal int Pools => _pools.Count;

    /// <summary>Reads in a read-only transaction that is rolled back at the end; begins anew where the session was ended.</summary>
    public Task<T> ReadAsync<T>(
        PostgresAddress address,
        SessionOptions options,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) => RunAsync(address, options, lockKey: null, readOnly: true, work, cancellationToken);

    /// <summary>
    /// Runs work in one transaction that holds the advisory lock of <paramref name="lockName"/>; repeats it whole when a catalogue race was
    /// lost or the session was ended before COMMIT.
    /// </summary>
    /// <param name="address">The database.</param>
    /// <param name="lockName">What must not be changed by two at a time, for example "acl" or "publication/name"; scope is the
    /// database.</param>
    /// <param name="options">Timeouts and patience.</param>
    /// <param name="work">Must start from what it reads: it may run more than once. Nothing lasts unless it returns.</param>
    /// <param name="cancellationToken">Stops and rolls back.</param>
    /// <typeparam name="T">What the work gives.</typeparam>
    public Task<T> ChangeAsync<T>(
        PostgresAddress address,
        string lockName,
        SessionOptions options,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) => RunAsync(address, options, lockName, readOnly: false, work, cancellationToken);

    /// <summary>Runs work outside any transaction: creating and dropping slots asks for that.</summary>
    public async Task<T> OutsideTransactionAsync<T>(
        PostgresAddress address,
        SessionOptions options,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        using var turn = await TakeTurnAsync(address, cancellationToken);
        await using var session = await RepeatAsync(
            options,
            () => OpenRenewedAsync(address, options, lockKey: null, transaction: false, readOnly: false, cancellationToken),
            cancellationToken
        );
        return await work(session, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
        {
            if (pool.IsValueCreated)
            {
                await pool.Value.DisposeAsync();
            }
        }
        _pools.Clear();
    }

    /// <summary>Key of an advisory lock: the same for every version of this code on every machine.</summary>
    internal static long LockKey(string name)
    {
        // FNV-1a, 64 bit.
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(string.Concat("neonflow/", name)))
        {
            hash = (hash ^ b) * 1099511628211UL;
        }
        return unchecked((long)hash);
    }

    private async Task<T> RunAsync<T>(
        PostgresAddress address,
        SessionOptions options,
        string? lockKey,
        bool readOnly,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        // Parallel resources wait here, not with a connection in their hands.
        var turn = lockKey is null
            ? null
            : _turns.GetOrAdd($"{address.Host}:{address.Port}/{address.Database}/{lockKey}", _ => new SemaphoreSlim(1, 1));
        if (turn is not null)
        {
            await turn.WaitAsync(cancellationToken);
        }
        try
        {
            return await RepeatAsync(
                options,
                async () =>
                {
                    using var outside = await TakeTurnAsync(address, cancellationToken);
                    await using var session = await OpenRenewedAsync(
                        address,
                        options,
                        lockKey,
                        transaction: true,
                        readOnly,
                        cancellationToken
                    );
                    var result = await work(session, cancellationToken);
                    if (!readOnly)
                    {
                        await session.CommitAsync(cancellationToken);
                    }
                    return result;
                },
                cancellationToken
            );
        }
        finally
        {
            turn?.Release();
        }
    }

    private async Task<IDisposable?> TakeTurnAsync(PostgresAddress address, CancellationToken cancellationToken) =>
        TakeTurn is null ? null : await TakeTurn(address, cancellationToken);

    private static async Task<T> RepeatAsync<T>(SessionOptions options, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        // Waiting for a turn is no part of the patience.
        long? failed = null;
        var isThere = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (DatabaseException e)
            {
                // An ended session or an answer, even a proxy's, shows that there is a server; it only has to come back.
                isThere |= e.InSession || e.SqlState is not null;
                var patience = e.Failure switch
                {
                    // Nobody knows whether a COMMIT without an answer was done.
                    _ when e.InCommit => TimeSpan.Zero,
                    DatabaseFailure.ConcurrentCatalogUpdate or DatabaseFailure.SessionEnded => options.Patience,
                    DatabaseFailure.Unreachable => isThere ? options.Patience : options.AwayPatience,
                    DatabaseFailure.Exhausted => options.AwayPatience,
                    DatabaseFailure.Busy when e.SqlState == "55P03" && attempt < LockAttempts => TimeSpan.MaxValue,
                    _ => TimeSpan.Zero,
                };
                failed ??= Environment.TickCount64;
                if (patience == TimeSpan.Zero || TimeSpan.FromMilliseconds(Environment.TickCount64 - failed.Value) >= patience)
                {
                    throw;
                }
            }
            await Task.Delay(Jitter(attempt), cancellationToken);
        }
    }

    private async Task<PostgresSession> OpenRenewedAsync(
        PostgresAddress address,
        SessionOptions options,
        string? lockKey,
        bool transaction,
        bool readOnly,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await OpenAsync(address, options, lockKey, transaction, readOnly, cancellationToken);
        }
        catch (DatabaseException refused) when (refused.Failure == DatabaseFailure.LoginRefused && RenewLogin is not null)
        {
            if (await RenewLogin(address, cancellationToken) is not { } renewed)
            {
                throw;
            }
            return await OpenAsync(renewed, options, lockKey, transaction, readOnly, cancellationToken);
        }
    }

    private async Task<PostgresSession> OpenAsync(
        PostgresAddress address,
        SessionOptions options,
        string? lockKey,
        bool transaction,
        bool readOnly,
        CancellationToken cancellationToken
    )
    {
        if (address.Fault() is { } fault)
        {
            throw new DatabaseException(DatabaseFailure.Invalid, null, address.ToString(), $"{fault.Reason} {fault.Fix}", null, null, null);
        }
        var pool = _pools
            .GetOrAdd(PoolKey.Of(address), key => new Lazy<NpgsqlDataSource>(() => Build(address, options.ApplicationName)))
            .Value;
        NpgsqlConnection? connection = null;
        try
        {
            connection = await OpenAsync(pool, cancellationToken);
            Interlocked.Increment(ref _opened);
            // Compiling a catalogue query takes longer than running it.
            List<NpgsqlBatchCommand> preamble =
            [
                FactBatch.Command(
                    "select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', $5), pg_catalog.set_config('lock_timeout', "
                        + "$1, $5), pg_catalog.set_config('statement_timeout', $2, $5), "
                        + "pg_catalog.set_config('idle_in_transaction_session_timeout', '60000', $5), "
                        + "pg_catalog.set_config('application_name', $3, $5), pg_catalog.set_config('transaction_read_only', "
                        + "$4, $5), pg_catalog.set_config('jit', 'off', $5)",
                    [
                        Milliseconds(options.LockTimeout),
                        Milliseconds(options.StatementTimeout),
                        options.ApplicationName,
                        readOnly ? "on" : "off",
                        transaction,
                    ]
                ),
            ];
            if (!transaction)
            {
                // Outside a transaction these settings last for the session; every session sets them again, so none leaks.
                preamble =
                [
                    FactBatch.Command(
                        "select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false), "
                            + "pg_catalog.set_config('lock_timeout', $1, false), pg_catalog.set_config('statement_timeout', $2, "
                            + "false)",
                        [Milliseconds(options.LockTimeout), Milliseconds(options.StatementTimeout)]
                    ),
                ];
                var alone = new PostgresSession(connection, isTransaction: false, address, preamble, proxy);
                await alone.ReadAsync(new FactBatch(), cancellationToken);
                return alone;
            }
            if (lockKey is not null)
            {
                preamble.Add(FactBatch.Command("select pg_catalog.pg_advisory_xact_lock($1)", [LockKey(lockKey)]));
            }
            return new PostgresSession(connection, isTransaction: true, address, preamble, proxy);
        }
        catch (Exception e)
            when (e
                    is NpgsqlException
                        or IOException
                        or TimeoutException
                        or ObjectDisposedException
                        or System.Net.Sockets.SocketException
                        or DatabaseException
            )
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
            cancellationToken.ThrowIfCancellationRequested();
            throw FailureClassifier.Wrap(e, address, null, proxy);
        }
    }

    // While it waits for the server's first answer Npgsql hears no cancellation: such a connection is given up, and closed when it comes
    // after all.
    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        var opening = pool.OpenConnectionAsync(cancellationToken).AsTask();
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = opening.ContinueWith(
                static late => late.Result.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default
            );
            throw;
        }
    }

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static TimeSpan Jitter(int attempt)
    {
        var ceiling = Math.Min(2000, 50 * (1 << Math.Min(attempt, 6)));
        return TimeSpan.FromMilliseconds(Random.Shared.Next(ceiling / 2, ceiling));
    }

    private static NpgsqlDataSource Build(PostgresAddress address, string applicationName)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(
            new NpgsqlConnectionStringBuilder
            {
                Host = address.DialHost,
                Port = address.Port,
                Database = address.Database,
                Username = address.User,
                SslMode = address.Tls switch
                {
                    TlsMode.Disable => SslMode.Disable,
                    TlsMode.Require => SslMode.Require,
                    TlsMode.VerifyCa => SslMode.VerifyCA,
                    _ => SslMode.VerifyFull,
                },
                GssEncryptionMode = GssEncryptionMode.Disable,
                ApplicationName = applicationName,
                MinPoolSize = 0,
                MaxPoolSize = 4,
                ConnectionIdleLifetime = 30,
                ConnectionPruningInterval = 10,
                Timeout = 30,
                CommandTimeout = 90,
                // A server that does not even answer a cancel request is not waited for.
                CancellationTimeout = 1000,
                KeepAlive = 30,
                // Nothing is set for longer than a transaction, so there is nothing to discard.
                NoResetOnClose = true,
                Enlist = false,
                IncludeErrorDetail = true,
                IncludeFailedBatchedCommand = true,
            }.ConnectionString
        );
        // Only types of pg_catalog are read: the query for all types of the database is a round trip for nothing.
        builder.ConfigureTypeLoading(static loading => loading.EnableTypeLoading(false));
        if (address.Tls != TlsMode.Disable)
        {
            builder.EnableTransportSecurity();
        }
        builder.EnableArrays();
        if (address.RevealPassword() is { } password)
        {
            // Handed over apart from the connection string, which Npgsql shows in places.
            builder.ConnectionStringBuilder.Password = password;
        }
        return builder.Build();
    }

    private readonly record struct PoolKey(string Host, int Port, string Database, string User, string? Password, TlsMode Tls)
    {
        public static PoolKey Of(PostgresAddress a) => new(a.DialHost, a.Port, a.Database, a.User, a.RevealPassword(), a.Tls);

        // A record prints its members; this one holds a password.
        public override string ToString() => $"{User}@{Host}:{Port}/{Database}";
    }
}
