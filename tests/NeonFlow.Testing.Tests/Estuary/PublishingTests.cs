using System.Net;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Estuary;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class PublishingTests
{
    [Fact]
    public async Task A_capture_is_published_and_its_documents_arrive()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Source.Add("orders", "c", new JsonObject { ["id"] = 1, ["region"] = "eu" });
        bench.Source.Add("orders", "c", new JsonObject { ["id"] = 2, ["region"] = "us" });
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(
            draft,
            Capture,
            "capture",
            CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)),
            FlowId.Zero.ToColons()
        );
        await bench.StageAsync(draft, Orders, "collection", Collection(), FlowId.Zero.ToString());
        var (status, errors, polls) = await bench.PublishAsync(draft);

        Assert.Equal("success", EstuaryBench.TypeOf(status));
        Assert.Empty(errors);
        Assert.True(polls > 1, "a job is seen queued at least once");
        Assert.Equal(0, bench.Cloud.DraftCount);
        Assert.Equal([Orders, Capture], bench.Cloud.LiveNames());

        await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 2);
        bench.Source.Add("orders", "u", new JsonObject { ["id"] = 1, ["region"] = "apac" });
        bench.Source.Add("orders", "d", new JsonObject { ["id"] = 2, ["region"] = "us" });
        var rows = await bench.Cloud.WaitForRowsAsync(Orders, r => r.Count == 1);
        Assert.Equal("apac", rows[0]["region"]!.GetValue<string>());

        var uuids = bench.Cloud.Documents(Orders).Select(d => Guid.Parse(d["_meta"]!["uuid"]!.GetValue<string>())).ToList();
        Assert.Equal(4, uuids.Distinct().Count());
        Assert.Equal(Password, bench.Source.LastPassword);
    }

    [Fact]
    public async Task Accepted_specs_are_changed_as_the_service_does_and_hold_no_secret()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        var row = (await bench.RowsAsync($"live_specs_ext?catalog_name=eq.{Capture}"))[0]!;

        Assert.Equal("""["public","orders"]""", row["spec"]!["bindings"]![0]!["resource"]!["_meta"]!["path"]!.ToJsonString());
        Assert.NotNull(row["spec"]!["redactSalt"]);
        Assert.NotNull(row["spec"]!["endpoint"]!["connector"]!["config"]!["credentials"]!["password_sops"]);
        Assert.Matches("^([0-9a-f]{2}:){7}[0-9a-f]{2}$", row["last_pub_id"]!.GetValue<string>());
        Assert.DoesNotContain(Password, row.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Cloud.Calls, c => c.Body?.Contains(Password, StringComparison.Ordinal) == true);

        // The path that the service added is its own and must not reach the connector again.
        var validate = bench.Source.Requests.Last(r => r.ContainsKey("validate"))["validate"]!;
        Assert.Null(validate["bindings"]![0]!["resourceConfig"]!["_meta"]);
        var open = bench.Source.Requests.Last(r => r.ContainsKey("open"))["open"]!;
        Assert.Equal("public%2Forders.v0", open["capture"]!["bindings"]![0]!["stateKey"]!.GetValue<string>());
        Assert.Equal(
            """{"ptr":"/id","field":"id","isPrimaryKey":true}""",
            open["capture"]!["bindings"]![0]!["collection"]!["projections"]![0]!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_dry_run_asks_the_connector_and_commits_nothing()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)));
        await bench.StageAsync(draft, Orders, "collection", Collection());
        var (status, _, _) = await bench.PublishAsync(draft, dryRun: true);

        Assert.Equal("success", EstuaryBench.TypeOf(status));
        Assert.Empty(bench.Cloud.LiveNames());
        Assert.Contains(bench.Source.Requests, r => r.ContainsKey("validate"));
        Assert.Equal(1, bench.Cloud.DraftCount);
        var built = (await bench.RowsAsync($"draft_specs?draft_id=eq.{draft}&catalog_name=eq.{Capture}&select=built_spec"))[0]![
            "built_spec"
        ];
        Assert.Equal(Capture, built!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_the_connector_refuses_fails_the_build_with_its_words()
    {
        await using var bench = await EstuaryBench.StartAsync();
        bench.Source.ValidateFailure = "the capture cannot run due to the following error(s):\n - publication \"p\" does not exist";
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)));
        await bench.StageAsync(draft, Orders, "collection", Collection());
        var (status, errors, _) = await bench.PublishAsync(draft);

        Assert.Equal("buildFailed", EstuaryBench.TypeOf(status));
        Assert.Equal([$"flow://capture/{Capture} driver error while validating capture {Capture}: {bench.Source.ValidateFailure}"], errors);
        Assert.Empty(bench.Cloud.LiveNames());
        Assert.Equal(1, bench.Cloud.DraftCount);
    }

    public static TheoryData<string, string> Faulty =>
        new()
        {
            {
                """{"endpoint":{"connector":{"image":"ghcr.io/estuary/source-none:v3","config":{}}},"bindings":[]}""",
                "#/endpoint/connector/image Forbidden connector image 'ghcr.io/estuary/source-none:v3'"
            },
            {
                """{"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake","config":{}}},"bindings":[]}""",
                "#/endpoint/connector/image Forbidden connector image 'ghcr.io/estuary/source-fake'"
            },
            {
                """{"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake:v99","config":{}}},"bindings":[]}""",
                "Forbidden connector image"
            },
            { """{"bindings":[]}""", "missing field `endpoint`" },
            {
                """{"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake:v3","config":{}}},"bindings":[],"tables":[]}""",
                "#/tables unknown field `tables`"
            },
            {
                """
                    {"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake:v3","config":{}}},
                      "bindings":[{"resource":{"namespace":"public","stream":"orders"},"target":"acmeCo/nowhere"}]}
                    """,
                "#/bindings/0/target collection acmeCo/nowhere, referenced by capture acmeCo/shop/source-fake, is not defined"
            },
            {
                """
                    {"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake:v3","config":{}}},
                      "bindings":[{"resource":{"namespace":"public","stream":"orders"},"target":"acmeCo/shop/orders"},
                        {"resource":{"namespace":"public","stream":"orders"},"target":"acmeCo/shop/orders"}]}
                    """,
                "#/bindings/1 each binding must have a unique endpoint resource"
            },
            {
                """{"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake:v3","config":{}}},"bindings":[],"interval":"1m30s"}""",
                "#/interval invalid duration"
            },
            {
                """
                    {"endpoint":{"connector":{"image":"ghcr.io/estuary/source-fake:v3","config":{"credentials":{"password":"open"}}}},
                      "bindings":[]}
                    """,
                "#/endpoint/connector/config/credentials/password the endpoint configuration holds the secret"
            },
        };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task A_faulty_capture_fails_at_its_place(string model, string expected)
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", JsonNode.Parse(model));
        await bench.StageAsync(draft, Orders, "collection", Collection());
        var (status, errors, _) = await bench.PublishAsync(draft);
        Assert.Equal("buildFailed", EstuaryBench.TypeOf(status));
        Assert.Contains(errors, e => e.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"key":[],"schema":{"type":"object"}}""", "collection key is empty")]
    [InlineData("""{"key":["/nope"],"schema":{"type":"object","properties":{"id":{"type":"integer"}}}}""", "location /nope is not known")]
    [InlineData("""{"key":["/id"],"schema":{"type":"object","properties":{"id":{"type":"integer"}}}}""", "location /id may not exist")]
    [InlineData(
        """{"key":["/id"],"schema":{"type":"object","required":["id"],"properties":{"id":{"type":"object"}}}}""",
        "not a scalar type"
    )]
    [InlineData("""{"key":["/id"]}""", "must have either `schema`")]
    [InlineData("""{"key":["/id"],"schema":{},"readSchema":{}}""", "must have either `schema`")]
    public async Task A_faulty_collection_fails_at_its_place(string model, string expected)
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)));
        await bench.StageAsync(draft, Orders, "collection", JsonNode.Parse(model));
        var (_, errors, _) = await bench.PublishAsync(draft);
        Assert.Contains(
            errors,
            e => e.StartsWith("flow://collection/" + Orders, StringComparison.Ordinal) && e.Contains(expected, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Collections_nobody_binds_are_pruned_and_an_empty_draft_is_said()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Orders, "collection", Collection());
        Assert.Equal("emptyDraft", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
        Assert.Empty(bench.Cloud.LiveNames());
    }

    [Fact]
    public async Task The_expected_publication_is_checked()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var model = await bench.PublishShopAsync();
        var (first, _) = bench.Cloud.LiveIds(Capture)!.Value;

        foreach (var wrong in new[] { FlowId.Zero, new FlowId(first.Value - 1) })
        {
            var draft = await bench.CreateDraftAsync();
            await bench.StageAsync(draft, Capture, "capture", model, wrong.ToString());
            var (status, errors, _) = await bench.PublishAsync(draft);
            Assert.Equal("expectPubIdMismatch", EstuaryBench.TypeOf(status));
            Assert.Equal(
                $$"""[{"catalog_name":"{{Capture}}","expected":"{{wrong}}","actual":"{{first}}"}]""",
                status["failures"]!.ToJsonString()
            );
            Assert.Contains(
                "This may have been an automated system update. (expected publication ID",
                Assert.Single(errors),
                StringComparison.Ordinal
            );
        }

        var right = await bench.CreateDraftAsync();
        await bench.StageAsync(right, Capture, "capture", model, first.ToColons());
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(right)).Status));
        Assert.True(bench.Cloud.LiveIds(Capture)!.Value.LastPubId > first);
    }

    [Fact]
    public async Task Deletions_need_what_they_delete_and_leave_no_user_behind()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var nothing = await bench.CreateDraftAsync();
        await bench.StageAsync(nothing, Capture, null, null);
        Assert.Contains(
            "drafted deletion references a specification that does not exist",
            Assert.Single((await bench.PublishAsync(nothing)).Errors),
            StringComparison.Ordinal
        );

        await bench.PublishShopAsync();
        var half = await bench.CreateDraftAsync();
        await bench.StageAsync(half, Orders, null, null);
        Assert.Contains(
            $"collection {Orders}, referenced by capture {Capture}, is not defined",
            Assert.Single((await bench.PublishAsync(half)).Errors),
            StringComparison.Ordinal
        );

        var both = await bench.CreateDraftAsync();
        await bench.StageAsync(both, Orders, null, null);
        await bench.StageAsync(both, Capture, null, null);
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(both)).Status));
        Assert.Empty(bench.Cloud.LiveNames());
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Stopped);
        var row = (await bench.RowsAsync($"live_specs_ext?catalog_name=eq.{Capture}&select=spec,spec_type"))[0]!;
        Assert.Null(row["spec"]);
        Assert.Null(row["spec_type"]);
    }

    [Fact]
    public async Task A_published_collection_rebuilds_its_capture_without_publishing_it()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        var (pub, build) = bench.Cloud.LiveIds(Capture)!.Value;
        var draft = await bench.CreateDraftAsync();
        var changed = Collection();
        changed["projections"] = new JsonObject { ["where"] = "/region" };
        await bench.StageAsync(draft, Orders, "collection", changed);
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
        var (pubAfter, buildAfter) = bench.Cloud.LiveIds(Capture)!.Value;
        Assert.Equal(pub, pubAfter);
        Assert.True(buildAfter > build);
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Ok && s.Build == buildAfter);
    }

    [Fact]
    public async Task A_key_changes_only_with_a_reset()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Orders, "collection", Collection("/id", "/region"));
        Assert.Contains("without `reset: true`", Assert.Single((await bench.PublishAsync(draft)).Errors), StringComparison.Ordinal);

        var reset = Collection("/id", "/region");
        reset["reset"] = true;
        await bench.StageAsync(draft, Orders, "collection", reset);
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
        Assert.Null(bench.Cloud.LiveSpecOf(Orders)!["reset"]);
    }

    [Fact]
    public async Task Only_own_prefixes_and_own_drafts_count()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        var mine = await bench.CreateDraftAsync();
        await bench.StageAsync(mine, "other/x", "capture", CaptureModel(await bench.EncryptAsync(PlainConfig())));
        Assert.Contains(
            "User is not authorized to create or change 'other/x'",
            Assert.Single((await bench.PublishAsync(mine)).Errors),
            StringComparison.Ordinal
        );

        var refresh = bench.Cloud.AddUser("eve@other.example", "other/");
        var token = JsonNode.Parse(Convert.FromBase64String(refresh))!;
        var (_, exchanged, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.AgentUrl + "/api/v1/auth/token",
            new JsonObject
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token_id"] = token["id"]!.DeepClone(),
                ["secret"] = token["secret"]!.DeepClone(),
            },
            authorize: false
        );
        bench.Token = exchanged!["access_token"]!.GetValue<string>();
        Assert.Empty(await bench.RowsAsync($"drafts?id=eq.{mine}"));
        Assert.Empty(await bench.RowsAsync("live_specs_ext"));
        var (status, body, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.PostgrestUrl + "/publications",
            new JsonObject { ["draft_id"] = mine }
        );
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("row-level security", body!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unchanged_specs_are_pruned_by_text()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", bench.Cloud.LiveSpecOf(Capture));
        await bench.StageAsync(draft, Orders, "collection", Collection("/id"));
        var (_, pruned, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.PostgrestUrl + "/rpc/prune_unchanged_draft_specs",
            new JsonObject { ["prune_draft_id"] = draft }
        );
        Assert.Equal(2, pruned!.AsArray().Count);
        Assert.Equal("emptyDraft", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
    }

    [Fact]
    public async Task Others_change_what_is_live()
    {
        await using var bench = await EstuaryBench.StartAsync();
        await bench.PublishShopAsync();
        await bench.Cloud.BumpBackfillAsync(Capture);
        Assert.Equal(1, bench.Cloud.LiveSpecOf(Capture)!["bindings"]![0]!["backfill"]!.GetValue<int>());
        await bench.Cloud.AutoDisableAsync(Capture);
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Stopped);
        await bench.Cloud.EditAsync(Capture, m => m.Remove("shards"));
        await bench.Cloud.WaitForCaptureAsync(Capture, s => s.State == ShardState.Ok);
        var history = await bench.RowsAsync($"publication_specs_ext?catalog_name=eq.{Capture}&order=pub_id.desc&select=detail,user_email");
        Assert.Equal(4, history.Count);
        Assert.Equal("edited in the dashboard", history[0]!["detail"]!.GetValue<string>());
        await bench.Cloud.DeleteAsync(Capture, Orders);
        Assert.Empty(bench.Cloud.LiveNames());
    }
}
