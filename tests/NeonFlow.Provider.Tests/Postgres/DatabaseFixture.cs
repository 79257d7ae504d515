using NeonFlow.Testing.Postgres;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>One real server for all tests of the SQL resources; each test has a database of its own.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private int _count;

    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await PostgresServer.StartAsync(
            new PostgresServerOptions
            {
                Settings = new Dictionary<string, string> { ["wal_level"] = "logical", ["max_connections"] = "600" },
            }
        );

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    public async Task<Database> DatabaseAsync(params string[] statements)
    {
        var name = $"shop{Interlocked.Increment(ref _count)}";
        await Server.ExecuteAsync($"CREATE DATABASE {name}");
        await Server.ExecuteAsync($"CREATE ROLE capture_{name} LOGIN REPLICATION PASSWORD 'capture-Pa55word'");
        var database = new Database(Server, name);
        foreach (var statement in statements)
        {
            await database.ExecuteAsync(statement);
        }

        return database;
    }
}
