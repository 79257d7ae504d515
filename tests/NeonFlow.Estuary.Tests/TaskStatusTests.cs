using System.Text.Json.Nodes;
using NeonFlow.Neon.Tests;
using static NeonFlow.Estuary.Tests.TestClient;

namespace NeonFlow.Estuary.Tests;

/// <summary>How a task does, and waiting until it runs.</summary>
public sealed class TaskStatusTests
{
    [Theory]
    [InlineData(
        """
            {"catalog_name":"a/b","last_build_id":"0000000000000005","summary":{"status":"OK","message":"fine"},
            "controller_status":{"activation":{"last_activated":"00:00:00:00:00:00:00:05","shard_status":{"status":"OK","count":1}}}}
            """,
        "OK",
        true
    )]
    [InlineData(
        """
            {"catalog_name":"a/b","last_build_id":"0000000000000006","controller_status":{"activation":{"last_activated":"0000000000000005",
            "shard_status":{"status":"OK"}}}}
            """,
        "PENDING",
        false
    )]
    [InlineData(
        """
            {"catalog_name":"a/b","last_build_id":"0000000000000005","controller_status":{"activation":{"last_activated":"0000000000000005",
            "shard_status":{"status":"PENDING"}}}}
            """,
        "PENDING",
        false
    )]
    [InlineData(
        """
            {"catalog_name":"a/b","last_build_id":"0000000000000005","controller_status":{"activation":{"last_activated":"0000000000000005",
            "shard_status":{"status":"FAILED"},"last_failure":{"message":"boom"}}}}
            """,
        "ERROR",
        false
    )]
    [InlineData("""{"catalog_name":"a/b","disabled":true,"summary":{"status":"TASK_DISABLED"}}""", "TASK_DISABLED", false)]
    [InlineData("""{"catalogName":"a/b","summary":{"status":"Ok"}}""", "OK", true)]
    public void Running_means_the_last_build_is_active_and_all_shards_are_up(string json, string status, bool running)
    {
        var read = StatusReading.Read(JsonNode.Parse(json)!.AsObject())!;
        Assert.Equal((status, running), (read.Status, read.IsRunning));
    }

    [Theory]
    [InlineData("""[{"catalog_name":"a/b","last_build_id":5}]""")]
    [InlineData("""[{"catalogName":"a/b","controller":"gone"}]""")]
    public async Task A_status_of_another_form_is_not_what_Estuary_promises(string body)
    {
        await using var server = new ScriptedServer().Next(200, body);
        using var estuary = Client(server);
        var thrown = await Assert.ThrowsAsync<EstuaryUnavailableException>(() => estuary.GetStatusAsync(["a/b"], default));
        Assert.Contains("not what Estuary promises", thrown.Message, StringComparison.Ordinal);
        Assert.False(thrown.OutcomeUnknown);
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
        var said = new List<string>();
        using var estuary = Client(server, told: said.Add);
        Assert.True((await estuary.WaitUntilRunningAsync("a/b", 1, TimeSpan.FromMinutes(1), default)).IsRunning);

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
        var status = await estuary.WaitUntilRunningAsync("a/b", 1, TimeSpan.FromMinutes(10), default);
        Assert.Equal(("ERROR", "boom"), (status.Status, status.LastFailure));
    }

    [Fact]
    public async Task A_task_that_failed_is_waited_for_until_it_is_started_again_and_stays()
    {
        static string Status(string state, int failures) =>
            "[{\"catalog_name\":\"a/b\",\"last_build_id\":\"0000000000000001\",\"summary\":{\"status\":\""
            + (state == "Ok" ? "OK" : "ERROR")
            + "\"},\"controller_status\":{\"activation\":{\"last_activated\":\"0000000000000001\",\"recent_failure_count\":"
            + failures
            + ",\"shard_status\":{\"status\":\""
            + state
            + "\"}}}}]";
        await using var server = new ScriptedServer();
        foreach (
            var (state, failures) in new[]
            {
                ("Failed", 4),
                ("Failed", 4),
                ("Failed", 4),
                ("Failed", 4),
                ("Ok", 4),
                ("Failed", 5),
                ("Ok", 5),
                ("Ok", 5),
            }
        )
        {
            server.Next(200, Status(state, failures));
        }

        using var estuary = Client(server);
        Assert.True((await estuary.WaitUntilRunningAsync("a/b", 2, TimeSpan.FromMinutes(10), default)).IsRunning);

        // Two failures more are no left-over of what was wrong before.
        await using var hopeless = new ScriptedServer();
        foreach (var failures in new[] { 4, 4, 5, 6 })
        {
            hopeless.Next(200, Status("Failed", failures));
        }

        using var other = Client(hopeless);
        var status = await other.WaitUntilRunningAsync("a/b", 2, TimeSpan.FromMinutes(10), default);
        Assert.Equal(("ERROR", 6), (status.Status, status.Failures));
    }

    [Fact]
    public async Task A_task_that_failed_lately_runs_only_where_it_stays_so()
    {
        static string Status(string state, int failures, string changed) =>
            "[{\"catalog_name\":\"a/b\",\"last_build_id\":\"0000000000000001\",\"summary\":{\"status\":\"OK\"},"
            + "\"controller_status\":{\"activation\":{\"last_activated\":\"0000000000000001\",\"last_activated_at\":\""
            + changed
            + "\",\"recent_failure_count\":"
            + failures
            + ",\"shard_status\":{\"status\":\""
            + state
            + "\"}}}}]";
        var now = DateTimeOffset.UtcNow.ToString("O");

        // It runs at every look, and has failed again in between each time.
        var count = 1;
        await using var looping = new ScriptedServer { Otherwise = _ => new(200, Status("Ok", count++, now), []) };
        using var estuary = Client(looping);
        var status = await estuary.WatchAsync("a/b", hasFailed: false, default);
        Assert.Equal((TaskStatus.Error, false), (status!.Status, status.IsRunning));

        await using var healed = new ScriptedServer { Otherwise = _ => new(200, Status("Ok", 3, now), []) };
        var said = new List<string>();
        using var second = Client(healed, told: said.Add);
        Assert.True((await second.WatchAsync("a/b", hasFailed: false, default))!.IsRunning);
        Assert.True(healed.Calls.Count > 2);
        Assert.Equal(["a/b: OK"], said);

        // What failed yesterday, and has run since, is not watched.
        await using var old = new ScriptedServer { Otherwise = _ => new(200, Status("Ok", 3, "2026-01-02T03:04:05Z"), []) };
        using var third = Client(old);
        Assert.True((await third.WatchAsync("a/b", hasFailed: false, default))!.IsRunning);
        Assert.Single(old.Calls);
        Assert.True((await third.WatchAsync("a/b", hasFailed: true, default))!.IsRunning);
        Assert.True(old.Calls.Count > 2);
    }
}
