using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Estuary;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class SurfaceTests
{
    private static JsonObject Exchange(string token)
    {
        var parts = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(token)))!;
        return new JsonObject
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token_id"] = parts["id"]!.DeepClone(),
            ["secret"] = parts["secret"]!.DeepClone(),
        };
    }

    [Fact]
    public async Task A_refresh_token_is_exchanged_in_both_ways()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var body = Exchange(bench.Cloud.RefreshToken);
        var (status, answer, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.AgentUrl + "/api/v1/auth/token",
            body,
            authorize: false
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Null(answer!["refresh_token"]);
        bench.Token = answer["access_token"]!.GetValue<string>();
        Assert.Empty(await bench.RowsAsync("drafts"));

        body.Remove("grant_type");
        (status, answer, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.PostgrestUrl + "/rpc/generate_access_token",
            body,
            authorize: false
        );
        Assert.Equal(HttpStatusCode.OK, status);
        body["secret"] = "wrong";
        (status, answer, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.PostgrestUrl + "/rpc/generate_access_token",
            body,
            authorize: false
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid secret provided", answer!["message"]!.GetValue<string>());
        body["grant_type"] = "refresh_token";
        (status, answer, _) = await bench.SendAsync(HttpMethod.Post, bench.Cloud.AgentUrl + "/api/v1/auth/token", body, authorize: false);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("invalid, expired, or unknown credential", answer!.GetValue<string>());
    }

    [Fact]
    public async Task A_single_use_token_rotates()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var body = Exchange(bench.Cloud.CreateSingleUseToken());
        var (_, first, _) = await bench.SendAsync(HttpMethod.Post, bench.Cloud.AgentUrl + "/api/v1/auth/token", body, authorize: false);
        var (again, _, _) = await bench.SendAsync(HttpMethod.Post, bench.Cloud.AgentUrl + "/api/v1/auth/token", body, authorize: false);
        Assert.Equal(HttpStatusCode.Unauthorized, again);
        body["secret"] = first!["refresh_token"]!["secret"]!.DeepClone();
        var (renewed, _, _) = await bench.SendAsync(HttpMethod.Post, bench.Cloud.AgentUrl + "/api/v1/auth/token", body, authorize: false);
        Assert.Equal(HttpStatusCode.OK, renewed);
    }

    [Fact]
    public async Task Expired_and_malformed_tokens_are_told_apart()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Cloud.ExpireTokens();
        var (status, body, _) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/drafts");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("JWT expired", body!["message"]!.GetValue<string>());
        (status, _, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.GraphQlUrl,
            new JsonObject { ["query"] = "{ dataPlanes { edges { node { name } } } }" }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, status);

        // A multi-use refresh token serves the agent API as it is, PostgREST only after the exchange.
        (status, _, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.GraphQlUrl,
            new JsonObject { ["query"] = "{ dataPlanes { edges { node { name } } } }" },
            token: bench.Cloud.RefreshToken
        );
        Assert.Equal(HttpStatusCode.OK, status);
        (status, _, _) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/drafts", token: bench.Cloud.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        bench.Token = bench.Cloud.CreateAccessToken();
        Assert.Empty(await bench.RowsAsync("drafts"));
        var parts = bench.Token.Split('.');
        (status, body, _) = await bench.SendAsync(
            HttpMethod.Get,
            bench.Cloud.PostgrestUrl + "/drafts",
            token: $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}"
        );
        Assert.Equal("JWSError JWSInvalidSignature", body!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_apikey_header_is_demanded_where_switched_on()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Cloud.Features.ApiKeyRequired = true;
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(bench.Cloud.PostgrestUrl + "/drafts"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("No API key found in request", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_filtered_paged_and_demanded_one_by_one()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await bench.CreateDraftAsync());
        }
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);

        Assert.Single(await bench.RowsAsync($"drafts?id=eq.{ids[1].Replace(":", "", StringComparison.Ordinal)}&select=id"));
        Assert.Equal(2, (await bench.RowsAsync($"drafts?id=in.({ids[0]},\"{ids[2]}\")")).Count);
        Assert.Equal(ids[2], (await bench.RowsAsync("drafts?order=id.desc&limit=1"))[0]!["id"]!.GetValue<string>());
        Assert.Equal(ids[1], (await bench.RowsAsync("drafts?order=id&limit=1&offset=1&select=id"))[0]!["id"]!.GetValue<string>());

        var (status, body, _) = await bench.SendAsync(
            HttpMethod.Get,
            bench.Cloud.PostgrestUrl + "/drafts",
            accept: "application/vnd.pgrst.object+json"
        );
        Assert.Equal(HttpStatusCode.NotAcceptable, status);
        Assert.Equal("PGRST116", body!["code"]!.GetValue<string>());
        (status, body, _) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/drafts?select=nope");
        Assert.Equal("42703", body!["code"]!.GetValue<string>());
        (status, _, _) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/nope");
        Assert.Equal(HttpStatusCode.NotFound, status);
        (status, _, _) = await bench.SendAsync(HttpMethod.Delete, $"{bench.Cloud.PostgrestUrl}/drafts?id=eq.{ids[0]}");
        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal(2, bench.Cloud.DraftCount);
    }

    [Fact]
    public async Task Staging_twice_needs_the_merge_preference()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Orders, "collection", Collection());
        await bench.StageAsync(draft, Orders, "collection", Collection("/id", "/region"));
        var row = new JsonObject
        {
            ["draft_id"] = draft,
            ["catalog_name"] = Orders,
            ["spec_type"] = "collection",
            ["spec"] = Collection(),
        };
        var (status, body, _) = await bench.SendAsync(HttpMethod.Post, bench.Cloud.PostgrestUrl + "/draft_specs", row);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("23505", body!["code"]!.GetValue<string>());
        row["catalog_name"] = "no name!";
        (status, _, _) = await bench.SendAsync(HttpMethod.Post, bench.Cloud.PostgrestUrl + "/draft_specs", row);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Of_one_request_all_rows_are_staged_or_none()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        JsonObject Row(string name) =>
            new()
            {
                ["draft_id"] = draft,
                ["catalog_name"] = name,
                ["spec_type"] = "collection",
                ["spec"] = Collection(),
            };
        var (status, _, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.PostgrestUrl + "/draft_specs",
            new JsonArray(Row(Orders), Row("no name!"))
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(await bench.RowsAsync($"draft_specs?draft_id=eq.{draft}"));
    }

    [Fact]
    public async Task A_log_is_read_on_from_the_last_line_seen_and_none_comes_twice()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        var job = await bench.InsertAsync("publications", new JsonObject { ["draft_id"] = draft }, "id,logs_token");
        for (string? type = "queued"; type == "queued"; )
        {
            type = (string?)(await bench.RowsAsync($"publications?id=eq.{job["id"]}&select=job_status"))[0]!["job_status"]!["type"];
        }
        var token = Guid.Parse((string)job["logs_token"]!);
        for (var i = 0; i < 50; i++)
        {
            bench.Cloud.Plane.Log(token, "handler", $"line {i}");
        }

        async Task<JsonArray> LinesAsync(string? after) =>
            (
                await bench.SendAsync(
                    HttpMethod.Post,
                    bench.Cloud.PostgrestUrl + "/rpc/view_logs",
                    new JsonObject { ["bearer_token"] = job["logs_token"]!.DeepClone(), ["last_logged_at"] = after }
                )
            ).Body!.AsArray();
        var all = await LinesAsync(null);
        Assert.Equal(51, all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            Assert.Equal(all.Count - 1 - i, (await LinesAsync((string)all[i]!["logged_at"]!)).Count);
        }
    }

    [Fact]
    public async Task Scripted_faults_are_shown_once()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Cloud.Faults.Next(503, c => c.Path.EndsWith("/drafts", StringComparison.Ordinal), retryAfter: TimeSpan.FromSeconds(1));
        var (status, _, headers) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/drafts");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(TimeSpan.FromSeconds(1), headers.RetryAfter!.Delta);
        Assert.Empty(await bench.RowsAsync("drafts"));

        bench.Cloud.Faults.LoseNextAnswer(c => c.Method == "POST");
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            bench.SendAsync(HttpMethod.Post, bench.Cloud.PostgrestUrl + "/drafts", new JsonObject { ["detail"] = "lost" })
        );
        Assert.Equal("lost", Assert.Single(await bench.RowsAsync("drafts"))!["detail"]!.GetValue<string>());

        bench.Cloud.Faults.DenyForNow(TimeSpan.FromSeconds(3));
        (status, var text, headers) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.GraphQlUrl,
            new JsonObject { ["query"] = "{ prefixes(by: {minCapability: admin}) { edges { node { prefix } } } }" }
        );
        Assert.Equal(HttpStatusCode.TemporaryRedirect, status);
        Assert.NotNull(headers.Location);
        Assert.NotNull(headers.RetryAfter!.Date);

        bench.Cloud.Faults.Change(drafts => drafts[0]!["detail"] = null, c => c.Path.EndsWith("/drafts", StringComparison.Ordinal));
        Assert.Null(Assert.Single(await bench.RowsAsync("drafts"))!["detail"]);
        Assert.NotNull(Assert.Single(await bench.RowsAsync("drafts"))!["detail"]);

        bench.Cloud.Faults.Header("Deprecation", "true");
        (_, _, headers) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/drafts");
        Assert.True(headers.Contains("Deprecation"));

        bench.Cloud.Faults.NextPublication("somethingNew");
        var draft = await bench.CreateDraftAsync();
        Assert.Equal("somethingNew", (await bench.PublishAsync(draft)).Status["type"]!.GetValue<string>());
        Assert.Contains(bench.Cloud.Calls, c => c is { Surface: EstuarySurface.Postgrest, Method: "POST", Status: 201 });
    }

    [Fact]
    public async Task Discovering_puts_what_was_found_into_the_draft()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var tag = (await bench.RowsAsync("connector_tags?image_tag=eq.:v3&select=id"))[0]!["id"]!;
        var draft = await bench.CreateDraftAsync();
        var job = await bench.InsertAsync(
            "discovers",
            new JsonObject
            {
                ["capture_name"] = "acmeCo/shop/source-fake",
                ["connector_tag_id"] = tag.DeepClone(),
                ["draft_id"] = draft,
                ["endpoint_config"] = await bench.EncryptAsync(PlainConfig()),
                ["update_only"] = false,
            },
            "id,job_status,logs_token"
        );
        string type;
        do
        {
            type = (await bench.RowsAsync($"discovers?id=eq.{job["id"]}&select=job_status"))[0]!["job_status"]!["type"]!.GetValue<string>();
        } while (type == "queued");
        Assert.Equal("success", type);
        var specs = await bench.RowsAsync($"draft_specs?draft_id=eq.{draft}&order=catalog_name&select=catalog_name,spec,expect_pub_id");
        Assert.Equal(["acmeCo/shop/public/orders", "acmeCo/shop/source-fake"], specs.Select(s => s!["catalog_name"]!.GetValue<string>()));
        Assert.Equal("flow://connector-schema", specs[0]!["spec"]!["writeSchema"]!["$ref"]!.GetValue<string>());
        Assert.Equal("acmeCo/shop/public/orders", specs[1]!["spec"]!["bindings"]![0]!["target"]!.GetValue<string>());
        Assert.Equal("success", (await bench.PublishAsync(draft)).Status["type"]!.GetValue<string>());
        Assert.NotNull(bench.Cloud.LiveSpecOf("acmeCo/shop/public/orders")!["readSchema"]!["$defs"]!["flow://inferred-schema"]);
    }

    [Fact]
    public async Task A_discover_that_breaks_ends_with_a_status_of_discovers_and_the_next_one_runs()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Cloud.Features.GraphQlDiscovers = true;
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(await bench.EncryptAsync(PlainConfig())));
        bench.Source.DiscoveredResource = "no object";
        var broken = await DiscoverAsync();
        Assert.Equal("DISCOVER_FAILED", (string?)broken["status"]);
        Assert.StartsWith("internal error: ", (string)broken["errors"]![0]!["detail"]!, StringComparison.Ordinal);
        bench.Source.DiscoveredResource = new JsonObject { ["namespace"] = "public", ["stream"] = "orders" };
        Assert.Equal("SUCCESS", (string?)(await DiscoverAsync())["status"]);

        async Task<JsonNode> DiscoverAsync()
        {
            var made = await bench.GraphQlAsync(
                "mutation($d: Id!, $c: Name!) { createDiscover(draftId: $d, captureName: $c) { id } }",
                new JsonObject { ["d"] = draft, ["c"] = Capture }
            );
            while (true)
            {
                var job = (
                    await bench.GraphQlAsync(
                        "query($id: Id!) { discover(id: $id) { status errors { detail } } }",
                        new JsonObject { ["id"] = made["data"]!["createDiscover"]!["id"]!.DeepClone() }
                    )
                )["data"]!["discover"]!;
                if ((string?)job["status"] != "QUEUED")
                {
                    return job;
                }
            }
        }
    }
}
