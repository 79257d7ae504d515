using System.Text.Json.Nodes;
using NeonFlow.Testing.Estuary;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class GraphQlTests
{
    [Fact]
    public async Task Graph_ql_shows_data_planes_and_connectors()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var answer = await bench.GraphQlAsync(
            """
            query DataPlanes($after: String) { dataPlanes(first: 1, after: $after) {
              edges { node { name fqdn cloudProvider region tag isPublic closed cidrBlocks awsIamUserArn } }
              pageInfo { hasNextPage endCursor } } }
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
            """
            query { spec: connectorSpec(fullImageName: "ghcr.io/estuary/source-fake:v3") { imageTag protocol endpointSpecSchema }
              none: connectorSpec(fullImageName: "x/y:v1") { imageTag } }
            """
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
            query ReadDraft($id: Id!, $first: Int!, $withModel: Boolean!) { draft(id: $id) { numSpecs specs(first: $first) {
              edges { node { catalogName isUnchanged model @include(if: $withModel) } }
              pageInfo { hasNextPage } } } }
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
}
