using Npgsql;

namespace NeonFlow.Postgres;

/// <summary>A transaction on one database. Disposing without <see cref="CommitAsync"/> rolls back.</summary>
public sealed class PostgresSession : IAsyncDisposable
{
    // A line on which nothing comes back any more must not hold up a Cancel.
    private static readonly TimeSpan RollbackPatience = TimeSpan.FromSeconds(1);

    /// <summary>How the statement begins that pins settings for the session.</summary>
    internal const string Settings = "select pg_catalog.set_config(";

    // Where there is none of them, the server goes on naming objects in its messages with their schema.
    private const string OwnSettings =
        "select pg_catalog.set_config(s.name, s.reset_val, true) from pg_catalog.pg_settings s where s.name in ('search_path', "
        + "'quote_all_identifiers', 'transform_null_equals') and exists (select from pg_catalog.pg_event_trigger e where e.evtenabled in "
        + "('O', 'A'))";

    private const string OurSettings =
        "select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), "
        + "pg_catalog.set_config('quote_all_identifiers', 'off', true), pg_catalog.set_config('transform_null_equals', 'off', true)";

    private readonly NpgsqlConnection _connection;
    private readonly string? _begin;
    private readonly string _limit;
    private readonly ProxyFailures? _proxy;
    private readonly ServerAccess _access;
    private readonly AnswerWatch _answers;
    private bool _committed;
    private readonly List<string> _warnings = [];
    private List<NpgsqlBatchCommand>? _preamble;

    internal PostgresSession(
        NpgsqlConnection connection,
        string? begin,
        string limit,
        PostgresAddress address,
        List<NpgsqlBatchCommand>? preamble,
        ProxyFailures? proxy,
        ServerAccess access,
        AnswerWatch answers
    )
    {
        _connection = connection;
        _begin = begin;
        _limit = limit;
        _preamble = preamble;
        _proxy = proxy;
        _access = access;
        _answers = answers;
        Address = address;
        var version = connection.PostgreSqlVersion;
        ServerVersion = (version.Major * 10000) + Math.Max(version.Minor, 0);
        connection.Notice += OnNotice;
    }

    /// <summary>Where this session is.</summary>
    public PostgresAddress Address { get; }

    /// <summary>server_version_num, for example 150018.</summary>
    public int ServerVersion { get; }

    /// <summary>WARNING messages of the server since the last statement: a grant that did nothing comes as one (01007).</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Round trips made by this session: one per batch, one for COMMIT.</summary>
    internal int RoundTrips { get; private set; }

    /// <summary>Reads all queries of a batch in one round trip, and those that their rows ask for in another one.</summary>
    public async Task ReadAsync(FactBatch facts, CancellationToken stop)
    {
        // An empty batch opens the transaction and no more.
        var batch = facts;
        do
        {
            await ReadOnceAsync(batch, stop);
            batch = batch.Further();
        } while (batch.Items.Count > 0);
    }

    private async Task ReadOnceAsync(FactBatch facts, CancellationToken stop)
    {
        var batch = Begin(out var skip);
        foreach (var (command, _) in facts.Items)
        {
            batch.BatchCommands.Add(command);
        }
        try
        {
            RoundTrips++;
            await _answers.AwaitAsync(limited => ReadAsync(batch, skip, facts, limited), stop);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
        {
            throw Fail(e, stop);
        }
    }

    /// <summary>Reads one query.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(FactQuery<T> query, CancellationToken stop)
    {
        var batch = new FactBatch();
        var rows = batch.Add(query);
        await ReadAsync(batch, stop);
        return rows.Rows;
    }

    /// <summary>Runs statements in order in one round trip; the first that fails stops them all and is named in the exception.</summary>
    public async Task ExecuteAsync(IReadOnlyList<string> statements, CancellationToken stop)
    {
        if (statements.Count == 0)
        {
            return;
        }
        _warnings.Clear();
        var batch = Begin(out _);
        // Event triggers run the user's code in this session, which finds its objects by the path of the login.
        string[] own = _begin is null ? [] : [OwnSettings];
        string[] ours = _begin is null ? [] : [OurSettings];
        foreach (var statement in own.Concat(statements).Concat(ours))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }
        try
        {
            RoundTrips++;
            await _answers.AwaitAsync(limited => ExecuteAsync(batch, limited), stop);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
        {
            throw Fail(e, stop);
        }
    }

    /// <summary>Makes everything done here last.</summary>
    public async Task CommitAsync(CancellationToken stop)
    {
        if (_begin is null || _preamble is not null)
        {
            return;
        }
        try
        {
            RoundTrips++;
            await _answers.AwaitAsync(limited => SayAsync("commit", limited), stop);
            _committed = true;
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
        {
            var failed = Fail(e, stop);
            if (failed is DatabaseException { Failure: DatabaseFailure.SessionEnded or DatabaseFailure.Unreachable } ended)
            {
                ended.InCommit = true;
            }
            throw failed;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _connection.Notice -= OnNotice;
        try
        {
            if (_begin is not null && _preamble is null && !_committed && _answers.Abandoned is null)
            {
                using var limit = new CancellationTokenSource(RollbackPatience);
                await _answers.AwaitAsync(limited => SayAsync("rollback", limited), limit.Token);
            }
        }
        catch (Exception e)
            when (e
                    is NpgsqlException
                        or IOException
                        or TimeoutException
                        or ObjectDisposedException
                        or InvalidOperationException
                        or OperationCanceledException
            )
        {
            // A line that broke has taken its transaction with it: there is nothing left to roll back.
        }
        if (_answers.Abandoned is { } working)
        {
            _ = CloseAfterAsync(working);
        }
        else
        {
            await _connection.DisposeAsync();
        }
        _access.Leave();
    }

    private async Task CloseAfterAsync(Task working)
    {
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync();
    }

    private NpgsqlBatch Begin(out int preamble)
    {
        var batch = new NpgsqlBatch(_connection);
        preamble = _preamble?.Count ?? 0;
        if (_preamble is not null)
        {
            if (_begin is not null)
            {
                // Npgsql's own BEGIN would travel with the batch as well, but until it is answered Npgsql hears no cancellation.
                batch.BatchCommands.Add(new NpgsqlBatchCommand(_begin));
            }
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_limit));
            foreach (var command in _preamble)
            {
                batch.BatchCommands.Add(command);
            }
            _preamble = null;
        }
        return batch;
    }

    private static async Task<int> ReadAsync(NpgsqlBatch batch, int skip, FactBatch facts, CancellationToken stop)
    {
        await using var ended = batch;
        await using var reader = await batch.ExecuteReaderAsync(stop);
        for (var i = 0; i < skip; i++)
        {
            await reader.NextResultAsync(stop);
        }
        foreach (var (_, read) in facts.Items)
        {
            await read(reader, stop);
            await reader.NextResultAsync(stop);
        }
        return facts.Items.Count;
    }

    private static async Task<int> ExecuteAsync(NpgsqlBatch batch, CancellationToken stop)
    {
        await using var ended = batch;
        return await batch.ExecuteNonQueryAsync(stop);
    }

    private async Task<int> SayAsync(string statement, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(statement, _connection);
        return await command.ExecuteNonQueryAsync(stop);
    }

    private Exception Fail(Exception error, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return new OperationCanceledException("The database work was stopped and rolled back.", error, stop);
        }
        var failure = FailureClassifier.Wrap(error, Address, null, _proxy, inSession: true);
        failure.AtStart = failure.Statement is { } s && (s == _begin || s == _limit || s.StartsWith(Settings, StringComparison.Ordinal));
        if (failure.IsSilence)
        {
            _access.GaveUp(failure);
        }
        return failure;
    }

    private void OnNotice(object? sender, NpgsqlNoticeEventArgs e)
    {
        if (e.Notice.InvariantSeverity == "WARNING")
        {
            _warnings.Add($"{e.Notice.MessageText} (SQLSTATE {e.Notice.SqlState})");
        }
    }
}
