using System.Net;
using System.Net.Sockets;
using NeonFlow.Postgres.Facts;

namespace NeonFlow.Postgres.Tests;

public sealed class SessionTests(ServerFixture fixture)
{
    private const string Known = "s3cret-Pa55word";

    private async Task<DatabaseException> FailAsync(PostgresAddress address) =>
        await Assert.ThrowsAsync<DatabaseException>(() => fixture.ReadAsync(address, (s, ct) => s.ReadAsync(ServerFacts.Query, ct)));

    [Fact]
    public async Task A_refused_login_is_told_from_a_missing_server_and_a_missing_database()
    {
        var refused = await FailAsync(fixture.Address(user: "postgres", password: Known));
        Assert.Equal((DatabaseFailure.LoginRefused, "28P01"), (refused.Failure, refused.SqlState));

        var missing = await FailAsync(fixture.Address("nodb"));
        Assert.Equal(DatabaseFailure.DatabaseMissing, missing.Failure);

        int free;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            free = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        var away = await FailAsync(fixture.Address(user: "postgres", password: Known) with { Port = free });
        Assert.Equal(DatabaseFailure.Unreachable, away.Failure);
        Assert.Contains("nothing listens", away.Message, StringComparison.Ordinal);
        foreach (var error in new[] { refused, missing, away })
        {
            Assert.DoesNotContain(Known, error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(fixture.Server.SuperuserPassword, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_outside_of_a_transaction_has_its_settings_before_the_work_begins()
    {
        var trips = await fixture.Sessions.OutsideTransactionAsync(
            fixture.Address(),
            new SessionOptions(),
            static (s, _) => Task.FromResult(s.RoundTrips),
            CancellationToken.None
        );
        Assert.Equal(1, trips);
    }

    [Fact]
    public async Task An_unknown_host_is_unreachable()
    {
        var error = await FailAsync(new PostgresAddress("no-such-host.invalid", 5432, "d", "u", TlsMode.VerifyFull) { Password = Known });
        Assert.Equal(DatabaseFailure.Unreachable, error.Failure);
        Assert.DoesNotContain(Known, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_below_localhost_are_this_machine()
    {
        var rows = await fixture.ReadAsync(
            fixture.Address() with
            {
                Host = "ep-x-1.localhost",
            },
            (s, ct) => s.ReadAsync(ServerFacts.Query, ct)
        );
        Assert.Equal(("logical", "postgres", true), (rows[0].WalLevel, rows[0].Database, rows[0].Superuser));
    }

    [Fact]
    public async Task Sessions_of_one_database_and_login_share_a_pool()
    {
        await using var sessions = new PostgresSessions();
        for (var i = 0; i < 5; i++)
        {
            await sessions.ReadAsync(fixture.Address(), new SessionOptions(), (s, ct) => s.ReadAsync(ServerFacts.Query, ct), default);
        }
        Assert.Equal((1, 5), (sessions.Pools, sessions.Opened));
    }

    [Fact]
    public async Task Settings_are_pinned_for_the_transaction()
    {
        var rows = await fixture.ReadAsync(
            fixture.Address(),
            (s, ct) =>
                s.ReadAsync(
                    new FactQuery<string[]>(
                        "select current_setting('search_path'), current_setting('lock_timeout'), current_setting('statement_timeout'), "
                            + "current_setting('transaction_read_only'), current_setting('application_name')",
                        r => [r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4)]
                    ),
                    ct
                )
        );
        Assert.Equal(["pg_catalog, pg_temp", "5s", "1min", "on", "neonflow"], rows[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_statement_timeout_of_the_login_does_not_count(bool inTransaction)
    {
        var address = await fixture.DatabaseAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 100', current_database()); END $$"
        );
        await using var sessions = new PostgresSessions();
        var query = new FactQuery<bool>("select pg_sleep(0.3) is not null", static r => r.GetBoolean(0));
        Assert.Equal(
            [true],
            inTransaction
                ? await sessions.ReadAsync(address, new SessionOptions(), (s, ct) => s.ReadAsync(query, ct), default)
                : await sessions.OutsideTransactionAsync(address, new SessionOptions(), (s, ct) => s.ReadAsync(query, ct), default)
        );
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_no_lock()
    {
        var address = await fixture.DatabaseAsync();
        await using var sessions = new PostgresSessions();
        var query = new FactQuery<bool>("select pg_sleep(60) is not null", static r => r.GetBoolean(0));
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            sessions.ReadAsync(
                address,
                new SessionOptions { StatementTimeout = TimeSpan.FromMilliseconds(50) },
                (s, ct) => s.ReadAsync(query, ct),
                default
            )
        );
        Assert.Equal((DatabaseFailure.Cancelled, "57014", false), (error.Failure, error.SqlState, error.AtStart));
    }

    [Theory]
    [InlineData("quote_all_identifiers")]
    [InlineData("transform_null_equals")]
    public async Task What_a_login_brings_along_changes_neither_statements_nor_names(string setting)
    {
        var address = await fixture.DatabaseAsync(
            $"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting} = on', current_database()); END $$"
        );
        await using var sessions = new PostgresSessions();
        var query = new FactQuery<string>($"select current_setting('{setting}')", static r => r.GetString(0));
        Assert.Equal(["off"], await sessions.ReadAsync(address, new SessionOptions(), (s, ct) => s.ReadAsync(query, ct), default));
    }

    [Fact]
    public async Task A_read_cannot_write()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)");
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            fixture.ReadAsync<int>(
                address,
                async (s, ct) =>
                {
                    await s.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], ct);
                    return 0;
                }
            )
        );
        Assert.Equal("25006", error.SqlState);
    }

    [Fact]
    public async Task A_failed_statement_undoes_all_and_is_named()
    {
        var address = await fixture.DatabaseAsync();
        var error = await Assert.ThrowsAsync<DatabaseException>(() =>
            fixture.Sessions.ChangeAsync(
                address,
                "acl",
                new SessionOptions(),
                async (s, ct) =>
                {
                    await s.ExecuteAsync(
                        [
                            "CREATE TABLE public.a (id int)",
                            "GRANT SELECT ON TABLE public.nope TO postgres",
                            "CREATE TABLE public.b (id int)",
                        ],
                        ct
                    );
                    return 0;
                },
                default
            )
        );
        Assert.Equal(
            (DatabaseFailure.NotFound, "42P01", "GRANT SELECT ON TABLE public.nope TO postgres"),
            (error.Failure, error.SqlState, error.Statement)
        );
        Assert.Null(await fixture.Server.ScalarAsync<string>("select to_regclass('public.a')::text", address.Database));
    }

    [Fact]
    public async Task Stopping_rolls_back()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            fixture.Sessions.ChangeAsync(
                address,
                "acl",
                new SessionOptions(),
                async (s, ct) =>
                {
                    await s.ExecuteAsync(["INSERT INTO public.t VALUES (1)"], ct);
                    stop.CancelAfter(TimeSpan.FromMilliseconds(50));
                    await s.ExecuteAsync(["SELECT pg_catalog.pg_sleep(30)"], ct);
                    return 0;
                },
                stop.Token
            )
        );
        Assert.Equal(0L, await fixture.Server.ScalarAsync<long>("select count(*) from public.t", address.Database));
        Assert.Equal(
            0L,
            await fixture.Server.ScalarAsync<long>(
                $"select count(*) from pg_stat_activity where datname = '{address.Database}' and state like 'idle in transaction%'"
            )
        );
    }

    [Fact]
    public async Task Warnings_of_the_server_are_kept()
    {
        var address = await fixture.DatabaseAsync(
            "CREATE TABLE public.t (id int)",
            "CREATE ROLE reader_warn LOGIN PASSWORD 'x'",
            "GRANT SELECT ON public.t TO reader_warn",
            "CREATE ROLE other_warn"
        );
        var warnings = await fixture.Sessions.ChangeAsync(
            address with
            {
                User = "reader_warn",
                Password = "x",
            },
            "acl",
            new SessionOptions(),
            async (s, ct) =>
            {
                await s.ExecuteAsync([Statements.Grant(["SELECT"], [new TableName("public", "t")], "other_warn")], ct);
                return s.Warnings.ToArray();
            },
            default
        );
        Assert.Contains(warnings, w => w.Contains("01007", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sixteen_grants_at_a_time_all_succeed()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)", "CREATE ROLE many_grants");
        // One process per session set: the advisory lock and the retry must hold between processes, where no semaphore reaches.
        var processes = Enumerable.Range(0, 4).Select(_ => new PostgresSessions()).ToArray();
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i =>
                    processes[i % 4]
                        .ChangeAsync(
                            address,
                            "acl",
                            new SessionOptions(),
                            async (s, ct) =>
                            {
                                await s.ExecuteAsync([Statements.Grant(["SELECT"], [new TableName("public", "t")], "many_grants")], ct);
                                return 0;
                            },
                            default
                        )
                )
        );
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }
        Assert.True(
            await fixture.Server.ScalarAsync<bool>("select has_table_privilege('many_grants', 'public.t', 'SELECT')", address.Database)
        );
    }

    [Fact]
    public async Task A_lost_catalogue_race_is_repeated()
    {
        var address = await fixture.DatabaseAsync("CREATE TABLE public.t (id int)", "CREATE ROLE racer");
        var runs = 0;
        await fixture.Sessions.ChangeAsync(
            address,
            "acl",
            new SessionOptions(),
            async (s, ct) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    await s.ExecuteAsync(["DO $$ BEGIN RAISE EXCEPTION 'tuple concurrently updated' USING ERRCODE = 'XX000'; END $$"], ct);
                }
                await s.ExecuteAsync([Statements.Grant(["SELECT"], [new TableName("public", "t")], "racer")], ct);
                return 0;
            },
            default
        );
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_connection_that_died_in_the_pool_is_replaced()
    {
        var address = await fixture.DatabaseAsync();
        await using var sessions = new PostgresSessions();
        Task<IReadOnlyList<ServerFacts>> Look() =>
            sessions.ReadAsync(address, new SessionOptions(), (s, ct) => s.ReadAsync(ServerFacts.Query, ct), default);
        await Look();
        await fixture.Server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{address.Database}'");
        Assert.Equal(address.Database, (await Look())[0].Database);
    }

    [Theory]
    [InlineData("28P01", "password authentication failed", null, DatabaseFailure.LoginRefused)]
    [InlineData("28000", "no pg_hba.conf entry", null, DatabaseFailure.LoginRefused)]
    [InlineData("XX000", "tuple concurrently updated", null, DatabaseFailure.ConcurrentCatalogUpdate)]
    [InlineData("XX000", "cache lookup failed", null, DatabaseFailure.Other)]
    [InlineData("23505", "duplicate key", "pg_catalog", DatabaseFailure.ConcurrentCatalogUpdate)]
    [InlineData("23505", "duplicate key", "public", DatabaseFailure.Other)]
    [InlineData("57P01", "terminating connection", null, DatabaseFailure.SessionEnded)]
    [InlineData("57P02", "the server crashed", null, DatabaseFailure.SessionEnded)]
    [InlineData("08006", "connection failure", null, DatabaseFailure.SessionEnded)]
    [InlineData("08001", "unable to connect", null, DatabaseFailure.Unreachable)]
    [InlineData("57P03", "the database system is starting up", null, DatabaseFailure.Unreachable)]
    [InlineData("55P03", "lock not available", null, DatabaseFailure.Busy)]
    [InlineData("55006", "slot is active", null, DatabaseFailure.Busy)]
    [InlineData("57014", "canceling statement due to statement timeout", null, DatabaseFailure.Cancelled)]
    [InlineData("55000", "no replica identity", null, DatabaseFailure.Prerequisite)]
    [InlineData("42501", "permission denied", null, DatabaseFailure.NotAllowed)]
    [InlineData("42704", "does not exist", null, DatabaseFailure.NotFound)]
    [InlineData("42710", "already exists", null, DatabaseFailure.AlreadyExists)]
    [InlineData("2BP01", "dependent privileges exist", null, DatabaseFailure.Dependents)]
    [InlineData("53300", "too many connections", null, DatabaseFailure.NoConnection)]
    [InlineData("08P01", "no more connections allowed (max_client_conn)", null, DatabaseFailure.NoConnection)]
    [InlineData("53100", "could not extend file", null, DatabaseFailure.Exhausted)]
    [InlineData("42601", "syntax error", null, DatabaseFailure.Invalid)]
    public void Failures_are_told_apart_by_code_and_text(string state, string text, string? schema, DatabaseFailure expected) =>
        Assert.Equal(expected, FailureClassifier.Classify(state, text, schema));
}
