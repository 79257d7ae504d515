using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Testing.Tests;

/// <summary>A local cloud with a shop in its one project, and what a client of both services does with it.</summary>
internal sealed class LocalShop : IAsyncDisposable
{
    public const string Capture = "acmeCo/shop/source-neon-postgres";
    public const string Orders = "acmeCo/shop/public/orders";
    public const string Customers = "acmeCo/shop/public/customers";
    private const string Image = "ghcr.io/estuary/source-neon-postgres:v3";

    private readonly HttpClient _http = new();
    private string _access = "";

    private LocalShop(LocalCloud cloud) => Cloud = cloud;

    public LocalCloud Cloud { get; }

    public EstuaryCloud Estuary => Cloud.Estuary;

    public NeonProject Project => Cloud.Neon.Projects[0];

    /// <param name="connectors">What stands behind the images; null for what a local cloud takes by itself.</param>
    public static async Task<LocalShop> StartAsync(ConnectorRegistry? connectors = null)
    {
        var shop = new LocalShop(
            await LocalCloud.StartAsync(
                new LocalCloudOptions
                {
                    Estuary = new EstuaryCloudOptions { Connectors = connectors },
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
                }
            )
        );
        shop._access = shop.Estuary.CreateAccessToken();
        await shop.SendAsync(
            HttpMethod.Post,
            $"{shop.Cloud.Neon.BaseUrl}/projects/{shop.Project.Id}/branches/{shop.Project.BranchId}/roles",
            new JsonObject { ["role"] = new JsonObject { ["name"] = "flow_capture" } },
            shop.Cloud.Neon.ApiKey
        );
        await shop.Project.WhenSettledAsync();
        await shop.SqlAsync(
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO flow_capture; GRANT INSERT, UPDATE ON flow_watermarks TO flow_capture;"
        );
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Cloud.DisposeAsync();
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string url, JsonNode? body, string token)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (url.Contains("/rest/v1/", StringComparison.Ordinal))
        {
            request.Headers.Add("Prefer", "return=representation,resolution=merge-duplicates");
        }
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private static JsonObject Collection() =>
        new()
        {
            ["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["id"] = new JsonObject { ["type"] = "integer" } },
                ["required"] = new JsonArray("id"),
            },
            ["key"] = new JsonArray("/id"),
        };

    public async Task<(string Type, string Errors)> PublishAsync(string dataPlane, params (string Table, string Target)[] tables)
    {
        var spec = await SendAsync(
            HttpMethod.Post,
            Estuary.GraphQlUrl,
            new JsonObject
            {
                ["query"] = "query($i: String!) { connectorSpec(fullImageName: $i) { endpointSpecSchema } }",
                ["variables"] = new JsonObject { ["i"] = Image },
            },
            _access
        );
        var config = await SendAsync(
            HttpMethod.Post,
            Estuary.ConfigEncryptionUrl + "/v1/encrypt-config",
            new JsonObject
            {
                ["schema"] = spec!["data"]!["connectorSpec"]!["endpointSpecSchema"]!.DeepClone(),
                ["config"] = new JsonObject
                {
                    ["address"] = $"{Project.DirectHost}:{Project.DirectPort}",
                    ["user"] = "flow_capture",
                    ["database"] = "shop",
                    ["historyMode"] = false,
                    ["credentials"] = new JsonObject
                    {
                        ["auth_type"] = "UserPassword",
                        ["password"] = Project.RolePassword("flow_capture"),
                    },
                    ["advanced"] = new JsonObject
                    {
                        ["publicationName"] = "shop_pub",
                        ["slotName"] = "shop_slot",
                        ["watermarksTable"] = "public.flow_watermarks",
                        ["sslmode"] = "disable",
                    },
                },
            },
            _access
        );
        var rest = Estuary.PostgrestUrl;
        var draft = (await SendAsync(HttpMethod.Post, rest + "/drafts", new JsonObject { ["detail"] = "test" }, _access))![0]![
            "id"
        ]!.GetValue<string>();
        var specs = new JsonArray(
            new JsonObject
            {
                ["draft_id"] = draft,
                ["catalog_name"] = Capture,
                ["spec_type"] = "capture",
                ["spec"] = new JsonObject
                {
                    ["endpoint"] = new JsonObject
                    {
                        ["connector"] = new JsonObject { ["image"] = Image, ["config"] = config!.DeepClone() },
                    },
                    ["bindings"] = new JsonArray([
                        .. tables.Select(t => new JsonObject
                        {
                            ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = t.Table },
                            ["target"] = t.Target,
                        }),
                    ]),
                },
            }
        );
        foreach (var (_, target) in tables)
        {
            specs.Add(
                new JsonObject
                {
                    ["draft_id"] = draft,
                    ["catalog_name"] = target,
                    ["spec_type"] = "collection",
                    ["spec"] = Collection(),
                }
            );
        }
        await SendAsync(HttpMethod.Post, rest + "/draft_specs?on_conflict=draft_id,catalog_name", specs, _access);
        var job = (
            await SendAsync(
                HttpMethod.Post,
                rest + "/publications",
                new JsonObject { ["draft_id"] = draft, ["data_plane_name"] = dataPlane },
                _access
            )
        )![0]!["id"]!.GetValue<string>();
        for (var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(2); DateTime.UtcNow < deadline; await Task.Delay(20))
        {
            var status = (await SendAsync(HttpMethod.Get, $"{rest}/publications?id=eq.{job}&select=job_status", null, _access))![0]![
                "job_status"
            ]!["type"]!.GetValue<string>();
            if (status == "queued")
            {
                continue;
            }
            var errors = (await SendAsync(HttpMethod.Get, $"{rest}/draft_errors?draft_id=eq.{draft}", null, _access))!.AsArray();
            return (status, string.Join("\n", errors.Select(e => e!["detail"]!.GetValue<string>())));
        }
        throw new TimeoutException("the publication stays queued");
    }

    /// <summary>The first value that a query finds.</summary>
    public async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Project.ConnectionString("shop"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    public Task SqlAsync(string sql) => Project.ExecuteAsOwnerAsync(sql, "shop");
}
