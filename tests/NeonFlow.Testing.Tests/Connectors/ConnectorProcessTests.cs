using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary><c>neonflow connector source-postgres</c> on its standard streams, against a real server.</summary>
public sealed class ConnectorProcessTests(ShopServers servers) : IDisposable
{
    private readonly ConnectorExecutable _executable = new();
    private RentedShop? _rented;

    public void Dispose()
    {
        _executable.Dispose();
        _rented?.Dispose();
    }

    private async Task<ShopServer> ShopAsync()
    {
        _rented = await servers.RentAsync();
        await _rented.Server.ResetAsync();
        return _rented.Server;
    }

    private static JsonObject Config(ShopServer shop) =>
        new()
        {
            ["address"] = shop.Address,
            ["user"] = "flow_capture",
            ["database"] = "shop",
            ["historyMode"] = false,
            ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = ShopServer.CapturePassword },
        };

    private static JsonArray Bindings() =>
        new(
            new JsonObject
            {
                ["resourceConfig"] = new JsonObject { ["namespace"] = "public", ["stream"] = "codes" },
                ["resourcePath"] = new JsonArray("public", "codes"),
                ["collection"] = new JsonObject
                {
                    ["name"] = "acmeCo/shop/public/codes",
                    ["key"] = new JsonArray("/code"),
                    ["projections"] = new JsonArray(),
                },
                ["stateKey"] = "public%2Fcodes.v0",
            }
        );

    private static JsonObject Capture(ShopServer shop) =>
        new()
        {
            ["name"] = "acmeCo/shop/source-postgres",
            ["connectorType"] = "IMAGE",
            ["config"] = Config(shop),
            ["bindings"] = Bindings(),
        };

    internal static JsonObject Open(ShopServer shop) =>
        new()
        {
            ["open"] = new JsonObject
            {
                ["capture"] = Capture(shop),
                ["version"] = "v1",
                ["range"] = new JsonObject
                {
                    ["keyBegin"] = 0,
                    ["keyEnd"] = uint.MaxValue,
                    ["rClockBegin"] = 0,
                    ["rClockEnd"] = uint.MaxValue,
                },
                ["state"] = new JsonObject(),
            },
        };

    internal static bool IsActive(JsonObject response) =>
        (string?)response["checkpoint"]?["state"]?["updated"]?["bindingStateV1"]?["public%2Fcodes.v0"]?["mode"] == "Active";

    [Fact]
    public async Task Unary_requests_follow_each_other_and_the_end_of_the_input_ends_it_with_0()
    {
        var shop = await ShopAsync();
        await using var connector = ConnectorProcess.Start(_executable);
        await connector.SendAsync(
            new JsonObject
            {
                ["spec"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = new JsonObject() },
            }
        );
        await connector.SendAsync(
            new JsonObject
            {
                ["discover"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = Config(shop) },
            }
        );
        await connector.SendAsync(new JsonObject { ["validate"] = Capture(shop) });
        await connector.SendAsync(
            new JsonObject
            {
                ["apply"] = new JsonObject { ["capture"] = Capture(shop), ["version"] = "v1" },
            }
        );
        connector.CloseInput();
        var (code, responses, _) = await connector.EndAsync();
        Assert.Equal(0, code);
        Assert.Equal(["spec", "discovered", "validated", "applied"], responses.Select(r => Assert.Single(r).Key));
        Assert.Equal(3032023, (int)responses[0]["spec"]!["protocol"]!);
    }

    [Fact]
    public async Task A_capture_streams_on_when_its_input_is_closed_and_SIGTERM_ends_it_with_1()
    {
        var shop = await ShopAsync();
        await using var connector = ConnectorProcess.Start(_executable);
        await connector.SendAsync(Open(shop));
        Assert.True((bool)(await connector.ReadAsync(r => r.ContainsKey("opened")))["opened"]!["explicitAcknowledgements"]!);
        await connector.ReadAsync(IsActive, acknowledge: true);
        connector.CloseInput();
        await shop.QueryAsync("INSERT INTO codes VALUES ('EOF', 'after the input')");
        var change = await connector.ReadAsync(r => (string?)r["captured"]?["doc"]?["code"] == "EOF");
        Assert.Equal("c", (string?)change["captured"]!["doc"]!["_meta"]!["op"]);
        await connector.ReadAsync(r => r.ContainsKey("checkpoint"));
        await connector.TerminateAsync();
        var (code, _, log) = await connector.EndAsync();
        Assert.Equal((1, "context canceled"), (code, log[^1]));
        Assert.All(log.SkipLast(1), line => Assert.StartsWith("{", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_capture_that_is_to_end_when_it_has_caught_up_ends_with_0()
    {
        var shop = await ShopAsync();
        await using var connector = ConnectorProcess.Start(_executable, ("SHUTDOWN_AFTER_POLLING", "yes"));
        await connector.SendAsync(Open(shop));
        var (code, responses, log) = await connector.EndAsync();
        Assert.Equal(0, code);
        Assert.Equal(2, responses.Count(r => r.ContainsKey("captured")));
        Assert.Contains(log, line => line.Contains("Shutting down due to SHUTDOWN_AFTER_POLLING=yes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_check_ends_it_with_1_and_a_line_for_the_user_and_any_other_failure_with_plain_text()
    {
        var shop = await ShopAsync();
        await shop.QueryAsync("ALTER PUBLICATION flow_publication DROP TABLE codes");
        await using var refused = ConnectorProcess.Start(_executable);
        await refused.SendAsync(Open(shop));
        var (code, responses, log) = await refused.EndAsync();
        var fatal = JsonNode.Parse(log[^1])!.AsObject();
        Assert.Equal((1, 0, "fatal"), (code, responses.Count, (string)fatal["level"]!));
        Assert.Contains("table \"public.codes\" is not in publication flow_publication", (string)fatal["msg"]!, StringComparison.Ordinal);
        Assert.True(fatal.ContainsKey("source"));

        await using var broken = ConnectorProcess.Start(_executable);
        await broken.SendAsync(new JsonObject());
        var ended = await broken.EndAsync();
        Assert.Equal(
            (1, "validating request: expected one of Spec, Discover, Validate, Apply, Open, or Acknowledge"),
            (ended.ExitCode, ended.Log[^1])
        );
    }

    [Theory]
    [InlineData("json", "warning", """{"level":"warning","msg":"failed to query statement_timeout" """)]
    [InlineData("text", "info", "level=warning msg=\"failed to query statement_timeout\" err=")]
    [InlineData("", "info", "\u001b[33mWARN\u001b[0m[0")]
    [InlineData("json", "error", "error listing database tables")]
    public async Task It_logs_as_it_is_told(string format, string level, string first)
    {
        await using var connector = ConnectorProcess.Start(_executable, ("LOG_FORMAT", format), ("LOG_LEVEL", level));
        var config = new JsonObject
        {
            ["address"] = "127.0.0.1:1",
            ["user"] = "u",
            ["database"] = "d",
            ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = "hush-hush" },
        };
        await connector.SendAsync(
            new JsonObject
            {
                ["discover"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = config },
            }
        );
        var (code, _, log) = await connector.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains(
            first.Trim(),
            format == "json" && level == "warning" ? log[0].Replace(Error(log[0]), "", StringComparison.Ordinal) : log[0],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hush-hush", string.Join('\n', log), StringComparison.Ordinal);

        static string Error(string line)
        {
            var plain = new System.Text.Json.JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            };
            return $"\"err\":{JsonNode.Parse(line)!["err"]!.ToJsonString(plain)},";
        }
    }

    [Theory]
    [InlineData("LOG_FORMAT", "xml", "invalid LOG_FORMAT")]
    [InlineData("LOG_LEVEL", "loud", "unrecognized log level")]
    [InlineData("FLOW_RUNTIME_CODEC", "xml", "invalid FLOW_RUNTIME_CODEC")]
    [InlineData("FLOW_RUNTIME_CODEC", "", "set FLOW_RUNTIME_CODEC=json")]
    public async Task A_setting_it_does_not_know_ends_it_with_1(string name, string value, string said)
    {
        await using var connector = ConnectorProcess.Start(_executable, (name, value));
        var (code, responses, log) = await connector.EndAsync();
        Assert.Equal((1, 0), (code, responses.Count));
        Assert.Contains(said, Assert.Single(log), StringComparison.Ordinal);
    }
}
