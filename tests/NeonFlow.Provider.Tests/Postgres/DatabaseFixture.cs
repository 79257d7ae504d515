using System.Collections.Concurrent;
using NeonFlow.Harness;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>
/// One real server for all tests of the SQL resources, and one more for each major version that a test names; each test has a database of
/// its own.
/// </summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<int, Lazy<Task<PostgresServer>>> _majors = [];
    private int _count;

    /// <summary>Major versions that are on this machine.</summary>
    public static TheoryData<int> Majors => [.. PostgresMajors.Here];

    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StartAsync(null);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        foreach (var server in _majors.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }

    public Task<Database> DatabaseAsync(params string[] statements) => MakeAsync(Server, statements);

    /// <summary>A database on a server of a major version.</summary>
    public async Task<Database> OnMajorAsync(int major, params string[] statements)
    {
        var server = _majors.GetOrAdd(major, static m => new Lazy<Task<PostgresServer>>(() => StartAsync(PostgresBinaries.FindMajor(m))));
        return await MakeAsync(await server.Value, statements);
    }

    private static Task<PostgresServer> StartAsync(PostgresBinaries? binaries) =>
        PostgresServer.StartAsync(
            new PostgresServerOptions
            {
                Binaries = binaries,
                Settings = new Dictionary<string, string> { ["wal_level"] = "logical", ["max_connections"] = "600" },
            }
        );

    private async Task<Database> MakeAsync(PostgresServer server, string[] statements)
    {
        var name = $"shop{Interlocked.Increment(ref _count)}";
        await server.ExecuteAsync($"CREATE DATABASE {name}");
        await server.ExecuteAsync($"CREATE ROLE capture_{name} LOGIN REPLICATION PASSWORD 'capture-Pa55word'");
        var database = new Database(server, name);
        foreach (var statement in statements)
        {
            await database.ExecuteAsync(statement);
        }

        return database;
    }
}
