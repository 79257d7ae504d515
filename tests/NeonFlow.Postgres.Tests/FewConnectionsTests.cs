using NeonFlow.Postgres.Facts;

namespace NeonFlow.Postgres.Tests;

/// <summary>Servers that have few connections for us, or none.</summary>
public sealed class FewConnectionsTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("few_one", 1)]
    [InlineData("few_three", 3)]
    public async Task As_many_sessions_run_at_a_time_as_the_role_has_connections_for(string role, int limit)
    {
        var login = $"CREATE ROLE {role} LOGIN PASSWORD 'x' CONNECTION LIMIT {limit}";
        var first = await fixture.DatabaseAsync(login, $"CREATE TABLE public.t (id int); GRANT ALL ON public.t TO {role}");
        var second = await fixture.DatabaseAsync();
        await using var sessions = new PostgresSessions();
        // Shorter than a connection stays idle in a pool of ours.
        var options = new SessionOptions { Patience = TimeSpan.FromSeconds(8) };
        PostgresAddress Of(PostgresAddress database) => database with { User = role, Password = "x" };
        Task Look(PostgresAddress database) =>
            sessions.ReadAsync(Of(database), options, (s, ct) => s.ReadAsync(ServerFacts.Query, ct), default);
        Task Change() =>
            sessions.ChangeAsync(
                Of(first),
                "acl",
                options,
                async (s, ct) =>
                {
                    await s.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], ct);
                    return 0;
                },
                default
            );

        await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(_ => new[] { Look(first), Look(second), Change() }));

        Assert.Equal(8L, await fixture.Server.ScalarAsync<long>("select count(*) from public.t", first.Database));
    }

    [Fact]
    public async Task A_connection_that_somebody_else_has_is_waited_for()
    {
        var address = (await fixture.DatabaseAsync("CREATE ROLE few_taken LOGIN PASSWORD 'x' CONNECTION LIMIT 1")) with
        {
            User = "few_taken",
            Password = "x",
        };
        var (taken, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var others = new PostgresSessions();
        var other = others.OutsideTransactionAsync(
            address,
            new SessionOptions(),
            async (_, _) =>
            {
                taken.SetResult();
                await free.Task;
                return 0;
            },
            default
        );
        await taken.Task;
        // They are gone only with their pool.
        var gone = LeaveAsync();
        async Task LeaveAsync()
        {
            await other;
            await others.DisposeAsync();
        }
        var told = new List<string>();
        await using var sessions = new PostgresSessions { Progress = new Told(told, () => free.TrySetResult()) };
        var rows = await sessions.ReadAsync(address, new SessionOptions(), (s, ct) => s.ReadAsync(ServerFacts.Query, ct), default);
        await gone;
        Assert.Equal(address.Database, rows[0].Database);
        Assert.Contains("too many connections for role \"few_taken\"", told[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER ROLE {1} CONNECTION LIMIT 0", DatabaseFailure.NoConnection)]
    [InlineData("ALTER DATABASE {0} CONNECTION LIMIT 0", DatabaseFailure.NoConnection)]
    [InlineData("ALTER DATABASE {0} ALLOW_CONNECTIONS false", DatabaseFailure.TurnedAway)]
    public async Task No_connection_at_all_has_a_class_of_its_own(string statement, DatabaseFailure expected)
    {
        var address = await fixture.DatabaseAsync();
        var role = $"few_none_{address.Database}";
        await fixture.Server.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'x'");
        await fixture.Server.ExecuteAsync(string.Format(null, statement, address.Database, role));
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            fixture.Sessions.ReadAsync(
                address with
                {
                    User = role,
                    Password = "x",
                },
                new SessionOptions { Patience = TimeSpan.Zero },
                (s, ct) => s.ReadAsync(ServerFacts.Query, ct),
                default
            )
        );
        Assert.Equal(expected, error.Failure);
    }
}
