using System.Text.Json.Nodes;
using NeonFlow.Neon.Tests;
using static NeonFlow.Estuary.Tests.TestClient;

namespace NeonFlow.Estuary.Tests;

/// <summary>A publish: a draft that is staged, published and watched until it is decided.</summary>
public sealed class PublishTests
{
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
    public async Task A_publish_stages_publishes_and_watches_until_it_is_decided()
    {
        await using var server = new ScriptedServer { Otherwise = Deciding("""{"type":"success"}""", queuedPolls: 2) };
        var said = new List<string>();
        using var estuary = Client(server, told: said.Add);
        var outcome = await estuary.PublishAsync(Request(), default);

        Assert.True(outcome.Changed);
        Assert.Equal("3333333333333333", outcome.PubId);
        Assert.Contains("publishing: Verifying capture requirements", said);
        var calls = server.Calls.ToList();
        Assert.All(calls, static c => Assert.Equal("public-anon-key", c.Headers["apikey"]));
        Assert.All(calls, static c => Assert.StartsWith("Bearer a.", c.Headers["Authorization"], StringComparison.Ordinal));
        var staged = (JsonArray)
            JsonNode.Parse(calls.Single(static c => c.Url.StartsWith("/rest/v1/draft_specs", StringComparison.Ordinal)).Body)!;
        Assert.Equal(
            """
            {"draft_id":"1111111111111111","catalog_name":"acme/in/cap","spec_type":"capture","spec":{"bindings":[]},
            "expect_pub_id":"0000000000000000"}
            """.ReplaceLineEndings(""),
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
                """
                [{"scope":"flow://capture/acme/in/cap#/bindings/0","detail":"cannot read from table"},{"scope":"odd",
                "detail":"something else"}]
                """
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

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    public async Task One_empty_answer_about_a_publish_is_no_verdict(string body)
    {
        var decide = Deciding("""{"type":"success"}""");
        var asked = 0;
        await using var server = new ScriptedServer
        {
            Otherwise = call =>
                call.Method == "GET" && call.Url.Contains("job_status", StringComparison.Ordinal) && asked++ == 0
                    ? new(200, body, [])
                    : decide(call),
        };
        using var estuary = Client(server);
        Assert.True((await estuary.PublishAsync(Request(), default)).Changed);
        Assert.True(asked > 1);
    }

    [Fact]
    public async Task A_cancelled_publish_throws_its_draft_away()
    {
        await using var server = new ScriptedServer { Otherwise = Deciding("""{"type":"success"}""", queuedPolls: int.MaxValue) };
        using var stop = new CancellationTokenSource();
        using var estuary = Client(server, told: _ => stop.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estuary.PublishAsync(Request(), stop.Token));

        Assert.Single(server.Calls, static c => c.Method == "DELETE");
    }
}
