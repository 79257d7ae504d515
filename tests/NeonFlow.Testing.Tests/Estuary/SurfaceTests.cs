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
    public async Task Graph_ql_shows_data_planes_and_connectors()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var answer = await bench.GraphQlAsync(
            """
            query DataPlanes($after: String) { dataPlanes(first: 1, after: $after) { edges { node { name fqdn cloudProvider region tag isPublic closed cidrBlocks awsIamUserArn } } pageInfo { hasNextPage endCursor } } }
            """
        );
        var page = answer["data"]!["dataPlanes"]!;
        Assert.True(page["pageInfo"]!["hasNextPage"]!.GetValue<bool>());
        Assert.Equal("""["127.0.0.1/32"]""", page["edges"]![0]!["node"]!["cidrBlocks"]!.ToJsonString());
        answer = await bench.GraphQlAsync(
            "query($after: String) { dataPlanes(first: 1, after: $after) { edges { node { name cidrBlocks } } pageInfo { hasNextPage } } }",
            new JsonObject { ["after"] = page["pageInfo"]!["endCursor"]!.DeepClone() }
        );
        Assert.Equal("ops/dp/public/aws-eu-west-1-c1", answer["data"]!["dataPlanes"]!["edges"]![0]!["node"]!["name"]!.GetValue<string>());

        answer = await bench.GraphQlAsync(
            """query { spec: connectorSpec(fullImageName: "ghcr.io/estuary/source-fake:v3") { imageTag protocol endpointSpecSchema } none: connectorSpec(fullImageName: "x/y:v1") { imageTag } }"""
        );
        Assert.Equal(":v3", answer["data"]!["spec"]!["imageTag"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(FakeConnector.ConfigSchema, answer["data"]!["spec"]!["endpointSpecSchema"]));
        Assert.Null(answer["data"]!["none"]);
        answer = await bench.GraphQlAsync("{ nope }");
        Assert.Contains("Unknown field \"nope\"", answer["errors"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(
            "syntax error",
            (await bench.GraphQlAsync("{ dataPlanes( }"))["errors"]![0]!["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );

        var (_, tags, _) = await bench.SendAsync(HttpMethod.Get, bench.Cloud.PostgrestUrl + "/connector_tags?image_tag=eq.:v3");
        Assert.Single(tags!.AsArray());
        var (_, planes, _) = await bench.SendAsync(
            HttpMethod.Get,
            bench.Cloud.PostgrestUrl + "/data_planes?select=data_plane_name,cidr_blocks"
        );
        Assert.Equal(2, planes!.AsArray().Count);
    }

    [Fact]
    public async Task Graph_ql_drafts_and_publications_can_be_switched_on()
    {
        await using var bench = await EstuaryBench.StartAsync();
        const string detection = "{ __schema { mutationType { fields { name } } queryType { fields { name } } } }";
        Assert.DoesNotContain("createDraft", (await bench.GraphQlAsync(detection)).ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((await bench.GraphQlAsync("mutation { createDraft { id } }"))["errors"]);
        bench.Cloud.Features.GraphQlDrafts = bench.Cloud.Features.GraphQlPublications = true;
        Assert.Contains("createDraft", (await bench.GraphQlAsync(detection)).ToJsonString(), StringComparison.Ordinal);

        var draft = (
            await bench.GraphQlAsync(
                "mutation CreateDraft($detail: String) { createDraft(detail: $detail) { id createdAt } }",
                new JsonObject { ["detail"] = "t" }
            )
        )["data"]!["createDraft"]!["id"]!;
        var specs = new JsonArray(
            new JsonObject
            {
                ["catalogName"] = Capture,
                ["catalogType"] = "capture",
                ["model"] = CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)),
                ["expectPubId"] = FlowId.Zero.ToString(),
            },
            new JsonObject
            {
                ["catalogName"] = Orders,
                ["catalogType"] = "collection",
                ["model"] = Collection(),
            }
        );
        var staged = await bench.GraphQlAsync(
            "mutation StageDraftSpecs($draftId: Id!, $specs: [DraftSpecInput!]!) { stageDraftSpecs(draftId: $draftId, specs: $specs) }",
            new JsonObject { ["draftId"] = draft.DeepClone(), ["specs"] = specs }
        );
        Assert.Equal($$"""["{{Orders}}","{{Capture}}"]""", staged["data"]!["stageDraftSpecs"]!.ToJsonString());
        var read = await bench.GraphQlAsync(
            """
            query ReadDraft($id: Id!, $first: Int!, $withModel: Boolean!) { draft(id: $id) { numSpecs specs(first: $first) { edges { node { catalogName isUnchanged model @include(if: $withModel) } } pageInfo { hasNextPage } } } }
            """,
            new JsonObject
            {
                ["id"] = draft.DeepClone(),
                ["first"] = 1,
                ["withModel"] = false,
            }
        );
        Assert.Equal(
            $$$"""{"edges":[{"node":{"catalogName":"{{{Orders}}}","isUnchanged":false}}],"pageInfo":{"hasNextPage":true}}""",
            read["data"]!["draft"]!["specs"]!.ToJsonString()
        );

        var id = (
            await bench.GraphQlAsync(
                "mutation($d: Id!) { createPublication(draftId: $d, dryRun: false) { id status { type } } }",
                new JsonObject { ["d"] = draft.DeepClone() }
            )
        )["data"]!["createPublication"]!["id"]!;
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Ok);
        JsonNode publication;
        do
        {
            publication = (
                await bench.GraphQlAsync(
                    "query($id: Id!) { publication(id: $id) { pubId status { type lockFailures { catalogName } } errors { detail } "
                        + "logs(first: 1000) { edges { node { line } } pageInfo { endCursor } } } }",
                    new JsonObject { ["id"] = id.DeepClone() }
                )
            )["data"]!["publication"]!;
        } while (publication["status"]!["type"]!.GetValue<string>() == "queued");
        Assert.Equal("success", publication["status"]!["type"]!.GetValue<string>());
        Assert.Equal(bench.Cloud.LiveIds(Capture)!.Value.LastPubId.ToString(), publication["pubId"]!.GetValue<string>());
        Assert.NotEmpty(publication["logs"]!["edges"]!.AsArray());
    }

    [Fact]
    public async Task Graph_ql_pages_what_stands_below_another_object()
    {
        const int Specs = 130;
        await using var bench = await EstuaryBench.StartAsync();
        bench.Cloud.Features.GraphQlDrafts = true;
        var draft = await bench.CreateDraftAsync();
        var rows = Enumerable
            .Range(0, Specs)
            .Select(i =>
                (JsonNode)
                    new JsonObject
                    {
                        ["draft_id"] = draft,
                        ["catalog_name"] = $"acmeCo/shop/t{i:000}",
                        ["spec_type"] = "collection",
                        ["spec"] = Collection(),
                    }
            );
        await bench.SendAsync(HttpMethod.Post, bench.Cloud.PostgrestUrl + "/draft_specs", new JsonArray([.. rows]));
        var names = new List<string>();
        string? after = null;
        for (var more = true; more; )
        {
            var specs = (
                await bench.GraphQlAsync(
                    "query($id: Id!, $after: String) { draft(id: $id) { specs(after: $after, first: 60) { edges { node { catalogName } } "
                        + "pageInfo { hasNextPage endCursor } } } }",
                    new JsonObject { ["id"] = draft, ["after"] = after }
                )
            )["data"]!["draft"]!["specs"]!;
            names.AddRange(specs["edges"]!.AsArray().Select(e => (string)e!["node"]!["catalogName"]!));
            (more, after) = ((bool)specs["pageInfo"]!["hasNextPage"]!, (string?)specs["pageInfo"]!["endCursor"]);
        }
        Assert.Equal(Enumerable.Range(0, Specs).Select(i => $"acmeCo/shop/t{i:000}"), names);
        var usual = await bench.GraphQlAsync(
            "query($id: Id!) { draft(id: $id) { specs { nodes { catalogName } } } }",
            new JsonObject { ["id"] = draft }
        );
        Assert.Equal(100, usual["data"]!["draft"]!["specs"]!["nodes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Encryption_seals_what_the_schema_marks_secret_and_nothing_else()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var (one, two) = (await bench.EncryptAsync(PlainConfig()), await bench.EncryptAsync(PlainConfig()));
        Assert.Equal(["address", "user", "database", "credentials", "sops"], one.Select(p => p.Key));
        Assert.Equal(["auth_type", "password_sops"], one["credentials"]!.AsObject().Select(p => p.Key));
        Assert.StartsWith("ENC[AES256_GCM,data:", one["credentials"]!["password_sops"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(one["credentials"]!["password_sops"]!.GetValue<string>(), two["credentials"]!["password_sops"]!.GetValue<string>());
        Assert.Equal("_sops", one["sops"]!["encrypted_suffix"]!.GetValue<string>());
        Assert.DoesNotContain(Password, one.ToJsonString(), StringComparison.Ordinal);

        var wrong = PlainConfig();
        wrong["credentials"]!["password"] = 7;
        var (status, body, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.ConfigEncryptionUrl + "/v1/encrypt-config",
            new JsonObject { ["config"] = wrong, ["schema"] = FakeConnector.ConfigSchema.DeepClone() },
            authorize: false
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("FailedValidation", body!["error"]!.GetValue<string>());
    }

    public static TheoryData<Action<JsonObject>> Tampering =>
        new()
        {
            c => c["database"] = "other",
            c =>
            {
                var user = c["user"]!.DeepClone();
                c.Remove("user");
                c.Insert(0, "user", user);
            },
            c => c["credentials"]!["password_sops"] = "plain",
        };

    [Theory]
    [MemberData(nameof(Tampering), DisableDiscoveryEnumeration = true)]
    public async Task An_encrypted_config_that_was_edited_does_not_publish(Action<JsonObject> tamper)
    {
        await using var bench = await EstuaryBench.StartAsync();
        var config = await bench.EncryptAsync(PlainConfig());
        tamper(config);
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(config));
        var (status, errors, _) = await bench.PublishAsync(draft);
        Assert.Equal("buildFailed", status["type"]!.GetValue<string>());
        Assert.DoesNotContain(Password, Assert.Single(errors), StringComparison.Ordinal);
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
        Assert.NotNull(bench.Cloud.LiveModel("acmeCo/shop/public/orders")!["readSchema"]!["$defs"]!["flow://inferred-schema"]);
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
