using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Neon.Tests;

namespace NeonFlow.Estuary.Tests;

public sealed class EstuaryClientTests
{
    private const string Secret = "1b5e7c9a-known-secret";
    private const string Id = "0102030405060708";
    private const string ConnectorSchema =
        """{"data":{"connectorSpec":{"imageTag":":v3","protocol":"capture","endpointSpecSchema":{"type":"object"},"resourceSpecSchema":{"type":"object"}}}}""";

    private static string Jwt(DateTimeOffset end, string tag = "a") =>
        $"{tag}.{Base64($$$"""{"exp":{{{end.ToUnixTimeSeconds()}}}}""")}.sig";

    private static string Base64(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string RefreshToken => Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"id":"{{Id}}","secret":"{{Secret}}"}"""));

    private static EstuaryClient Client(ScriptedServer server, string? token = null) =>
        new(
            new EstuaryOptions
            {
                Postgrest = new(server.Address, "/rest/v1"),
                Agent = new(server.Address, "/"),
                Encryption = new(server.Address, "/"),
                Token = EstuaryToken.TryParse(token ?? Jwt(DateTimeOffset.UtcNow.AddHours(1)), out _)!,
                PublicKey = "public-anon-key",
                FirstPause = TimeSpan.FromMilliseconds(1),
                LongestPause = TimeSpan.FromMilliseconds(5),
                PollPause = TimeSpan.FromMilliseconds(1),
            }
        );

    /// <summary>A control plane that decides a publish as told.</summary>
    private static Func<Asked, Answer> Deciding(string finalStatus, string errors = "[]", int queuedPolls = 1)
    {
        var polls = 0;
        return asked =>
            (asked.Method, asked.Url.Split('?')[0]) switch
            {
                ("POST", "/rest/v1/drafts") => new(201, """[{"id":"11:11:11:11:11:11:11:11"}]""", []),
                ("POST", "/rest/v1/draft_specs") => new(201, "", []),
                ("POST", "/rest/v1/publications") => new(201, """[{"id":"22:22:22:22:22:22:22:22","logs_token":"t-1"}]""", []),
                ("GET", "/rest/v1/publications") => new(
                    200,
                    polls++ < queuedPolls
                        ? """[{"job_status":{"type":"queued"},"pub_id":null}]"""
                        : $$"""[{"job_status":{{finalStatus}},"pub_id":"33:33:33:33:33:33:33:33"}]""",
                    []
                ),
                ("POST", "/rest/v1/rpc/view_logs") => new(
                    200,
                    """[{"log_line":"Verifying capture requirements","logged_at":"2026-09-01T08:00:00Z","stream":"x"}]""",
                    []
                ),
                ("GET", "/rest/v1/draft_errors") => new(200, errors, []),
                ("DELETE", "/rest/v1/drafts") => new(204, "", []),
                _ => new(599, asked.Url, []),
            };
    }

    private static PublishRequest Request(bool dryRun = false) =>
        new()
        {
            Specs =
            [
                new("acme/in/cap", "capture", new JsonObject { ["bindings"] = new JsonArray() }, FlowId.None),
                StagedSpec.Removal("acme/in/old", null),
            ],
            Detail = "pulumi:urn",
            DryRun = dryRun,
        };

    [Fact]
    public void Tokens_are_told_apart_by_their_form_and_never_printed()
    {
        Assert.Equal(EstuaryTokenKind.Refresh, EstuaryToken.TryParse(RefreshToken, out _)!.Kind);
        Assert.Equal(EstuaryTokenKind.Access, EstuaryToken.TryParse(Jwt(DateTimeOffset.UtcNow), out _)!.Kind);
        Assert.Equal(EstuaryTokenKind.ApiKey, EstuaryToken.TryParse("flow_sa_abc", out _)!.Kind);
        Assert.DoesNotContain(Secret, EstuaryToken.TryParse(RefreshToken, out _)!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("a.b")]
    [InlineData("eyJpZCI6IjEifQ==")]
    public void What_is_no_token_is_refused_before_any_call(string text)
    {
        Assert.Null(EstuaryToken.TryParse(text, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public async Task A_publish_stages_publishes_and_watches_until_it_is_decided()
    {
        await using var server = new ScriptedServer { Otherwise = Deciding("""{"type":"success"}""", queuedPolls: 2) };
        using var estuary = Client(server);
        var said = new List<string>();
        PublishOutcome outcome;
        using (estuary.Watch(said.Add))
        {
            outcome = await estuary.PublishAsync(Request(), default);
        }

        Assert.True(outcome.Changed);
        Assert.Equal("3333333333333333", outcome.PubId);
        Assert.Contains("publishing: Verifying capture requirements", said);
        var calls = server.Calls.ToList();
        Assert.All(calls, static c => Assert.Equal("public-anon-key", c.Headers["apikey"]));
        Assert.All(calls, static c => Assert.StartsWith("Bearer a.", c.Headers["Authorization"], StringComparison.Ordinal));
        var staged = (JsonArray)
            JsonNode.Parse(calls.Single(static c => c.Url.StartsWith("/rest/v1/draft_specs", StringComparison.Ordinal)).Body)!;
        Assert.Equal(
            """{"draft_id":"1111111111111111","catalog_name":"acme/in/cap","spec_type":"capture","spec":{"bindings":[]},"expect_pub_id":"0000000000000000"}""",
            staged[0]!.ToJsonString()
        );
        Assert.Equal(
            """{"draft_id":"1111111111111111","catalog_name":"acme/in/old","spec_type":null,"spec":null,"expect_pub_id":null}""",
            staged[1]!.ToJsonString()
        );
        Assert.Contains(
            calls,
            static c =>
                c.Url.EndsWith("?on_conflict=draft_id,catalog_name", StringComparison.Ordinal)
                && c.Headers["Prefer"].Contains("resolution=merge-duplicates", StringComparison.Ordinal)
        );

        // The server removes the draft of a success by itself.
        Assert.DoesNotContain(calls, static c => c.Method == "DELETE");
    }

    [Theory]
    [InlineData("""{"type":"emptyDraft"}""", false)]
    [InlineData("""{"type":"success"}""", true)]
    public async Task Nothing_to_do_and_dry_runs_leave_no_draft_behind(string status, bool dryRun)
    {
        await using var server = new ScriptedServer { Otherwise = Deciding(status) };
        using var estuary = Client(server);
        var outcome = await estuary.PublishAsync(Request(dryRun), default);
        Assert.False(outcome.Changed);
        Assert.Null(outcome.PubId);
        Assert.Single(server.Calls, static c => c.Method == "DELETE" && c.Url == "/rest/v1/drafts?id=eq.1111111111111111");
    }

    [Fact]
    public async Task A_refused_publish_tells_every_error_with_its_place()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = Deciding(
                """{"type":"buildFailed","new_member":1}""",
                """[{"scope":"flow://capture/acme/in/cap#/bindings/0","detail":"cannot read from table"},{"scope":"odd","detail":"something else"}]"""
            ),
        };
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryPublishException>(() => estuary.PublishAsync(Request(), default));
        Assert.Equal("buildFailed", thrown.Status);
        Assert.Equal(("capture", "acme/in/cap", "/bindings/0"), (thrown.Errors[0].Type, thrown.Errors[0].Name, thrown.Errors[0].Pointer));
        Assert.Contains("cannot read from table", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("something else", thrown.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls, static c => c.Method == "DELETE");
    }

    [Theory]
    [InlineData("""{"type":"expectPubIdMismatch","failures":[{"catalog_name":"acme/in/cap","expected":"00","actual":"11"}]}""")]
    [InlineData("""{"type":"buildIdLockFailure","lockFailures":[{"catalogName":"acme/in/cap","expected":"00","actual":"11"}]}""")]
    public async Task A_publish_of_somebody_else_is_told_by_name(string status)
    {
        await using var server = new ScriptedServer { Otherwise = Deciding(status) };
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryPublishException>(() => estuary.PublishAsync(Request(), default));
        Assert.Equal(new LockFailure("acme/in/cap", "00", "11"), Assert.Single(thrown.Locks));
    }

    [Fact]
    public async Task A_word_for_the_outcome_that_nobody_knows_is_a_failure()
    {
        await using var server = new ScriptedServer { Otherwise = Deciding("""{"type":"brandNew"}""") };
        using var estuary = Client(server);
        Assert.Equal(
            "brandNew",
            (await Assert.ThrowsAsync<EstuaryPublishException>(() => estuary.PublishAsync(Request(), default))).Status
        );
    }

    [Fact]
    public async Task A_publish_whose_answer_got_lost_is_found_again_and_not_started_twice()
    {
        var decide = Deciding("""{"type":"success"}""");
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked switch
                {
                    { Method: "POST", Url: var url } when url.StartsWith("/rest/v1/publications", StringComparison.Ordinal) => new(
                        0,
                        "",
                        []
                    ),
                    { Method: "GET", Url: var url } when url.Contains("draft_id=eq.", StringComparison.Ordinal) => new(
                        200,
                        """[{"id":"22:22:22:22:22:22:22:22","logs_token":"t-1"}]""",
                        []
                    ),
                    _ => decide(asked),
                },
        };
        using var estuary = Client(server);
        Assert.True((await estuary.PublishAsync(Request(), default)).Changed);
        Assert.Single(server.Calls, static c => c.Method == "POST" && c.Url.StartsWith("/rest/v1/publications", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_publish_throws_its_draft_away()
    {
        await using var server = new ScriptedServer { Otherwise = Deciding("""{"type":"success"}""", queuedPolls: int.MaxValue) };
        using var estuary = Client(server);
        using var stop = new CancellationTokenSource();
        using (estuary.Watch(_ => stop.Cancel()))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estuary.PublishAsync(Request(), stop.Token));
        }

        Assert.Single(server.Calls, static c => c.Method == "DELETE");
    }

    [Fact]
    public async Task A_refresh_token_is_exchanged_once_and_renewed_when_it_is_refused()
    {
        var exchanges = 0;
        var refused = 0;
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url switch
                {
                    "/api/v1/auth/token" => new(
                        200,
                        $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddHours(1), $"t{++exchanges}")}}"}""",
                        []
                    ),
                    _ when asked.Headers["Authorization"].StartsWith("Bearer t1.", StringComparison.Ordinal) && refused++ == 1 => new(
                        401,
                        """{"code":"PGRST301","message":"JWT expired"}""",
                        []
                    ),
                    _ => new(200, "[]", []),
                },
        };
        using var estuary = Client(server, RefreshToken);
        await estuary.GetStatusAsync(["acme/a"], default);
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal(2, exchanges);
        Assert.Equal("/api/v1/catalog/status?name=acme%2Fa", server.Calls.Last().Url);
        var exchange = server.Calls.First(static c => c.Url == "/api/v1/auth/token");
        Assert.False(exchange.Headers.ContainsKey("Authorization"));
        Assert.Equal($$"""{"grant_type":"refresh_token","refresh_token_id":"{{Id}}","secret":"{{Secret}}"}""", exchange.Body);
    }

    [Fact]
    public async Task A_token_that_ends_within_a_minute_is_renewed_before_it_is_used()
    {
        var exchanges = 0;
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url == "/api/v1/auth/token"
                    ? new(200, $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddSeconds(30), $"t{++exchanges}")}}"}""", [])
                    : new(200, "[]", []),
        };
        using var estuary = Client(server, RefreshToken);
        await estuary.GetStatusAsync(["acme/a"], default);
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal(2, exchanges);
    }

    [Fact]
    public async Task A_single_use_token_goes_on_with_its_successor()
    {
        var bodies = new List<string>();
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
            {
                if (asked.Url != "/api/v1/auth/token")
                {
                    return new(200, "[]", []);
                }

                bodies.Add(asked.Body);
                return new(
                    200,
                    $$$"""{"access_token":"{{{Jwt(DateTimeOffset.UtcNow.AddSeconds(30))}}}","refresh_token":{"id":"{{{Id}}}","secret":"the-next-one"}}""",
                    []
                );
            },
        };
        using var estuary = Client(server, RefreshToken);
        var said = new List<string>();
        using (estuary.Watch(said.Add))
        {
            await estuary.GetStatusAsync(["acme/a"], default);
            await estuary.GetStatusAsync(["acme/a"], default);
        }

        Assert.Contains("the-next-one", bodies[1], StringComparison.Ordinal);
        Assert.Contains(said, static s => s.Contains("single use", StringComparison.Ordinal));
        Assert.DoesNotContain(said, static s => s.Contains("the-next-one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_server_exchanges_through_postgrest()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url switch
                {
                    "/api/v1/auth/token" => new(404, "not found", []),
                    "/rest/v1/rpc/generate_access_token" => new(
                        200,
                        $$"""{"access_token":"{{Jwt(DateTimeOffset.UtcNow.AddHours(1))}}"}""",
                        []
                    ),
                    _ => new(200, "[]", []),
                },
        };
        using var estuary = Client(server, RefreshToken);
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal(3, server.Calls.Count);
    }

    [Theory]
    [InlineData(401, "invalid, expired, or unknown credential")]
    [InlineData(
        400,
        """{"code":"P0001","details":null,"hint":null,"message":"could not find refresh_token with the given `refresh_token_id` (1b5e7c9a-known-secret)"}"""
    )]
    public async Task A_refused_credential_is_told_without_being_shown(int status, string body)
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(status, body, []) };
        using var estuary = Client(server, RefreshToken);
        var thrown = await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetStatusAsync(["acme/a"], default));
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_access_token_is_told_before_any_call()
    {
        await using var server = new ScriptedServer();
        using var estuary = Client(server, Jwt(DateTimeOffset.UtcNow.AddMinutes(-1)));
        var thrown = await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetLiveAsync(["acme/a"], default));
        Assert.Contains("refresh token", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task An_api_key_serves_the_agent_api_only()
    {
        await using var server = new ScriptedServer { Otherwise = _ => new(200, "[]", []) };
        using var estuary = Client(server, "flow_sa_known_key");
        await estuary.GetStatusAsync(["acme/a"], default);
        Assert.Equal("Bearer flow_sa_known_key", server.Calls.Single().Headers["Authorization"]);
        await Assert.ThrowsAsync<EstuaryUnauthorizedException>(() => estuary.GetLiveAsync(["acme/a"], default));
    }

    [Fact]
    public async Task A_provisional_denial_is_waited_out_where_it_points_with_the_same_credential()
    {
        await using var server = new ScriptedServer()
            .Next(307, "provisional PermissionDenied error: no", ("Location", "/api/graphql?started=1&retryAfter=2"), ("Retry-After", "0"))
            .Next(200, """{"data":{"dataPlanes":{"edges":[],"pageInfo":{"hasNextPage":false}}}}""");
        using var estuary = Client(server);
        Assert.Empty(await estuary.GetDataPlanesAsync(default));
        Assert.Equal("/api/graphql?started=1&retryAfter=2", server.Calls.Last().Url);
        Assert.Equal(server.Calls.First().Body, server.Calls.Last().Body);
        Assert.Equal(server.Calls.First().Headers["Authorization"], server.Calls.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task Data_planes_are_read_to_the_last_page()
    {
        await using var server = new ScriptedServer()
            .Next(
                200,
                """{"data":{"dataPlanes":{"edges":[{"cursor":"1","node":{"name":"ops/dp/public/a","cloudProvider":"AWS","region":"eu-west-1","isPublic":true,"closed":false,"cidrBlocks":["18.200.127.124/32","2001:db8::/64"]}}],"pageInfo":{"hasNextPage":true,"endCursor":"1"}}}}"""
            )
            .Next(
                200,
                """{"data":{"dataPlanes":{"edges":[{"cursor":"2","node":{"name":"ops/dp/public/b","closed":true,"cidrBlocks":[]}}],"pageInfo":{"hasNextPage":false,"endCursor":"2"}}}}"""
            );
        using var estuary = Client(server);
        var planes = await estuary.GetDataPlanesAsync(default);
        Assert.Equal(["ops/dp/public/a", "ops/dp/public/b"], planes.Select(static p => p.Name));
        Assert.Equal(["18.200.127.124/32", "2001:db8::/64"], planes[0].CidrBlocks);
        Assert.True(planes[1].Closed);
        Assert.Contains("\"after\":\"1\"", server.Calls.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PermissionDenied: you@example.com is not authorized", typeof(EstuaryForbiddenException))]
    [InlineData("Unauthenticated: no", typeof(EstuaryUnauthorizedException))]
    [InlineData("something odd", typeof(EstuaryRefusedException))]
    public async Task Errors_of_graphql_hide_in_a_success(string message, Type type)
    {
        await using var server = new ScriptedServer().Next(200, $$"""{"data":null,"errors":[{"message":"{{message}}"}]}""");
        using var estuary = Client(server);
        await Assert.ThrowsAsync(type, () => estuary.GetDataPlanesAsync(default));
    }

    [Fact]
    public async Task Absent_specs_are_absent_only_where_the_caller_may_see_them()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = asked =>
                asked.Url.Contains("/rpc/auth_roles", StringComparison.Ordinal)
                    ? new(200, """[{"role_prefix":"acme/","capability":"admin"}]""", [])
                    : new(
                        200,
                        """[{"catalog_name":"acme/in/cap","spec_type":"capture","spec":{"bindings":[]},"last_pub_id":"0a:00:00:00:00:00:00:01","last_build_id":"0a:00:00:00:00:00:00:02","writes_to":["acme/x"]},{"catalog_name":"acme/in/gone","spec_type":null,"spec":null}]""",
                        []
                    ),
        };
        using var estuary = Client(server);
        var live = Assert.Single(await estuary.GetLiveAsync(["acme/in/cap", "acme/in/gone"], default));
        Assert.Equal("0a00000000000001", live.LastPubId);
        Assert.Equal(["acme/x"], live.WritesTo);
        var thrown = await Assert.ThrowsAsync<EstuaryForbiddenException>(() => estuary.FindLiveAsync("other/in/cap", default));
        Assert.Contains("other/in/cap", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_survive_trouble_and_do_not_call_it_absence()
    {
        await using var server = new ScriptedServer()
            .Next(502, "<html>")
            .NextCut()
            .Next(200, "[]")
            .Next(200, """[{"role_prefix":"acme/"}]""");
        using var estuary = Client(server);
        Assert.Null(await estuary.FindLiveAsync("acme/in/cap", default));
        await using var broken = new ScriptedServer { Otherwise = _ => new(500, "", []) };
        using var other = Client(broken);
        await Assert.ThrowsAsync<EstuaryUnavailableException>(() => other.FindLiveAsync("acme/in/cap", default));
    }

    [Fact]
    public async Task A_config_is_encrypted_by_the_connectors_own_schema()
    {
        await using var server = new ScriptedServer()
            .Next(200, ConnectorSchema)
            .Next(200, """{"user":"u","password_sops":"ENC[x]","sops":{"mac":"m","encrypted_suffix":"_sops"}}""");
        using var estuary = Client(server);
        var config = await estuary.EncryptConfigAsync(
            "ghcr.io/estuary/source-postgres:v3",
            new() { ["user"] = "u", ["password"] = Secret },
            default
        );
        Assert.Equal("ENC[x]", config["password_sops"]!.GetValue<string>());
        var sent = server.Calls.Last();
        Assert.Equal($$$"""{"config":{"user":"u","password":"{{{Secret}}}"},"schema":{"type":"object"}}""", sent.Body);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_config_that_came_back_plain_is_never_staged()
    {
        await using var server = new ScriptedServer().Next(200, ConnectorSchema).Next(200, $$"""{"user":"u","password":"{{Secret}}"}""");
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryUnavailableException>(() =>
            estuary.EncryptConfigAsync("ghcr.io/estuary/source-postgres:v3", new() { ["password"] = Secret }, default)
        );
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_graphql_lacks_connectors_postgrest_knows_them()
    {
        await using var server = new ScriptedServer()
            .Next(200, """{"errors":[{"message":"Unknown field \"connectorSpec\" on type \"QueryRoot\"."}]}""")
            .Next(200, """[{"id":"44:44:44:44:44:44:44:44"}]""")
            .Next(200, """[{"endpoint_spec_schema":{"type":"object"},"resource_spec_schema":{"type":"object"}}]""");
        using var estuary = Client(server);
        Assert.NotNull(await estuary.GetConnectorSpecAsync("ghcr.io/estuary/source-postgres:v3", default));
        Assert.Contains("image_name=eq.ghcr.io%2Festuary%2Fsource-postgres", server.Calls.ElementAt(1).Url, StringComparison.Ordinal);
        Assert.Contains("image_tag=eq.%3Av3", server.Calls.ElementAt(2).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_tag_that_was_answered_with_another_one_is_unknown()
    {
        await using var server = new ScriptedServer().Next(200, ConnectorSchema);
        using var estuary = Client(server);
        Assert.Null(await estuary.GetConnectorSpecAsync("ghcr.io/estuary/source-postgres:v9", default));
    }

    [Theory]
    [InlineData(
        """{"catalog_name":"a/b","last_build_id":"0000000000000005","summary":{"status":"OK","message":"fine"},"controller_status":{"activation":{"last_activated":"00:00:00:00:00:00:00:05","shard_status":{"status":"OK","count":1}}}}""",
        "OK",
        true
    )]
    [InlineData(
        """{"catalog_name":"a/b","last_build_id":"0000000000000006","controller_status":{"activation":{"last_activated":"0000000000000005","shard_status":{"status":"OK"}}}}""",
        "PENDING",
        false
    )]
    [InlineData(
        """{"catalog_name":"a/b","last_build_id":"0000000000000005","controller_status":{"activation":{"last_activated":"0000000000000005","shard_status":{"status":"PENDING"}}}}""",
        "PENDING",
        false
    )]
    [InlineData(
        """{"catalog_name":"a/b","last_build_id":"0000000000000005","controller_status":{"activation":{"last_activated":"0000000000000005","shard_status":{"status":"FAILED"},"last_failure":{"message":"boom"}}}}""",
        "ERROR",
        false
    )]
    [InlineData("""{"catalog_name":"a/b","disabled":true,"summary":{"status":"TASK_DISABLED"}}""", "TASK_DISABLED", false)]
    [InlineData("""{"catalogName":"a/b","summary":{"status":"Ok"}}""", "OK", true)]
    public void Running_means_the_last_build_is_active_and_all_shards_are_up(string json, string status, bool running)
    {
        var read = StatusReading.Read(JsonNode.Parse(json)!)!;
        Assert.Equal((status, running), (read.Status, read.IsRunning));
    }

    [Fact]
    public async Task Waiting_for_a_task_tells_what_its_connector_says()
    {
        await using var server = new ScriptedServer()
            .Next(404, "no live specs found for names: [a/b]")
            .Next(
                200,
                """[{"catalog_name":"a/b","summary":{"status":"PENDING"},"connector_status":{"message":"backfilling public.orders"}}]"""
            )
            .Next(200, """[{"catalog_name":"a/b","summary":{"status":"OK"}}]""");
        using var estuary = Client(server);
        var said = new List<string>();
        using (estuary.Watch(said.Add))
        {
            Assert.True((await estuary.WaitUntilRunningAsync("a/b", TimeSpan.FromMinutes(1), default)).IsRunning);
        }

        Assert.Contains("a/b: backfilling public.orders", said);
    }

    [Fact]
    public async Task A_task_that_keeps_failing_ends_the_wait()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = _ =>
                new(200, """[{"catalog_name":"a/b","summary":{"status":"ERROR","message":"no"},"controller_error":"boom"}]""", []),
        };
        using var estuary = Client(server);
        var status = await estuary.WaitUntilRunningAsync("a/b", TimeSpan.FromMinutes(10), default);
        Assert.Equal(("ERROR", "boom"), (status.Status, status.LastFailure));
    }

    [Fact]
    public async Task An_announced_end_of_service_is_told_once()
    {
        await using var server = new ScriptedServer
        {
            Otherwise = _ => new(200, "[]", [("Deprecation", "true"), ("Sunset", "Sat, 31 Jul 2027 00:00:00 GMT")]),
        };
        using var estuary = Client(server);
        var said = new List<string>();
        using (estuary.Watch(said.Add))
        {
            await estuary.GetStatusAsync(["a/b"], default);
            await estuary.GetStatusAsync(["a/b"], default);
        }

        Assert.Single(said, static s => s.Contains("31 Jul 2027", StringComparison.Ordinal));
    }
}
