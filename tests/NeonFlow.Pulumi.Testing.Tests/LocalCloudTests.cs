using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Pulumi.Testing.Estuary;
using NeonFlow.Pulumi.Testing.Neon;

namespace NeonFlow.Pulumi.Testing.Tests;

/// <summary>The whole river on one machine: a real PostgreSQL behind the local Neon, captured by the built-in source-postgres.</summary>
public sealed class LocalCloudTests : IAsyncLifetime
{
    private const string Capture = "acmeCo/shop/source-neon-postgres";
    private const string Orders = "acmeCo/shop/public/orders";
    private const string Customers = "acmeCo/shop/public/customers";
    private const string Image = "ghcr.io/estuary/source-neon-postgres:v3";

    private readonly HttpClient _http = new();
    private LocalCloud _cloud = null!;
    private NeonProject _project = null!;
    private string _access = "";

    public async Task InitializeAsync()
    {
        _cloud = await LocalCloud.StartAsync(new LocalCloudOptions
        {
            Projects =
            [
                new ProjectSeed
                {
                    Databases = ["shop"],
                    LogicalReplication = true,
                    Sql = """
                        CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL, total numeric(10,2));
                        CREATE TABLE customers (id bigint PRIMARY KEY, name text);
                        INSERT INTO orders SELECT n, 'new', n * 1.5 FROM generate_series(1, 200) n;
                        INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace');
                        CREATE TABLE flow_watermarks (slot text PRIMARY KEY, watermark text);
                        CREATE PUBLICATION shop_pub FOR TABLE orders, customers, flow_watermarks;
                        """,
                },
            ],
        });
        _project = _cloud.Neon.Projects[0];
        _access = _cloud.Estuary.CreateAccessToken();
        await SendAsync(HttpMethod.Post, $"{_cloud.Neon.BaseUrl}/projects/{_project.Id}/branches/{_project.BranchId}/roles",
            new JsonObject { ["role"] = new JsonObject { ["name"] = "flow_capture" } }, _cloud.Neon.ApiKey);
        await _project.WhenSettledAsync();
        await _project.ExecuteAsOwnerAsync("GRANT SELECT ON ALL TABLES IN SCHEMA public TO flow_capture; GRANT INSERT, UPDATE ON flow_watermarks TO flow_capture;", "shop");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _cloud.DisposeAsync();
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string url, JsonNode? body, string token)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (url.Contains("/rest/v1/", StringComparison.Ordinal)) { request.Headers.Add("Prefer", "return=representation,resolution=merge-duplicates"); }
        if (body is not null) { request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"); }
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private static JsonObject Collection() => new()
    {
        ["schema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["id"] = new JsonObject { ["type"] = "integer" } }, ["required"] = new JsonArray("id") },
        ["key"] = new JsonArray("/id"),
    };

    private async Task<(string Type, string Errors)> PublishAsync(string dataPlane, params (string Table, string Target)[] tables)
    {
        var spec = await SendAsync(HttpMethod.Post, _cloud.Estuary.GraphQlUrl, new JsonObject
        {
            ["query"] = "query($i: String!) { connectorSpec(fullImageName: $i) { endpointSpecSchema } }",
            ["variables"] = new JsonObject { ["i"] = Image },
        }, _access);
        var config = await SendAsync(HttpMethod.Post, _cloud.Estuary.ConfigEncryptionUrl + "/v1/encrypt-config", new JsonObject
        {
            ["schema"] = spec!["data"]!["connectorSpec"]!["endpointSpecSchema"]!.DeepClone(),
            ["config"] = new JsonObject
            {
                ["address"] = $"{_project.DirectHost}:{_project.DirectPort}",
                ["user"] = "flow_capture",
                ["database"] = "shop",
                ["historyMode"] = false,
                ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = _project.RolePassword("flow_capture") },
                ["advanced"] = new JsonObject { ["publicationName"] = "shop_pub", ["slotName"] = "shop_slot", ["watermarksTable"] = "public.flow_watermarks", ["sslmode"] = "disable" },
            },
        }, _access);
        var rest = _cloud.Estuary.PostgrestUrl;
        var draft = (await SendAsync(HttpMethod.Post, rest + "/drafts", new JsonObject { ["detail"] = "test" }, _access))![0]!["id"]!.GetValue<string>();
        var specs = new JsonArray(new JsonObject
        {
            ["draft_id"] = draft,
            ["catalog_name"] = Capture,
            ["spec_type"] = "capture",
            ["spec"] = new JsonObject
            {
                ["endpoint"] = new JsonObject { ["connector"] = new JsonObject { ["image"] = Image, ["config"] = config!.DeepClone() } },
                ["bindings"] = new JsonArray([.. tables.Select(t => new JsonObject { ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = t.Table }, ["target"] = t.Target })]),
            },
        });
        foreach (var (_, target) in tables) { specs.Add(new JsonObject { ["draft_id"] = draft, ["catalog_name"] = target, ["spec_type"] = "collection", ["spec"] = Collection() }); }
        await SendAsync(HttpMethod.Post, rest + "/draft_specs?on_conflict=draft_id,catalog_name", specs, _access);
        var job = (await SendAsync(HttpMethod.Post, rest + "/publications", new JsonObject { ["draft_id"] = draft, ["data_plane_name"] = dataPlane }, _access))![0]!["id"]!.GetValue<string>();
        for (var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(2); DateTime.UtcNow < deadline; await Task.Delay(20))
        {
            var status = (await SendAsync(HttpMethod.Get, $"{rest}/publications?id=eq.{job}&select=job_status", null, _access))![0]!["job_status"]!["type"]!.GetValue<string>();
            if (status == "queued") { continue; }
            var errors = (await SendAsync(HttpMethod.Get, $"{rest}/draft_errors?draft_id=eq.{draft}", null, _access))!.AsArray();
            return (status, string.Join("\n", errors.Select(e => e!["detail"]!.GetValue<string>())));
        }
        throw new TimeoutException("the publication stays queued");
    }

    private Task SqlAsync(string sql) => _project.ExecuteAsOwnerAsync(sql, "shop");

    [Fact]
    public async Task Rows_flow_through_backfill_changes_restart_and_an_added_table()
    {
        Assert.Equal(("success", ""), await PublishAsync("", ("orders", Orders)));
        await _cloud.Estuary.WaitForRowsAsync(Orders, r => r.Count == 200);

        await SqlAsync("INSERT INTO orders VALUES (1000, 'new', 1); UPDATE orders SET status = 'paid' WHERE id = 1; DELETE FROM orders WHERE id = 2;");
        var rows = await _cloud.Estuary.WaitForRowsAsync(Orders, r => r.Count == 200 && r.Any(o => o["id"]!.GetValue<int>() == 1000) && r.All(o => o["id"]!.GetValue<int>() != 2));
        Assert.Equal("paid", rows.Single(r => r["id"]!.GetValue<int>() == 1)["status"]!.GetValue<string>());

        var starts = _cloud.Estuary.Capture(Capture)!.Starts;
        _cloud.Estuary.RestartCapture(Capture);
        await SqlAsync("INSERT INTO orders VALUES (1001, 'while starting', 1);");
        await _cloud.Estuary.WaitForCaptureAsync(Capture, s => s.Starts > starts && s.State == ShardState.Ok);
        await _cloud.Estuary.WaitForRowsAsync(Orders, r => r.Count == 201);

        Assert.Equal(("success", ""), await PublishAsync("", ("orders", Orders), ("customers", Customers)));
        await _cloud.Estuary.WaitForRowsAsync(Customers, r => r.Count == 2);
        await SqlAsync("INSERT INTO orders VALUES (1002, 'after', 1);");
        await _cloud.Estuary.WaitForRowsAsync(Orders, r => r.Count == 202);

        // Nothing was backfilled twice: 200 rows, then one document per change.
        var documents = _cloud.Estuary.Documents(Orders);
        Assert.Equal(200, documents.Count(d => d["_meta"]!["source"]!["snapshot"] is not null));
        Assert.Equal(5, documents.Select(d => d["_meta"]!["source"]!["loc"]!.ToJsonString()).Where((_, i) => documents[i]["_meta"]!["source"]!["snapshot"] is null).Distinct().Count());

        await _cloud.Estuary.DeleteAsync(Capture, Orders, Customers);
        await _cloud.Estuary.WaitForCaptureAsync(Capture, s => s.State == ShardState.Stopped);
        Assert.DoesNotContain(_project.RolePassword("flow_capture")!, string.Join('\n', _cloud.Estuary.CaptureLog(Capture)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ip_allow_meets_the_data_plane_and_not_this_machine()
    {
        _project.AllowedIps = ["198.51.100.7/32"];
        var (type, errors) = await PublishAsync(_cloud.Estuary.DataPlanes[1].CatalogName, ("orders", Orders));
        Assert.Equal("buildFailed", type);
        Assert.Contains("This IP address 203.0.113.17 is not allowed to connect to this endpoint.", errors, StringComparison.Ordinal);

        _project.AllowedIps = ["203.0.113.16/30"];
        Assert.Equal(("success", ""), await PublishAsync(_cloud.Estuary.DataPlanes[1].CatalogName, ("orders", Orders)));
        await _cloud.Estuary.WaitForRowsAsync(Orders, r => r.Count == 200);
        await SqlAsync("SELECT 1");
    }

    [Fact]
    public async Task What_the_connector_finds_wrong_fails_the_publication()
    {
        await SqlAsync("ALTER PUBLICATION shop_pub DROP TABLE orders;");
        var (type, errors) = await PublishAsync("", ("orders", Orders));
        Assert.Equal("buildFailed", type);
        Assert.Contains("table \"public.orders\" is not in publication shop_pub and couldn't be added automatically", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_point_a_provider_here()
    {
        Assert.Equal(["estuaryApiUrl", "estuaryConfigEncryptionUrl", "estuaryGraphqlUrl", "estuaryPublicKey", "estuaryToken", "neonApiKey", "neonApiUrl"], _cloud.ProviderConfig.Keys.Order(StringComparer.Ordinal));
        Assert.All(_cloud.ProviderConfig.Where(p => p.Key.EndsWith("Url", StringComparison.Ordinal)), p => Assert.True(new Uri(p.Value).IsLoopback));
        Assert.Equal(_cloud.ProviderConfig.Values.Order(StringComparer.Ordinal), _cloud.Environment.Values.Order(StringComparer.Ordinal));
    }
}
