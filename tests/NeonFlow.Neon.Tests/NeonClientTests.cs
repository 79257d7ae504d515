using NeonFlow.Http.Tests;

namespace NeonFlow.Neon.Tests;

public sealed class NeonClientTests
{
    private const string Key = "napi_known_secret_value";
    private const string Locked = """
        {"request_id":"r-1","code":"",
        "message":"project already has running conflicting operations, scheduling of new ones is prohibited"}
        """;
    private const string RoleBody = """
        {"role":{"branch_id":"br-a-1","name":"cdc","password":"npg_known_password","protected":false,"created_at":"2026-09-01T08:00:00Z",
        "updated_at":"2026-09-01T08:00:00Z","colour":"new member"},"operations":[{"id":"op-1","project_id":"p-1","action":"apply_config",
        "status":"running","failures_count":0,"created_at":"2026-09-01T08:00:00Z","updated_at":"2026-09-01T08:00:00Z",
        "total_duration_ms":0}]}
        """;

    private static NeonClient Client(ScriptedServer server, Action<string>? told = null, int patienceSeconds = 60) =>
        new(
            new NeonOptions
            {
                Address = server.Address,
                ApiKey = Key,
                FirstPause = TimeSpan.FromMilliseconds(1),
                LongestPause = TimeSpan.FromMilliseconds(5),
                PollPause = TimeSpan.FromMilliseconds(1),
                Patience = TimeSpan.FromSeconds(patienceSeconds),
                Progress = told is null ? null : new Told(told),
            }
        );

    private static string Op(string status, string error = "") =>
        $$$"""
            {"operation":{"id":"op-1","project_id":"p-1","action":"apply_config","status":"{{{status}}}","error":"{{{error}}}",
            "failures_count":0,"created_at":"x","updated_at":"x","total_duration_ms":0}}
            """;

    [Fact]
    public async Task Every_call_carries_key_and_request_id()
    {
        await using var server = new ScriptedServer().Next(200, """{"project":{"id":"p-1","name":"n"}}""");
        using var neon = Client(server);
        Assert.Equal("p-1", (await neon.GetProjectAsync("p-1", default)).Id);
        var call = Assert.Single(server.Calls);
        Assert.Equal("/api/v2/projects/p-1", call.Url);
        Assert.Equal($"Bearer {Key}", call.Headers["Authorization"]);
        Assert.NotEmpty(call.Headers["X-Request-ID"]);
        Assert.Contains("application/json", call.Headers["Accept"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_configured_leaves_are_sent()
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, """{"project":{"id":"p-1"},"operations":[]}""", []) };
        using var neon = Client(server);
        await neon.EnableLogicalReplicationAsync("p-1", default);
        await neon.SetAllowedIpsAsync("p-1", new() { Ips = ["203.0.113.7"] }, default);
        await neon.SetAllowedIpsAsync("p-1", new(), default);
        Assert.Equal(
            [
                """{"project":{"settings":{"enable_logical_replication":true}}}""",
                """{"project":{"settings":{"allowed_ips":{"ips":["203.0.113.7"],"protected_branches_only":false}}}}""",
                """{"project":{"settings":{"allowed_ips":{"ips":[],"protected_branches_only":false}}}}""",
            ],
            server.Calls.Select(static c => c.Body)
        );
    }

    [Fact]
    public async Task Names_travel_as_one_segment()
    {
        await using var server = new ScriptedServer().Next(200, """{"password":"npg_known_password"}""");
        using var neon = Client(server);
        await neon.RevealPasswordAsync("p-1", "br-a-1", "a/b ü%", default);
        Assert.Equal("/api/v2/projects/p-1/branches/br-a-1/roles/a%2Fb%20%C3%BC%25/reveal_password", server.Calls.Single().Url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Not/An/Id")]
    [InlineData("..")]
    public async Task Ids_that_would_shift_the_route_are_never_sent(string id)
    {
        await using var server = new ScriptedServer();
        using var neon = Client(server);
        await Assert.ThrowsAsync<ArgumentException>(() => neon.GetProjectAsync(id, default));
        await Assert.ThrowsAsync<ArgumentException>(() => neon.RevealPasswordAsync("p-1", "br-1", "", default));
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData(423)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Refusals_that_carried_out_nothing_are_waited_out_for_every_method(int status)
    {
        await using var server = new ScriptedServer().Next(status, Locked).Next(status, Locked).Next(201, RoleBody);
        var said = new List<string>();
        using var neon = Client(server, said.Add);
        var made = await neon.CreateRoleAsync("p-1", "br-a-1", "cdc", noLogin: false, default);
        Assert.Equal("npg_known_password", made.Value.Password);
        Assert.Equal("op-1", Assert.Single(made.Operations).Id);
        Assert.Equal(3, server.Calls.Count);
        Assert.Equal(2, said.Count);
        Assert.Equal("""{"role":{"name":"cdc"}}""", server.Calls.First().Body);
    }

    [Theory]
    [InlineData(429, "0")]
    [InlineData(503, "Sat, 01 Jan 2000 00:00:00 GMT")]
    [InlineData(423, null)]
    public async Task A_server_that_asks_for_no_pause_gets_no_loop_without_pause(int status, string? asked)
    {
        const int mostCalls = 200;
        (string Name, string Value)[] headers = asked is null ? [] : [("Retry-After", asked)];
        var calls = 0;
        await using var server = new ScriptedServer { Otherwise = _ => new(++calls > mostCalls ? 400 : status, Locked, headers) };
        var clock = new ImpatientClock(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(15));
        using var neon = new NeonClient(
            new NeonOptions
            {
                Address = server.Address,
                ApiKey = Key,
                Clock = clock,
            }
        );
        await Assert.ThrowsAnyAsync<NeonException>(() => neon.CreateRoleAsync("p-1", "br-a-1", "cdc", noLogin: false, default));
        Assert.InRange(calls, 30, 70);
        Assert.Equal(calls - 1, clock.Pauses.Count);
        Assert.All(clock.Pauses, static p => Assert.True(p >= TimeSpan.FromMilliseconds(125)));
    }

    [Fact]
    public async Task Retry_after_is_honoured_and_bounded_by_the_patience()
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(429, Locked, [("Retry-After", "3600")]) };
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonRateLimitedException>(() => neon.GetProjectAsync("p-1", default));
        Assert.Equal("r-1", thrown.Failure.RequestId);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Waiting_for_a_lock_ends_with_the_callers_cancellation()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new ScriptedServer { Otherwise = _ => new(423, Locked, [("Retry-After", "50")]) };
        using var neon = Client(server, _ => stop.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => neon.GetProjectAsync("p-1", stop.Token));
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_not_sent_twice()
    {
        await using var server = new ScriptedServer().NextCut();
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonUnavailableException>(() => neon.CreateRoleAsync("p-1", "br-a-1", "cdc", false, default));
        Assert.True(thrown.OutcomeUnknown);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_create_that_ended_in_502_is_not_sent_twice()
    {
        await using var server = new ScriptedServer().Next(502, "<html>bad gateway</html>");
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonUnavailableException>(() => neon.CreateRoleAsync("p-1", "br-a-1", "cdc", false, default));
        Assert.True(thrown.OutcomeUnknown);
        Assert.Contains("bad gateway", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_survive_a_lost_answer_and_html()
    {
        await using var server = new ScriptedServer().NextCut().Next(524, "<html>x</html>").Next(200, """{"roles":[]}""");
        using var neon = Client(server);
        Assert.Empty(await neon.ListRolesAsync("p-1", "br-a-1", default));
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task Reads_give_up_after_some_tries()
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(500, "", []) };
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonUnavailableException>(() => neon.ListRolesAsync("p-1", "br-a-1", default));
        Assert.Equal(500, thrown.Failure.Status);
        Assert.Equal(4, server.Calls.Count);
        Assert.Contains("tried 4 times", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, typeof(NeonUnauthorizedException))]
    [InlineData(403, typeof(NeonUnauthorizedException))]
    [InlineData(404, typeof(NeonNotFoundException))]
    [InlineData(409, typeof(NeonConflictException))]
    [InlineData(412, typeof(NeonRefusedException))]
    [InlineData(422, typeof(NeonRefusedException))]
    [InlineData(400, typeof(NeonRefusedException))]
    public async Task Errors_are_typed_and_hold_neons_words_but_no_key(int status, Type type)
    {
        await using var server = new ScriptedServer().Next(
            status,
            $$"""{"request_id":"r-9","code":"LIMIT","message":"no, not with {{Key}}"}"""
        );
        using var neon = Client(server);
        var thrown = (NeonException)await Assert.ThrowsAsync(type, () => neon.GetProjectAsync("p-1", default));
        Assert.Equal("r-9", thrown.Failure.RequestId);
        Assert.Equal("LIMIT", thrown.Failure.Code);
        Assert.Contains("no, not with", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_not_the_apis_does_not_show_its_body()
    {
        await using var server = new ScriptedServer().Next(200, """{"password":["npg_known_password"]}""");
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonUnavailableException>(() => neon.RevealPasswordAsync("p-1", "br-a-1", "cdc", default));
        Assert.DoesNotContain("npg_known_password", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_told_apart_from_a_server_in_trouble()
    {
        Uri address;
        await using (var gone = new ScriptedServer())
        {
            address = gone.Address;
        }

        using var neon = new NeonClient(
            new NeonOptions
            {
                Address = address,
                ApiKey = Key,
                FirstPause = TimeSpan.FromMilliseconds(1),
            }
        );
        var thrown = await Assert.ThrowsAsync<NeonUnreachableException>(() => neon.GetProjectAsync("p-1", default));
        Assert.Contains(address.Authority, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_absent_is_no_error()
    {
        await using var server = new ScriptedServer().Next(204, "");
        using var neon = Client(server);
        Assert.Null(await neon.DeleteRoleAsync("p-1", "br-a-1", "cdc", default));
    }

    [Fact]
    public async Task Operations_are_awaited_to_their_end()
    {
        await using var server = new ScriptedServer().Next(200, Op("running")).Next(200, Op("brand_new_state")).Next(200, Op("finished"));
        var said = new List<string>();
        using var neon = Client(server, said.Add);
        await neon.WaitAsync(
            "p-1",
            [
                new()
                {
                    Id = "op-1",
                    Action = "apply_config",
                    Status = "scheduling",
                },
                new() { Id = "op-2", Status = "skipped" },
            ],
            default
        );
        Assert.Equal(3, server.Calls.Count);
        Assert.Contains(said, static s => s.Contains("apply_config running", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("error")]
    [InlineData("cancelled")]
    public async Task An_operation_that_ended_badly_is_an_error_with_its_reason(string status)
    {
        await using var server = new ScriptedServer().Next(200, Op(status, "compute would not start"));
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonOperationException>(() =>
            neon.WaitAsync(
                "p-1",
                [
                    new()
                    {
                        Id = "op-1",
                        Action = "apply_config",
                        Status = "running",
                    },
                ],
                default
            )
        );
        Assert.Contains("compute would not start", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("apply_config", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        await using var server = new ScriptedServer()
            .Next(
                200,
                """
                {"branches":[{"id":"br-a-1","name":"a"}],"annotations":{},"pagination":{"next":"c1","sort_by":"updated_at",
                "sort_order":"desc"}}
                """
            )
            .Next(200, """{"branches":[{"id":"br-b-2","name":"main","default":true}],"annotations":{}}""");
        using var neon = Client(server);
        Assert.Equal("br-b-2", (await neon.GetDefaultBranchAsync("p-1", default)).Id);
        Assert.Contains("cursor=c1", server.Calls.Last().Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"project":null,"operations":null}""")]
    [InlineData("""{"operations":[{"id":"op-1","status":"finished","failures_count":null,"colour":{}}]}""")]
    public async Task A_member_that_the_caller_does_not_need_may_be_absent(string body)
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, body, []) };
        using var neon = Client(server);
        await neon.WaitAsync("p-1", (await neon.EnableLogicalReplicationAsync("p-1", default)).Operations, default);
        Assert.Equal("cdc", (await neon.CreateRoleAsync("p-1", "br-a-1", "cdc", noLogin: false, default)).Value.Name);
        Assert.Empty(await neon.ListRolesAsync("p-1", "br-a-1", default));
        Assert.Empty(await neon.ListDatabasesAsync("p-1", "br-a-1", default));
    }

    [Fact]
    public async Task Null_counts_as_absent()
    {
        const string body = """{"branches":[{"id":"br-a-1","default":null},{"id":null,"default":true},{"id":"br-b-2","default":true}]}""";
        await using var server = new ScriptedServer().Next(200, body);
        using var neon = Client(server);
        Assert.Equal("br-b-2", (await neon.GetDefaultBranchAsync("p-1", default)).Id);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"project":null}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("<html>welcome</html>")]
    public async Task An_answer_without_what_the_caller_needs_names_the_call(string body)
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, body, []) };
        using var neon = Client(server);
        var thrown = await Assert.ThrowsAsync<NeonUnavailableException>(() => neon.GetProjectAsync("p-1", default));
        Assert.Equal(("GET /projects/p-1", 200, false), (thrown.Failure.Call, thrown.Failure.Status, thrown.OutcomeUnknown));
    }

    [Fact]
    public async Task A_reset_whose_answer_was_lost_is_repeated()
    {
        await using var server = new ScriptedServer().NextCut().Next(200, RoleBody);
        using var neon = Client(server);
        Assert.Equal("npg_known_password", (await neon.ResetPasswordAsync("p-1", "br-a-1", "cdc", default)).Value.Password);
        Assert.Equal(2, server.Calls.Select(static c => c.Headers["X-Request-ID"]).Distinct().Count());
    }

    [Fact]
    public async Task An_operation_that_cannot_be_asked_for_is_not_taken_for_finished()
    {
        await using var server = new ScriptedServer();
        using var neon = Client(server);
        await Assert.ThrowsAsync<NeonOperationException>(() => neon.WaitAsync("p-1", [new() { Status = "running" }], default));
    }

    [Fact]
    public async Task A_connection_uri_is_taken_apart()
    {
        await using var server = new ScriptedServer().Next(
            200,
            """{"uri":"postgresql://c%40dc:npg_known_password@ep-x-pooler.localhost:6543/my%20db?sslmode=disable&channel_binding=prefer"}"""
        );
        using var neon = Client(server);
        var uri = await neon.GetConnectionUriAsync("p-1", "br-a-1", "my db", "c@dc", pooled: true, default);
        Assert.Equal(
            ("ep-x-pooler.localhost", 6543, "my db", "c@dc", "npg_known_password"),
            (uri.Host, uri.Port, uri.Database, uri.User, uri.Password)
        );
        Assert.DoesNotContain("npg_known_password", uri.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "/api/v2/projects/p-1/connection_uri?branch_id=br-a-1&database_name=my%20db&role_name=c%40dc&pooled=true",
            server.Calls.Single().Url
        );
    }
}
