using NeonFlow.Postgres.Facts;

namespace NeonFlow.Postgres.Tests;

/// <summary>Sessions that are ended from outside: work begins anew until it may be committed.</summary>
public sealed class EndedSessionTests(ServerFixture fixture)
{
    private const int Endings = 3;

    public static TheoryData<string, string> Failures =>
        new()
        {
            { "57P01", "terminating connection due to administrator command" },
            { "57P02", "terminating connection because of crash of another server process" },
            { "08006", "connection failure" },
            { "08001", "server login failed" },
            { "40001", "could not serialize access" },
            { "40P01", "deadlock detected" },
            { "XX000", "tuple concurrently updated" },
            { "XX000", "Couldn't connect to compute node" },
        };

    private static FactQuery<int> Pid => new("select pg_catalog.pg_backend_pid()", static r => r.GetInt32(0));

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_look_and_a_change_begin_anew_until_it_works(string state, string text)
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)");
        await using var sessions = new PostgresSessions(
            static (_, said) => said.StartsWith("Couldn't", StringComparison.Ordinal) ? DatabaseFailure.Unreachable : null
        );
        var failure =
            $"DO $$ BEGIN RAISE EXCEPTION '{text.Replace("'", "''", StringComparison.Ordinal)}' USING ERRCODE = '{state}'; END $$";
        var looks = 0;
        var looked = await sessions.ReadAsync(
            address,
            new SessionOptions(),
            async (session, stop) =>
            {
                await session.ExecuteAsync(looks++ < Endings ? [failure] : [], stop);
                return await session.ReadAsync(ServerFacts.Query, stop);
            },
            default
        );
        Assert.Equal((address.Database, Endings + 1), (looked[0].Database, looks));

        var changes = 0;
        await sessions.ChangeAsync(
            address,
            "acl",
            new SessionOptions(),
            async (session, stop) =>
            {
                await session.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], stop);
                await session.ExecuteAsync(changes++ < Endings ? [failure] : [], stop);
                return 0;
            },
            default
        );
        Assert.Equal((1L, Endings + 1), (await RowsAsync(address), changes));
    }

    [Fact]
    public async Task A_session_that_the_server_ends_again_and_again_is_followed_by_a_fresh_one()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)");
        var ended = 0;
        async Task<int> WorkAsync(PostgresSession session, CancellationToken stop)
        {
            var pid = (await session.ReadAsync(Pid, stop))[0];
            if (ended++ < Endings)
            {
                await EndAsync(pid);
            }
            await session.ReadAsync(Pid, stop);
            return pid;
        }
        await fixture.Sessions.ReadAsync(address, new SessionOptions(), WorkAsync, default);
        ended = 0;
        await fixture.Sessions.ChangeAsync(
            address,
            "acl",
            new SessionOptions(),
            async (session, stop) =>
            {
                await session.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], stop);
                return await WorkAsync(session, stop);
            },
            default
        );
        Assert.Equal((1L, Endings + 1), (await RowsAsync(address), ended));
    }

    [Fact]
    public async Task The_patience_has_an_end_and_the_failure_says_what_happened()
    {
        var address = await fixture.DatabaseAsync();
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            fixture.Sessions.ReadAsync(
                address,
                new SessionOptions { Patience = TimeSpan.Zero },
                async (session, stop) =>
                {
                    await EndAsync((await session.ReadAsync(Pid, stop))[0]);
                    return await session.ReadAsync(Pid, stop);
                },
                default
            )
        );
        Assert.Equal((DatabaseFailure.SessionEnded, "57P01", false), (error.Failure, error.SqlState, error.InCommit));
    }

    [Fact]
    public async Task A_change_whose_COMMIT_may_have_been_done_is_not_begun_anew()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)");
        var runs = 0;
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            fixture.Sessions.ChangeAsync(
                address,
                "acl",
                new SessionOptions(),
                async (session, stop) =>
                {
                    runs++;
                    await session.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], stop);
                    await EndAsync((await session.ReadAsync(Pid, stop))[0]);
                    return 0;
                },
                default
            )
        );
        Assert.Equal((DatabaseFailure.SessionEnded, true, 1), (error.Failure, error.InCommit, runs));
    }

    private Task<long> RowsAsync(PostgresAddress address) =>
        fixture.Server.ScalarAsync<long>("select count(*) from public.t", address.Database);

    // Waits until the backend is gone.
    private Task EndAsync(int pid) => fixture.Server.ExecuteAsync($"SELECT pg_terminate_backend({pid}, 10000)");
}
