using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Tests.Postgres;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class DataPlaneTests
{
    private static JsonObject Row(int id) => new() { ["id"] = id, ["region"] = "eu" };

    [Fact]
    public async Task A_restart_goes_on_from_the_stored_state()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Source.Add("orders", "c", Row(1));
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
        var starts = bench.Cloud.Capture(Capture)!.Starts;

        bench.Cloud.RestartCapture(Capture);
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.Starts > starts && s.State == ShardState.Ok);
        bench.Source.Add("orders", "c", Row(2));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 2);
        Assert.Equal(2, bench.Cloud.Documents(Orders).Count);
        Assert.Equal(2, bench.Cloud.CaptureState(Capture)!["cursor"]!.GetValue<int>());
        var open = bench.Source.Requests.Last(r => r.ContainsKey("open"))["open"]!;
        Assert.Equal(1, open["state"]!["cursor"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_failure_is_shown_and_the_connector_starts_again()
    {
        await using var bench = await EstuaryBench.StartAsync(o => o with { RestartPause = TimeSpan.FromMilliseconds(20) });
        await bench.PublishShopAsync();
        bench.Source.OpenFailure = "error starting replication: ERROR: replication slot \"flow_slot\" does not exist (SQLSTATE 42704)";
        bench.Source.StreamFailure = "the stream broke";
        bench.Source.Wake();
        var failed = await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Failed && s.Failures > 2);
        Assert.Equal(bench.Source.OpenFailure, failed.Failure);

        var answer = await bench.GraphQlAsync(StatusQuery, new JsonObject { ["names"] = new JsonArray(Capture) });
        var status = answer["data"]!["liveSpecs"]!["edges"]![0]!["node"]!["status"]!;
        Assert.Equal("ERROR", status["type"]!.GetValue<string>());
        Assert.Contains(
            "42704",
            status["controller"]!["activation"]!["lastFailure"]!["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );

        bench.Source.OpenFailure = null;
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Ok);
        bench.Source.Add("orders", "c", Row(1));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
    }

    [Theory]
    [InlineData("""{"captured":{"binding":7,"doc":{"id":1}}}""", "the connector captured a document of binding 7, and there are 1")]
    [InlineData(
        """{"captured":{"binding":"first","doc":{"id":1}}}""",
        "the connector captured a document of binding \"first\", and there are 1"
    )]
    [InlineData("""{"captured":{"doc":"text"}}""", "the connector captured a document that is no JSON object")]
    [InlineData(
        """{"captured":{"doc":{"id":1,"id":2}}}""",
        $"the connector captured a document of {Orders} in which a property stands twice"
    )]
    [InlineData("""{"sunk":{}}""", "the connector sent an unknown message sunk")]
    [InlineData("nonsense", "the connector wrote a line that is no JSON object")]
    public async Task A_connector_that_breaks_the_protocol_has_failed_and_starts_again(string line, string failure)
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        bench.Source.Nonsense = line;
        bench.Source.Wake();
        Assert.Equal(failure, (await bench.Cloud.WaitForCaptureAsync(Capture, s => s.Failures == 1)).Failure);
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Ok);
        bench.Source.Add("orders", "c", Row(1));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
    }

    [Fact]
    public async Task An_added_binding_is_backfilled_and_the_others_go_on()
    {
        await using var bench = await EstuaryBench.StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            bench.Source.Add("orders", "c", Row(i));
        }
        bench.Source.Add("customers", "c", Row(7));
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 3);

        await bench.PublishShopAsync(Binding("orders", Orders), Binding("customers", Customers));
        await bench.Cloud.WaitForRowsAsync(Customers, r => r.Count == 1);
        bench.Source.Add("orders", "c", Row(4));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 4);
        Assert.Equal(4, bench.Cloud.Documents(Orders).Count);
        Assert.True(bench.Cloud.Capture(Capture)!.BackfillDone);

        var requests = bench.Source.Requests.Select(r => r.First().Key).ToList();
        Assert.Equal(["apply", "open"], requests.TakeLast(2));
    }

    [Fact]
    public async Task A_raised_counter_makes_a_new_state_key()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Source.Add("orders", "c", Row(1));
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
        await bench.PublishShopAsync(Binding("orders", Orders, backfill: 1));
        await bench.Cloud.WaitForCaptureAsync(Capture, _ => bench.Cloud.Documents(Orders).Count == 2);
        Assert.NotNull(bench.Cloud.CaptureState(Capture)!["bindingStateV1"]!["public%2Forders.v1"]);
        Assert.Single(bench.Cloud.Rows(Orders));
    }

    [Fact]
    public async Task Checkpoints_are_acknowledged_unless_held()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        bench.Cloud.HoldAcknowledgements(Capture, true);
        bench.Source.Add("orders", "c", Row(1));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
        Assert.Equal(1, bench.Cloud.CaptureState(Capture)!["cursor"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_deleted_capture_forgets_its_state()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Source.Add("orders", "c", Row(1));
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
        await bench.Cloud.DeleteAsync(Capture, Orders);
        Assert.Empty(bench.Cloud.Documents(Orders));
        await bench.PublishShopAsync();
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
    }

    [Fact]
    public async Task Documents_are_written_to_files_where_asked()
    {
        var folder = Directory.CreateTempSubdirectory("estuary-documents").FullName;
        try
        {
            await using var bench = await EstuaryBench.StartAsync(o => o with { DocumentsFolder = folder });
            bench.Source.Add("orders", "c", Row(1));
            await bench.PublishShopAsync();
            await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
            var line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(folder, Orders + ".jsonl")));
            Assert.Equal(bench.Cloud.Documents(Orders)[0].ToJsonString(), JsonNode.Parse(line)!.ToJsonString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_document_that_does_not_fit_fails_the_capture_until_its_collection_was_published_anew()
    {
        await using var bench = await EstuaryBench.StartAsync(o => o with { RestartPause = TimeSpan.FromMilliseconds(20) });
        await bench.PublishShopAsync();
        bench.Source.Add("orders", "c", Row(1));
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);

        bench.Source.Add("orders", "c", new JsonObject { ["id"] = "A-2", ["region"] = "eu" });
        var failed = await bench.Cloud.WaitForCaptureAsync(Capture, s => s.Failures > 2);
        Assert.Equal($"{Orders} document failed validation against its collection JSON Schema: /id is not of type integer", failed.Failure);
        Assert.Single(bench.Cloud.Documents(Orders));

        var wider = Collection();
        wider["schema"]!["properties"]!["id"]!["type"] = new JsonArray("integer", "string");
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Orders, "collection", wider);
        Assert.Equal("success", (await bench.PublishAsync(draft)).Status["type"]!.GetValue<string>());
        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 2);
    }

    [Fact]
    public async Task Documents_that_cannot_be_written_fail_their_capture_until_they_can()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"estuary-documents-{Guid.NewGuid():n}");
        await File.WriteAllTextAsync(folder, "no folder");
        try
        {
            await using var bench = await EstuaryBench.StartAsync(o => o with { DocumentsFolder = folder });
            await bench.PublishShopAsync();
            bench.Source.Add("orders", "c", Row(1));
            Assert.Contains(
                folder,
                (await bench.Cloud.WaitForCaptureAsync(Capture, s => s.Failures > 0)).Failure,
                StringComparison.Ordinal
            );
            File.Delete(folder);
            await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
            Assert.Single(bench.Cloud.Documents(Orders));
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
            File.Delete(folder);
        }
    }

    [Fact]
    public async Task A_connector_can_be_an_executable()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var script = Path.Combine(Path.GetTempPath(), $"connector-{Guid.NewGuid():n}.sh");
        await File.WriteAllTextAsync(
            script,
            """
            #!/bin/sh
            while read -r line; do
              case "$line" in
                *'"spec"'*) echo '{"spec":{"protocol":3032023,"configSchema":{},"codec":"'"$FLOW_RUNTIME_CODEC"'"}}' ;;
                *) echo 'no such thing' >&2; exit 1 ;;
              esac
            done
            """
        );
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await using (var session = ConnectorSession.Start(new ProcessConnector(script), _ => { }))
            {
                var spec = await session.CallAsync(new JsonObject { ["spec"] = new JsonObject() }, "spec", CancellationToken.None);
                Assert.Equal("json", spec["codec"]!.GetValue<string>());
                session.CloseRequests();
                Assert.Equal(0, await session.Exit);
            }
            await using (var session = ConnectorSession.Start(new ProcessConnector(script), _ => { }))
            {
                var failure = await Assert.ThrowsAsync<ConnectorException>(() =>
                    session.CallAsync(new JsonObject { ["open"] = new JsonObject() }, "opened", CancellationToken.None)
                );
                Assert.Equal("no such thing", failure.Message);
            }
            await using var stopped = ConnectorSession.Start(new ProcessConnector(script), _ => { });
            await stopped.CallAsync(new JsonObject { ["spec"] = new JsonObject() }, "spec", CancellationToken.None);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Fact]
    public async Task An_executable_is_given_an_address_that_every_resolver_knows()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var echo = new ProcessConnector("/bin/sh", "-c", """read -r line; echo "{\"asked\":$line}";""");
        var log = new List<string>();
        await using var session = ConnectorSession.Start(echo, log.Add);
        var request = new JsonObject
        {
            ["discover"] = new JsonObject
            {
                ["config"] = new JsonObject { ["address"] = "ep-calm-sea.localhost:5432", ["user"] = "ep-calm-sea.localhost" },
            },
        };
        var config = (await session.CallAsync(request, "asked", CancellationToken.None))["discover"]!["config"]!;
        Assert.Equal("127.0.0.1:5432", config["address"]!.GetValue<string>());
        Assert.Equal("ep-calm-sea.localhost", config["user"]!.GetValue<string>());
        Assert.Contains(log, static line => line.Contains("127.0.0.1 stands for ep-calm-sea.localhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_executable_started_ends_with_it()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var folder = Directory.CreateTempSubdirectory("connector-").FullName;
        var (script, child) = (Path.Combine(folder, "connector.sh"), Path.Combine(folder, "child"));
        // The child has the same standard streams, and does not look at its input.
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nsleep 600 &\necho $! >'{child}'\nwhile read -r line; do echo '{{\"spec\":{{}}}}'; done\n"
        );
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var session = ConnectorSession.Start(new ProcessConnector(script), _ => { });
            await session.CallAsync(new JsonObject { ["spec"] = new JsonObject() }, "spec", CancellationToken.None);
            var pid = (await File.ReadAllTextAsync(child)).Trim();
            Assert.True(Lives(pid));
            await session.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
            await PostgresServerTests.Until(() => !Lives(pid));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // What nobody has waited for yet is dead all the same.
        static bool Lives(string pid) =>
            File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
    }

    [Fact]
    public async Task An_executable_that_is_not_there_is_said()
    {
        await using var session = ConnectorSession.Start(new ProcessConnector("/nowhere/source-postgres"), _ => { });
        var failure = await Assert.ThrowsAsync<ConnectorException>(() =>
            session.CallAsync(new JsonObject { ["spec"] = new JsonObject() }, "spec", CancellationToken.None)
        );
        Assert.Equal("the connector executable /nowhere/source-postgres cannot be started: there is no such file", failure.Message);
    }

    private const string StatusQuery = """
        query ReadLive($names: [Name!]!, $after: String) {
          liveSpecs(by: { names: $names }, first: 100, after: $after) {
            edges { node {
              catalogName userCapability
              liveSpec { liveSpecId catalogType lastPubId lastBuildId updatedAt isDisabled dataPlaneId model }
              lastPublication { publicationId publishedAt userEmail detail }
              status {
                type summary
                controller {
                  error failures nextRun
                  activation {
                    lastActivated lastActivatedAt recentFailureCount nextRetry
                    shardStatus { status count firstTs lastTs }
                    lastFailure { ts message }
                  }
                  autoDiscover { nextAt failure { count firstTs } lastSuccess { ts added { resourcePath disable } } }
                }
                connector { ts message }
              }
            } }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    [Fact]
    public async Task The_status_query_says_ready_when_it_runs()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        var answer = await bench.GraphQlAsync(StatusQuery, new JsonObject { ["names"] = new JsonArray(Capture, "acmeCo/none", "other/x") });
        var nodes = answer["data"]!["liveSpecs"]!["edges"]!.AsArray().Select(e => e!["node"]!).ToList();
        Assert.Equal("OK", nodes[0]["status"]!["type"]!.GetValue<string>());
        Assert.Equal(
            nodes[0]["liveSpec"]!["lastBuildId"]!.GetValue<string>(),
            nodes[0]["status"]!["controller"]!["activation"]!["lastActivated"]!.GetValue<string>()
        );
        Assert.Equal("Capture started", nodes[0]["status"]!["connector"]!["message"]!.GetValue<string>());

        // Deleted and unreadable look alike but for the capability.
        Assert.Null(nodes[1]["liveSpec"]);
        Assert.Equal("admin", nodes[1]["userCapability"]!.GetValue<string>());
        Assert.Null(nodes[2]["userCapability"]);

        var (_, rest, _) = await bench.SendAsync(
            HttpMethod.Get,
            $"{bench.Cloud.AgentUrl}/api/v1/catalog/status?name={Uri.EscapeDataString(Capture)}"
        );
        Assert.Equal("ok", rest![0]!["summary"]!["status"]!.GetValue<string>());
        var (missing, text, _) = await bench.SendAsync(HttpMethod.Get, $"{bench.Cloud.AgentUrl}/api/v1/catalog/status?name=acmeCo/none");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing);
        Assert.Equal("no live specs found for names: [\"acmeCo/none\"]", text!.GetValue<string>());
    }
}
