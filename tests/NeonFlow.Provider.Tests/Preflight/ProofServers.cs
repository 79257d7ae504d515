using System.Collections.Concurrent;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The servers of the proofs: one that all share, and those that a case needs with settings of its own.</summary>
public sealed class ProofServers : IAsyncLifetime
{
    private readonly ConcurrentBag<PostgresServer> _own = [];
    private int _count;

    public PostgresServer Shared { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Shared = await StartAsync(
            new()
            {
                ["max_replication_slots"] = "300",
                ["max_wal_senders"] = "50",
                ["max_connections"] = "200",
            }
        );

    public string NextName() => $"proof{Interlocked.Increment(ref _count)}";

    /// <summary>A server for one case.</summary>
    public async Task<PostgresServer> OwnAsync(Dictionary<string, string> settings, PostgresBinaries? binaries = null)
    {
        var server = await StartAsync(settings, binaries);
        _own.Add(server);
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
        foreach (var server in _own)
        {
            await server.DisposeAsync();
        }

        await Shared.DisposeAsync();
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
