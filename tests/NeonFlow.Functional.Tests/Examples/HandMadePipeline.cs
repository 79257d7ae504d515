using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>A pipeline as somebody makes it who follows the guides: Neon's API, SQL and a publish at Estuary.</summary>
internal static class HandMadePipeline
{
    public const string Capture = "acmeCo/shop/source-postgres";
    private const string Role = "flow_capture";

    /// <summary>Makes it and waits until it has read the tables.</summary>
    public static async Task MakeAsync(ProjectCloud shop)
    {
        var password = await AtNeonAsync(shop);
        await shop.Project.ExecuteAsOwnerAsync(
            $"""
            GRANT USAGE ON SCHEMA public TO {Role};
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {Role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {Role};
            CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT);
            GRANT ALL PRIVILEGES ON TABLE public.flow_watermarks TO {Role};
            CREATE PUBLICATION flow_publication FOR TABLE public.flow_watermarks, public.orders, public.customers
              WITH (publish_via_partition_root = true);
            """,
            "shop"
        );
        await AtEstuaryAsync(shop, password);
        await shop.Cloud.Estuary.WaitForCaptureAsync(Capture, static status => status.BackfillDone);
    }

    /// <summary>What nobody has to make anew: by object id on the database, by its counters the capture.</summary>
    public static async Task<string> IdentitiesAsync(ProjectCloud shop)
    {
        var onTheDatabase = await shop.Project.Server.ScalarAsync<string>(
            $"""
            SELECT concat_ws(' ', (SELECT oid FROM pg_roles WHERE rolname = '{Role}'),
              (SELECT oid FROM pg_publication WHERE pubname = 'flow_publication'), 'flow_watermarks'::regclass::oid,
              (SELECT slot_name FROM pg_replication_slots))
            """,
            "shop"
        );
        var counters = shop.Cloud.Estuary.LiveSpecOf(Capture)!["bindings"]!.AsArray().Select(static b => (int?)b!["backfill"] ?? 0);
        return $"{onTheDatabase} {string.Join(' ', counters)}";
    }

    private static async Task<string> AtNeonAsync(ProjectCloud shop)
    {
        using var neon = Client(shop.Cloud.Neon.BaseUrl.ToString(), shop.Cloud.Neon.ApiKey);
        var project = $"projects/{shop.Project.Id}";
        string[] addresses = [.. shop.Project.AllowedIps, .. shop.Cloud.Estuary.DataPlanes[0].CidrBlocks];
        await SendAsync(
            neon,
            HttpMethod.Patch,
            project,
            new JsonObject
            {
                ["project"] = new JsonObject
                {
                    ["settings"] = new JsonObject
                    {
                        ["enable_logical_replication"] = true,
                        ["allowed_ips"] = new JsonObject
                        {
                            ["ips"] = new JsonArray([.. addresses.Select(static a => JsonValue.Create(a))]),
                        },
                    },
                },
            }
        );
        await shop.Project.WhenSettledAsync();
        var made = await SendAsync(
            neon,
            HttpMethod.Post,
            $"{project}/branches/{shop.Project.BranchId}/roles",
            new JsonObject { ["role"] = new JsonObject { ["name"] = Role } }
        );
        await shop.Project.WhenSettledAsync();
        return made["role"]!["password"]!.GetValue<string>();
    }

    private static async Task AtEstuaryAsync(ProjectCloud shop, string password)
    {
        var estuary = shop.Cloud.Estuary;
        using var control = Client(estuary.PostgrestUrl, estuary.CreateAccessToken());
        control.DefaultRequestHeaders.Add("Prefer", "return=representation");
        var draft = await SendAsync(control, HttpMethod.Post, "drafts", new JsonObject { ["detail"] = "made by hand" });
        var id = draft[0]!["id"]!.GetValue<string>();
        JsonObject Spec(string name, string type, JsonObject spec) =>
            new()
            {
                ["draft_id"] = id,
                ["catalog_name"] = name,
                ["spec_type"] = type,
                ["spec"] = spec,
            };
        var config = await SealedAsync(control, estuary.ConfigEncryptionUrl, Config(shop, password));
        string[] tables = ["customers", "orders"];
        var specs = tables.Select(static table => $"acmeCo/shop/public/{table}").Select(name => Spec(name, "collection", Collection()));
        await SendAsync(
            control,
            HttpMethod.Post,
            "draft_specs",
            new JsonArray([.. specs, Spec(Capture, "capture", CaptureSpec(config, tables))])
        );
        var publication = await SendAsync(
            control,
            HttpMethod.Post,
            "publications",
            new JsonObject { ["draft_id"] = id, ["detail"] = "made by hand" }
        );
        var mine = $"publications?id=eq.{publication[0]!["id"]!.GetValue<string>()}&select=job_status";
        var status = "";
        await Expect.EventuallyAsync(
            async () => !(status = await control.GetStringAsync(mine)).Contains("queued", StringComparison.Ordinal),
            "the publication is still queued"
        );
        var errors = await control.GetStringAsync($"draft_errors?draft_id=eq.{id}&select=scope,detail");
        Assert.True(status.Contains("success", StringComparison.Ordinal), status + errors);
    }

    private static JsonObject Collection() =>
        new()
        {
            ["key"] = new JsonArray("/id"),
            ["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["id"] = new JsonObject { ["type"] = "integer" } },
                ["required"] = new JsonArray("id"),
            },
        };

    private static JsonObject Config(ProjectCloud shop, string password) =>
        new()
        {
            ["address"] = $"{shop.Project.DirectHost}:{shop.Project.DirectPort}",
            ["database"] = "shop",
            ["user"] = Role,
            ["historyMode"] = false,
            ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = password },
            ["advanced"] = new JsonObject
            {
                ["publicationName"] = "flow_publication",
                ["slotName"] = "flow_slot",
                ["watermarksTable"] = "public.flow_watermarks",
                ["sslmode"] = "disable",
            },
        };

    // Estuary takes no secret in clear: the connector's schema says which properties are secrets.
    private static async Task<JsonNode> SealedAsync(HttpClient control, string address, JsonObject config)
    {
        var tags = await control.GetFromJsonAsync<JsonArray>("connector_tags?image_tag=eq.:v3&select=endpoint_spec_schema");
        using var encryption = new HttpClient { BaseAddress = new(address + "/") };
        return await SendAsync(
            encryption,
            HttpMethod.Post,
            "v1/encrypt-config",
            new JsonObject { ["schema"] = tags![0]!["endpoint_spec_schema"]!.DeepClone(), ["config"] = config }
        );
    }

    private static JsonObject CaptureSpec(JsonNode config, string[] tables) =>
        new()
        {
            ["endpoint"] = new JsonObject
            {
                ["connector"] = new JsonObject { ["image"] = "ghcr.io/estuary/source-postgres:v3", ["config"] = config },
            },
            ["bindings"] = new JsonArray([
                .. tables.Select(static table => new JsonObject
                {
                    ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = table },
                    ["target"] = $"acmeCo/shop/public/{table}",
                }),
            ]),
        };

    private static HttpClient Client(string address, string key) =>
        new()
        {
            BaseAddress = new(address + "/"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string path, JsonNode body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
