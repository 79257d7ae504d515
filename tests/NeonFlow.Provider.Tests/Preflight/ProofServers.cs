using System.Collections.Concurrent;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>
/// The servers of the proofs: each is one test's alone, because a slot is made only when no transaction of the server is open, and then
/// serves the next; and those that a case needs with settings of its own.
/// </summary>
public sealed class ProofServers : IAsyncDisposable
{
    private readonly ConcurrentBag<PostgresServer> _all = [];
    private readonly ConcurrentBag<PostgresServer> _idle = [];
    private int _count;

    /// <summary>A server that nobody else uses until it is given back.</summary>
    public async Task<PostgresServer> RentAsync() =>
        _idle.TryTake(out var server)
            ? server
            : await OwnAsync(
                new()
                {
                    ["max_replication_slots"] = "300",
                    ["max_wal_senders"] = "50",
                    ["max_connections"] = "200",
                }
            );

    public void GiveBack(PostgresServer server) => _idle.Add(server);

    public string NextName() => $"proof{Interlocked.Increment(ref _count)}";

    /// <summary>A server for one case.</summary>
    public async Task<PostgresServer> OwnAsync(Dictionary<string, string> settings, PostgresBinaries? binaries = null)
    {
        var server = await StartAsync(settings, binaries);
        _all.Add(server);
        return server;
    }

    /// <summary>PostgreSQL 18, which has virtual generated columns: what is in use, where it is that new, else the npm package.</summary>
    public static PostgresBinaries Eighteen()
    {
        var binaries = PostgresBinaries.Find();
        if (binaries.Major < 18)
        {
            binaries = new PostgresFinder(
                PostgresFinder.Machine(null) with
                {
                    Variable = static _ => null,
                    DebianRoot = "/nonexistent",
                    IsRoot = false,
                }
            ).Find();
        }

        Assert.True(binaries.Major >= 18, $"PostgreSQL 18 is needed, and this is {binaries.Version} ({binaries.Found})");
        return binaries;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _all)
        {
            await server.DisposeAsync();
        }
    }

    private static Task<PostgresServer> StartAsync(Dictionary<string, string> settings, PostgresBinaries? binaries = null) =>
        PostgresServer.StartAsync(
            new PostgresServerOptions
            {
                Binaries = binaries,
                Settings = new Dictionary<string, string>(settings) { ["wal_level"] = settings.GetValueOrDefault("wal_level", "logical") },
            }
        );
}
