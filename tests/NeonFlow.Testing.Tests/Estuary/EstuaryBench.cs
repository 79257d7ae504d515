using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors;
using NeonFlow.Testing.Estuary;

namespace NeonFlow.Testing.Tests.Estuary;

/// <summary>A local Estuary with the scripted connector, and the HTTP calls a client of it makes.</summary>
internal sealed class EstuaryBench : IAsyncDisposable
{
    public const string Capture = "acmeCo/shop/source-fake";
    public const string Orders = "acmeCo/shop/orders";
    public const string Customers = "acmeCo/shop/customers";
    public const string Password = "s3cret-of-the-capture";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public required EstuaryCloud Cloud { get; init; }
    public required FakeSource Source { get; init; }
    public string Token { get; set; } = "";

    public static async Task<EstuaryBench> StartAsync(Func<EstuaryCloudOptions, EstuaryCloudOptions>? change = null)
    {
        var source = new FakeSource();
        var options = new EstuaryCloudOptions
        {
            Connectors = new ConnectorRegistry().Add("ghcr.io/estuary/source-fake", () => new FakeConnector(source)),
        };
        var cloud = await EstuaryCloud.StartAsync(change?.Invoke(options) ?? options);
        return new EstuaryBench
        {
            Cloud = cloud,
            Source = source,
            Token = cloud.CreateAccessToken(),
        };
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseHeaders Headers)> SendAsync(
        HttpMethod method,
        string url,
        JsonNode? body = null,
        string? prefer = null,
        string? accept = null,
        string? token = null,
        bool authorize = true
    )
    {
        using var request = new HttpRequestMessage(method, url);
        if (authorize)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        }
        request.Headers.Add("apikey", Cloud.AnonKey);
        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (
            answer.StatusCode,
            text.Length == 0 ? null
            : text[0] is '{' or '[' ? JsonNode.Parse(text)
            : JsonValue.Create(text),
            answer.Headers
        );
    }

    public async Task<JsonArray> RowsAsync(string query) =>
        (await SendAsync(HttpMethod.Get, $"{Cloud.PostgrestUrl}/{query}")).Body!.AsArray();

    public async Task<JsonObject> InsertAsync(string table, JsonNode row, string select = "*")
    {
        var (status, body, _) = await SendAsync(
            HttpMethod.Post,
            $"{Cloud.PostgrestUrl}/{table}?select={select}",
            row,
            "return=representation",
            "application/vnd.pgrst.object+json"
        );
        Assert.True(status == HttpStatusCode.Created, $"{status}: {body?.ToJsonString()}");
        return body!.AsObject();
    }

    public async Task<JsonObject> GraphQlAsync(string query, JsonObject? variables = null, string? token = null)
    {
        var (status, body, _) = await SendAsync(
            HttpMethod.Post,
            Cloud.GraphQlUrl,
            new JsonObject { ["query"] = query, ["variables"] = variables },
            token: token
        );
        Assert.Equal(HttpStatusCode.OK, status);
        return body!.AsObject();
    }

    public async Task<string> CreateDraftAsync() =>
        (await InsertAsync("drafts", new JsonObject { ["detail"] = "test" }))["id"]!.GetValue<string>();

    public async Task StageAsync(string draft, string name, string? type, JsonNode? spec, string? expect = null)
    {
        var row = new JsonObject
        {
            ["draft_id"] = draft,
            ["catalog_name"] = name,
            ["spec_type"] = type,
            ["spec"] = spec?.DeepClone(),
            ["expect_pub_id"] = expect,
        };
        var (status, body, _) = await SendAsync(
            HttpMethod.Post,
            $"{Cloud.PostgrestUrl}/draft_specs?on_conflict=draft_id,catalog_name",
            new JsonArray(row),
            "resolution=merge-duplicates"
        );
        Assert.True(status == HttpStatusCode.Created, $"{status}: {body?.ToJsonString()}");
    }

    /// <summary>Publishes a draft and returns the final status with what stands in draft_errors.</summary>
    public async Task<(JsonObject Status, IReadOnlyList<string> Errors, int Polls)> PublishAsync(
        string draft,
        bool dryRun = false,
        string dataPlane = ""
    )
    {
        var job = await InsertAsync(
            "publications",
            new JsonObject
            {
                ["draft_id"] = draft,
                ["dry_run"] = dryRun,
                ["detail"] = "test",
                ["data_plane_name"] = dataPlane,
            },
            "id,logs_token"
        );
        var id = job["id"]!.GetValue<string>();
        var deadline = DateTime.UtcNow + Patience;
        for (var polls = 1; ; polls++)
        {
            var status = (await RowsAsync($"publications?id=eq.{id}&select=job_status"))[0]!["job_status"]!.AsObject();
            if (status["type"]!.GetValue<string>() != "queued")
            {
                var errors = await RowsAsync($"draft_errors?draft_id=eq.{draft}&select=scope,detail");
                return (status, [.. errors.Select(e => e!["scope"] + " " + e["detail"])], polls);
            }
            Assert.True(DateTime.UtcNow < deadline, "the publication stays queued");
            await Task.Delay(10);
        }
    }

    public async Task<JsonObject> EncryptAsync(JsonObject config)
    {
        var (status, body, _) = await SendAsync(
            HttpMethod.Post,
            Cloud.ConfigEncryptionUrl + "/v1/encrypt-config",
            new JsonObject { ["config"] = config.DeepClone(), ["schema"] = FakeConnector.ConfigSchema.DeepClone() },
            authorize: false
        );
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        return body!.AsObject();
    }

    public static JsonObject PlainConfig() =>
        new()
        {
            ["address"] = "ep-calm-sea.localhost:5432",
            ["user"] = "flow_capture",
            ["database"] = "shop",
            ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = Password },
        };

    public static JsonObject Collection(params string[] key) =>
        new()
        {
            ["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["id"] = new JsonObject { ["type"] = "integer" },
                    ["region"] = new JsonObject { ["type"] = "string" },
                },
                ["required"] = new JsonArray("id", "region"),
            },
            ["key"] = new JsonArray([.. (key.Length == 0 ? ["/id"] : key).Select(k => JsonValue.Create(k))]),
        };

    public static JsonObject Binding(string table, string target, int? backfill = null)
    {
        var binding = new JsonObject
        {
            ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = table },
            ["target"] = target,
        };
        if (backfill is { } counter)
        {
            binding["backfill"] = counter;
        }
        return binding;
    }

    public static JsonObject CaptureModel(JsonObject config, params JsonObject[] bindings) =>
        new()
        {
            ["endpoint"] = new JsonObject
            {
                ["connector"] = new JsonObject { ["image"] = FakeConnector.Image, ["config"] = config.DeepClone() },
            },
            ["bindings"] = new JsonArray([.. bindings.Select(b => b.DeepClone())]),
        };

    /// <summary>Publishes the capture of orders with its collection, and waits until it runs.</summary>
    public async Task<JsonObject> PublishShopAsync(params JsonObject[] bindings)
    {
        if (bindings.Length == 0)
        {
            bindings = [Binding("orders", Orders)];
        }
        var model = CaptureModel(await EncryptAsync(PlainConfig()), bindings);
        var draft = await CreateDraftAsync();
        await StageAsync(draft, Capture, "capture", model);
        foreach (var target in bindings.Select(b => b["target"]!.GetValue<string>()).Distinct())
        {
            await StageAsync(draft, target, "collection", Collection());
        }
        var (status, errors, _) = await PublishAsync(draft);
        Assert.True(status["type"]!.GetValue<string>() == "success", string.Join("; ", errors));
        await Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Ok && s.Build == Cloud.LiveIds(Capture)!.Value.LastBuildId);
        return model;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Cloud.DisposeAsync();
    }

    /// <summary>The type that a job status names.</summary>
    internal static string TypeOf(JsonObject status) => status["type"]!.GetValue<string>();
}
