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

    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    private readonly PostgresPools _pools = new();
    private readonly ConcurrentDictionary<(string Host, int Port, string User), ServerAccess> _servers = new();
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

    /// <summary>Told in words for people what is waited for; null: nobody is.</summary>
    public IProgress<string>? Progress
    {
        get => _pools.Progress;
        init => _pools.Progress = value;
    }

    /// <summary>
    /// How long a server may say nothing before it is given up: while a session is opened, and in an open session, where a statement may
    /// take longer as long as the server answers others. Default: 30 s.
    /// </summary>
    public TimeSpan AnswerTimeout
    {
        get => _pools.AnswerTimeout;
        init => _pools.AnswerTimeout = value;
    }

    /// <summary>Sessions handed out so far.</summary>
    internal int Opened => _opened;

    /// <summary>Pools in existence.</summary>
    internal int Pools => _pools.Count;

    /// <summary>Reads in a read-only transaction that is rolled back at the end; begins anew where the session was ended.</summary>
    public Task<T> ReadAsync<T>(
        PostgresAddress address,
        SessionOptions options,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken stop
    ) => RunAsync(address, options, lockKey: null, readOnly: true, work, stop);

    /// <summary>
    /// Runs work in one transaction that holds the advisory lock of <paramref name="lockName"/>; repeats it whole when a catalogue race was
    /// lost or the session was ended before COMMIT.
    /// </summary>
    /// <param name="address">The database.</param>
    /// <param name="lockName">What must not be changed by two at a time, for example "acl" or "publication/name"; scope is the
    /// database.</param>
    /// <param name="options">Timeouts and patience.</param>
    /// <param name="work">Must start from what it reads: it may run more than once. Nothing lasts unless it returns.</param>
    /// <param name="stop">Stops and rolls back.</param>
    /// <typeparam name="T">What the work gives.</typeparam>
    public Task<T> ChangeAsync<T>(
        PostgresAddress address,
        string lockName,
        SessionOptions options,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken stop
    ) => RunAsync(address, options, lockName, readOnly: false, work, stop);

    /// <summary>Runs work outside any transaction: creating and dropping slots asks for that.</summary>
    public async Task<T> OutsideTransactionAsync<T>(
        PostgresAddress address,
        SessionOptions options,
        Func<PostgresSession, CancellationToken, Task<T>> work,
        CancellationToken stop
    )
    {
        using var turn = await TakeTurnAsync(address, stop);
        await using var session = await RepeatAsync(
            address,
            options,
            async () =>
            {
                var opened = await OpenRenewedAsync(address, options, lockKey: null, transaction: false, readOnly: false, stop);
                try
                {
                    await opened.ReadAsync(new FactBatch(), stop);
                    return opened;
                }
                catch
                {
                    await opened.DisposeAsync();
                    throw;
                }
            },
            stop
        );
        return await work(session, stop);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pools.DisposeAsync();

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
        CancellationToken stop
    )
    {
        // Parallel resources wait here, not with a connection in their hands.
        var turn = lockKey is null
            ? null
            : _turns.GetOrAdd($"{address.Host}:{address.Port}/{address.Database}/{lockKey}", _ => new SemaphoreSlim(1, 1));
        if (turn is not null)
        {
            await turn.WaitAsync(stop);
        }
        try
        {
            return await RepeatAsync(
                address,
                options,
                async () =>
                {
                    using var outside = await TakeTurnAsync(address, stop);
                    await using var session = await OpenRenewedAsync(address, options, lockKey, transaction: true, readOnly, stop);
                    var result = await work(session, stop);
                    if (!readOnly)
                    {
                        await session.CommitAsync(stop);
                    }
                    return result;
                },
                stop
            );
        }
        finally
        {
            turn?.Release();
        }
    }

    private async Task<IDisposable?> TakeTurnAsync(PostgresAddress address, CancellationToken stop) =>
        TakeTurn is null ? null : await TakeTurn(address, stop);

    private async Task<T> RepeatAsync<T>(PostgresAddress address, SessionOptions options, Func<Task<T>> work, CancellationToken stop)
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
                    // It has been waited for already.
                    _ when e.IsSilence => TimeSpan.Zero,
                    DatabaseFailure.ConcurrentCatalogUpdate or DatabaseFailure.SessionEnded or DatabaseFailure.NoConnection =>
                        options.Patience,
                    DatabaseFailure.Unreachable => isThere ? options.Patience : options.AwayPatience,
                    DatabaseFailure.Exhausted => options.AwayPatience,
                    DatabaseFailure.Busy when e.SqlState == "55P03" && attempt < LockAttempts => TimeSpan.MaxValue,
                    _ => TimeSpan.Zero,
                };
                failed ??= Environment.TickCount64;
                var waited = TimeSpan.FromMilliseconds(Environment.TickCount64 - failed.Value);
                if (patience == TimeSpan.Zero || waited >= patience)
                {
                    if (!e.InSession && waited >= ShortWait)
                    {
                        Access(address).GaveUp(e);
                    }
                    throw;
                }
                Progress?.Report($"waiting for {e.Where}: {e.Reason}");
            }
            await Task.Delay(Jitter(attempt), stop);
        }
    }

    private ServerAccess Access(PostgresAddress address) =>
        _servers.GetOrAdd((address.DialHost, address.Port, address.User), static _ => new());

    private async Task<PostgresSession> OpenRenewedAsync(
        PostgresAddress address,
        SessionOptions options,
        string? lockKey,
        bool transaction,
        bool readOnly,
        CancellationToken stop
    )
    {
        try
        {
            return await OpenAsync(address, options, lockKey, transaction, readOnly, stop);
        }
        catch (DatabaseException refused)
            when (refused.Failure is DatabaseFailure.LoginRefused or DatabaseFailure.TurnedAway && RenewLogin is not null)
        {
            if (await RenewLogin(address, stop) is not { } renewed)
            {
                throw;
            }
            return await OpenAsync(renewed, options, lockKey, transaction, readOnly, stop);
        }
    }

    private async Task<PostgresSession> OpenAsync(
        PostgresAddress address,
        SessionOptions options,
        string? lockKey,
        bool transaction,
        bool readOnly,
        CancellationToken stop
    )
    {
        if (address.Fault() is { } fault)
        {
            throw new DatabaseException(DatabaseFailure.Invalid, null, address.ToString(), $"{fault.Reason} {fault.Fix}", null, null, null);
        }
        var access = Access(address);
        await access.EnterAsync(stop);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _pools.OpenAsync(address, options.ApplicationName, stop);
            var answers = new AnswerWatch(
                address,
                access,
                AnswerTimeout,
                limit => _pools.AnswersAsync(address, options.ApplicationName, limit),
                Progress
            );
            Interlocked.Increment(ref _opened);
            // Compiling a catalogue query takes longer than running it. A login may bring settings along that change what statements mean
            // and how the catalogue prints names. Its statement_timeout counts until ours is set, and a query may be too slow for it.
            var limit = $"set {(transaction ? "local" : "session")} statement_timeout = {Milliseconds(options.StatementTimeout)}";
            List<NpgsqlBatchCommand> preamble =
            [
                FactBatch.Command(
                    $"{PostgresSession.Settings}'search_path', 'pg_catalog, pg_temp', $3), pg_catalog.set_config('lock_timeout', "
                        + "$1, $3), pg_catalog.set_config('idle_in_transaction_session_timeout', '60000', $3), "
                        + "pg_catalog.set_config('application_name', $2, $3), pg_catalog.set_config('jit', 'off', $3), "
                        + "pg_catalog.set_config('quote_all_identifiers', 'off', $3), "
                        + "pg_catalog.set_config('transform_null_equals', 'off', $3)",
                    [Milliseconds(options.LockTimeout), options.ApplicationName, transaction]
                ),
            ];
            if (!transaction)
            {
                // Outside a transaction these settings last for the session; every session sets them again, so none leaks.
                preamble[0] = FactBatch.Command(
                    $"{PostgresSession.Settings}'search_path', 'pg_catalog, pg_temp', false), pg_catalog.set_config('lock_timeout', "
                        + "$1, false)",
                    [Milliseconds(options.LockTimeout)]
                );
                return new PostgresSession(connection, begin: null, limit, address, preamble, proxy, access, answers);
            }
            if (lockKey is not null)
            {
                preamble.Add(FactBatch.Command("select pg_catalog.pg_advisory_xact_lock($1)", [LockKey(lockKey)]));
            }
            // A login may be read-only by default, and no query can change that: it has its snapshot already.
            var begin = $"begin isolation level read committed read {(readOnly ? "only" : "write")}";
            return new PostgresSession(connection, begin, limit, address, preamble, proxy, access, answers);
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
            var failure = FailureClassifier.Wrap(e, address, null, proxy);
            if (failure.IsSilence)
            {
                access.GaveUp(failure);
            }
            if (failure.Failure == DatabaseFailure.NoConnection)
            {
                access.LeaveForGood();
                _pools.CloseIdle(address);
            }
            else
            {
                access.Leave();
            }
            stop.ThrowIfCancellationRequested();
            throw failure;
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
            access.Leave();
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
}
