using NeonFlow.Testing.Postgres;

namespace NeonFlow.Postgres.Tests;

public sealed class ServerFixture : IAsyncLifetime
{
    private int _databases;

    public PostgresServer Server { get; private set; } = null!;

    public PostgresSessions Sessions { get; } = new();

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync(PostgresServerOptions.Logical);

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await Server.DisposeAsync();
    }

    public PostgresAddress Address(string database = "postgres", string? user = null, string? password = null) =>
        new(Server.Host, Server.Port, database, user ?? Server.SuperuserName, TlsMode.Disable)
        {
            Password = user is null ? Server.SuperuserPassword : password,
        };

    public async Task<PostgresAddress> DatabaseAsync(params string[] statements)
    {
        var name = $"db{Interlocked.Increment(ref _databases)}";
        await Server.ExecuteAsync($"CREATE DATABASE {name}");
        foreach (var statement in statements)
        {
            await Server.ExecuteAsync(statement, name);
        }
        return Address(name);
    }

    public async Task<T> ReadAsync<T>(PostgresAddress address, Func<PostgresSession, CancellationToken, Task<T>> work) =>
        await Sessions.ReadAsync(address, new SessionOptions(), work, CancellationToken.None);
}
