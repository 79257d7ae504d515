using System.Collections.Concurrent;
using Npgsql;

namespace NeonFlow.Testing.Postgres;

/// <summary>
/// Sessions of the superuser that wait a moment for the next statement: to begin one costs the server more than most statements do.
/// </summary>
/// <param name="connectionString">Of a database.</param>
internal sealed class SuperuserSessions(Func<string, NpgsqlConnectionStringBuilder> connectionString) : IAsyncDisposable
{
    // Short, so that they neither fill the server nor stand in the way of who drops a database.
    private const int IdleSeconds = 2;

    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _pools = new(StringComparer.Ordinal);

    /// <summary>A session that answers, as new: nothing that an earlier statement set holds in it.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="stop">Cancels the login.</param>
    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken stop)
    {
        if (_pools.TryGetValue(database, out var pool))
        {
            var kept = await pool.OpenConnectionAsync(stop).ConfigureAwait(false);
            try
            {
                await using var probe = new NpgsqlCommand("SELECT", kept);
                await probe.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
                return kept;
            }
            catch (NpgsqlException)
            {
                // It was ended from outside while it waited, and the others probably with it.
                await kept.DisposeAsync().ConfigureAwait(false);
                pool.Clear();
            }
        }

        pool ??= _pools.GetOrAdd(database, Create);
        return await pool.OpenConnectionAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Ends those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _pools.Keys)
        {
            if (_pools.TryRemove(database, out var pool))
            {
                await pool.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private NpgsqlDataSource Create(string database)
    {
        var parameters = connectionString(database);
        parameters.Pooling = true;
        parameters.ConnectionIdleLifetime = IdleSeconds;
        parameters.ConnectionPruningInterval = 1;
        return NpgsqlDataSource.Create(parameters);
    }
}
