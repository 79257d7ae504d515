using System.Collections.Concurrent;
using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>One small pool of connections per server, database and login.</summary>
internal sealed class PostgresPools : IAsyncDisposable
{
    private readonly ConcurrentDictionary<PoolKey, Lazy<NpgsqlDataSource>> _pools = new();

    /// <summary>Told what is waited for.</summary>
    public IProgress<string>? Progress { get; set; }

    /// <summary>How long a server may say nothing.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pools in existence.</summary>
    public int Count => _pools.Count;

    /// <summary>
    /// Opens a connection. While it waits for the server's first answer Npgsql hears no cancellation, and its own limit leaves out the
    /// agreement on TLS: such a connection is given up, and closed when it comes after all.
    /// </summary>
    public async Task<NpgsqlConnection> OpenAsync(PostgresAddress address, string applicationName, CancellationToken stop)
    {
        var pool = _pools.GetOrAdd(PoolKey.Of(address), _ => new Lazy<NpgsqlDataSource>(() => Build(address, applicationName))).Value;
        var began = Environment.TickCount64;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(stop);
        given.CancelAfter(AnswerTimeout);
        var opening = pool.OpenConnectionAsync(given.Token).AsTask();
        try
        {
            if (Progress is not null && await Task.WhenAny(opening, Task.Delay(AnswerWatch.ToldAfter(AnswerTimeout), stop)) != opening)
            {
                Progress.Report($"waiting for {address}: no answer yet");
            }
            return await opening.WaitAsync(given.Token);
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            // Where a host has several addresses, each of them has a share of the time.
            var waited = TimeSpan.FromSeconds(Math.Round((Environment.TickCount64 - began) / 1000.0));
            throw new SilenceException(waited < AnswerTimeout ? waited : AnswerTimeout);
        }
        catch (OperationCanceledException)
        {
            CloseWhenOpen(opening);
            if (stop.IsCancellationRequested)
            {
                throw;
            }
            throw new SilenceException(AnswerTimeout);
        }
    }

    /// <summary>Whether the server answers a connection of its own within a time; a refusal is an answer, too.</summary>
    public async Task<bool> AnswersAsync(PostgresAddress address, string applicationName, TimeSpan limit)
    {
        await using var alone = Build(address, applicationName, isPooled: false);
        var opening = alone.OpenConnectionAsync().AsTask();
        try
        {
            await using var connection = await opening.WaitAsync(limit);
            return true;
        }
        catch (PostgresException)
        {
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            CloseWhenOpen(opening);
            return false;
        }
    }

    /// <summary>Closes the connections to a server that no session uses: they may be the ones that another pool lacks.</summary>
    public void CloseIdle(PostgresAddress address)
    {
        foreach (var (key, pool) in _pools)
        {
            if (key.Host == address.DialHost && key.Port == address.Port && pool.IsValueCreated)
            {
                pool.Value.Clear();
            }
        }
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

    private static void CloseWhenOpen(Task<NpgsqlConnection> opening) =>
        opening.ContinueWith(
            static late => late.Exception is null ? late.Result.DisposeAsync().AsTask() : Task.CompletedTask,
            CancellationToken.None,
            TaskContinuationOptions.NotOnCanceled,
            TaskScheduler.Default
        );

    private NpgsqlDataSource Build(PostgresAddress address, string applicationName, bool isPooled = true)
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
                Pooling = isPooled,
                MinPoolSize = 0,
                // One that was given up counts until Npgsql is done with it.
                MaxPoolSize = ServerAccess.MostSessions * 2,
                // A login that may have one connection only leaves it to others soon.
                ConnectionIdleLifetime = 10,
                ConnectionPruningInterval = 5,
                Timeout = (int)Math.Ceiling(AnswerTimeout.TotalSeconds),
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
