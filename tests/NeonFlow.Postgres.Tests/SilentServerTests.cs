using NeonFlow.Postgres.Facts;

namespace NeonFlow.Postgres.Tests;

/// <summary>Servers that take a connection and then say nothing: one answer for everybody, and a word on what is waited for.</summary>
public sealed class SilentServerTests(ServerFixture fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_takes_connections_and_says_nothing_is_waited_for_once_by_all(bool hasOpenConnections)
    {
        await using var line = new SilentLine(fixture.Server.Port);
        var told = new List<string>();
        await using var sessions = new PostgresSessions { AnswerTimeout = Limit, Progress = new Told(told) };
        var address = (await fixture.DatabaseAsync()) with { Port = line.Port };
        Task LookAsync() => sessions.ReadAsync(address, Patient, (s, ct) => s.ReadAsync(ServerFacts.Query, ct), default);
        if (hasOpenConnections)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => LookAsync()));
        }
        line.FallSilent();

        var failures = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Assert.ThrowsAsync<DatabaseException>(LookAsync)));
        var later = await Assert.ThrowsAsync<DatabaseException>(LookAsync);

        Assert.All(
            [.. failures, later],
            static e => Assert.Equal((DatabaseFailure.Unreachable, "no answer within 3 s"), (e.Failure, e.Reason))
        );
        Assert.Contains($"waiting for {address}: no answer yet", told);

        // A failure of its own would be another wait.
        Assert.Contains(failures, failure => ReferenceEquals(failure, later));
    }

    [Fact]
    public async Task A_server_that_falls_silent_while_TLS_is_agreed_on_is_waited_for_once_by_all()
    {
        await using var line = new SilentLine(fixture.Server.Port) { AgreesToTls = true };
        await using var sessions = new PostgresSessions { AnswerTimeout = Limit };
        var address = fixture.Address() with { Port = line.Port, Tls = TlsMode.Require };
        Task LookAsync() => sessions.ReadAsync(address, Patient, (s, ct) => s.ReadAsync(ServerFacts.Query, ct), default);
        line.FallSilent();

        var failures = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Assert.ThrowsAsync<DatabaseException>(LookAsync)));

        Assert.All(failures, static e => Assert.Equal((DatabaseFailure.Unreachable, "no answer within 3 s"), (e.Failure, e.Reason)));
    }

    [Fact]
    public async Task A_change_on_a_server_that_falls_silent_is_given_up_and_says_whether_it_lasts()
    {
        await using var line = new SilentLine(fixture.Server.Port);
        await using var sessions = new PostgresSessions { AnswerTimeout = Limit };
        var address = (await fixture.DatabaseAsync("CREATE TABLE public.t (id int)")) with { Port = line.Port };
        var runs = 0;
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            sessions.ChangeAsync(
                address,
                "acl",
                Patient,
                async (s, ct) =>
                {
                    runs++;
                    await s.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], ct);
                    line.FallSilent();
                    return 0;
                },
                default
            )
        );
        Assert.Equal((true, "no answer within 3 s", 1), (error.InCommit, error.Reason, runs));
    }

    [Fact]
    public async Task A_statement_may_take_longer_where_the_server_answers_others()
    {
        await using var sessions = new PostgresSessions { AnswerTimeout = TimeSpan.FromSeconds(1) };
        var slow = new FactQuery<bool>("select pg_catalog.pg_sleep(3) is not null", static r => r.GetBoolean(0));
        Assert.Equal([true], await sessions.ReadAsync(await fixture.DatabaseAsync(), Patient, (s, ct) => s.ReadAsync(slow, ct), default));
    }

    [Fact]
    public async Task A_silent_server_is_left_at_once_when_the_work_is_stopped()
    {
        await using var line = new SilentLine(fixture.Server.Port);
        using var stop = new CancellationTokenSource();
        var told = new List<string>();
        await using var sessions = new PostgresSessions { Progress = new Told(told, stop.Cancel) };
        var address = (await fixture.DatabaseAsync()) with { Port = line.Port };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            sessions.ReadAsync(
                address,
                Patient,
                async (s, ct) =>
                {
                    await s.ReadAsync(ServerFacts.Query, ct);
                    line.FallSilent();
                    return await s.ReadAsync(ServerFacts.Query, ct);
                },
                stop.Token
            )
        );
        Assert.Equal([$"waiting for {address}: no answer yet"], told);

        // Npgsql still waits for an answer to its request to cancel.
        Assert.Equal(1, line.Open);
    }

    private static SessionOptions Patient => new() { AwayPatience = TimeSpan.FromSeconds(30) };
}
