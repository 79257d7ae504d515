using System.Text.Json.Nodes;
using NeonFlow.Contracts;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class ContractTests
{
    private static JsonObject Catalog(JsonNode capture, JsonNode collection) =>
        new()
        {
            ["captures"] = new JsonObject { [Capture] = capture.DeepClone() },
            ["collections"] = new JsonObject { [Orders] = collection.DeepClone() },
        };

    [ContractFact(ContractFiles.Flow)]
    public async Task Specs_fit_the_flow_schema_before_and_after_the_service_changed_them()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var staged = await bench.PublishShopAsync();
        Assert.Empty(JsonSchema.Check(ContractFiles.Flow, Catalog(staged, Collection())));
        Assert.Empty(JsonSchema.Check(ContractFiles.Flow, Catalog(bench.Cloud.LiveSpecOf(Capture)!, bench.Cloud.LiveSpecOf(Orders)!)));
        await bench.Cloud.AutoDisableAsync(Capture);
        Assert.Empty(JsonSchema.Check(ContractFiles.Flow, Catalog(bench.Cloud.LiveSpecOf(Capture)!, bench.Cloud.LiveSpecOf(Orders)!)));
    }

    [ContractFact(ContractFiles.Flow)]
    public async Task What_the_flow_schema_refuses_is_refused_here_too()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var config = new JsonObject();
        var good = CaptureModel(config, Binding("orders", Orders));
        var faults = new (Action<JsonObject> Capture, Action<JsonObject> Collection)[]
        {
            (c => c["tables"] = new JsonArray(), _ => { }),
            (c => c.Remove("bindings"), _ => { }),
            (c => c["bindings"]![0]!["backfill"] = -1, _ => { }),
            (c => c["bindings"]![0]!["disable"] = "yes", _ => { }),
            (c => c["interval"] = "1m30s", _ => { }),
            (c => c["shards"] = new JsonObject { ["disabled"] = true }, _ => { }),
            (c => c["autoDiscover"] = new JsonObject { ["addNewTables"] = true }, _ => { }),
            (c => c["endpoint"] = new JsonObject { ["connector"] = new JsonObject { ["image"] = "x:v1" } }, _ => { }),
            (_ => { }, c => c["key"] = new JsonArray("id")),
            (_ => { }, c => c["readSchema"] = new JsonObject()),
            (_ => { }, c => c["primaryKey"] = new JsonArray()),
        };
        foreach (var (spoilCapture, spoilCollection) in faults)
        {
            var (capture, collection) = ((JsonObject)good.DeepClone(), Collection());
            spoilCapture(capture);
            spoilCollection(collection);
            Assert.NotEmpty(JsonSchema.Check(ContractFiles.Flow, Catalog(capture, collection)));
            var draft = await bench.CreateDraftAsync();
            await bench.StageAsync(draft, Capture, "capture", capture);
            await bench.StageAsync(draft, Orders, "collection", collection);
            var (status, errors, _) = await bench.PublishAsync(draft, dryRun: true);
            Assert.Equal("buildFailed", status["type"]!.GetValue<string>());
            Assert.NotEmpty(errors);
        }
    }

    [ContractFact(ContractFiles.SourcePostgres)]
    public async Task The_connectors_own_schema_says_what_is_sealed()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var schema = ContractFiles.Read(ContractFiles.SourcePostgres)["configSchema"]!.DeepClone();
        var config = new JsonObject
        {
            ["address"] = "ep-calm-sea.localhost:5432",
            ["user"] = "flow_capture",
            ["database"] = "shop",
            ["historyMode"] = false,
            ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = Password },
            ["networkTunnel"] = new JsonObject
            {
                ["sshForwarding"] = new JsonObject { ["sshEndpoint"] = "ssh://me@bastion:22", ["privateKey"] = "-----key-----" },
            },
            ["advanced"] = new JsonObject { ["publicationName"] = "shop_pub", ["slotName"] = "shop_slot" },
        };
        var (status, body, _) = await bench.SendAsync(
            HttpMethod.Post,
            bench.Cloud.ConfigEncryptionUrl + "/v1/encrypt-config",
            new JsonObject { ["config"] = config, ["schema"] = schema },
            authorize: false
        );
        Assert.True(status == System.Net.HttpStatusCode.OK, body?.ToJsonString());
        Assert.NotNull(body!["credentials"]!["password_sops"]);
        Assert.NotNull(body["networkTunnel"]!["sshForwarding"]!["privateKey_sops"]);
        Assert.Equal("shop_pub", body["advanced"]!["publicationName"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(config, bench.Cloud.Encryption.Unseal(body.AsObject())));
    }
}
