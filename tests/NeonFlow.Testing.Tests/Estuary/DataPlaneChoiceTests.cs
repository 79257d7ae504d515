using System.Text.Json.Nodes;
using NeonFlow.Testing.Estuary;
using static NeonFlow.Testing.Tests.Estuary.EstuaryBench;

namespace NeonFlow.Testing.Tests.Estuary;

public sealed class DataPlaneChoiceTests
{
    [Fact]
    public async Task New_specs_go_where_the_publication_says_and_stay_there()
    {
        await using var bench = await EstuaryBench.StartAsync();
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)));
        await bench.StageAsync(draft, Orders, "collection", Collection());
        Assert.Contains(
            "doesn't permit data plane ops/dp/public/none",
            (await bench.PublishAsync(draft, dataPlane: "ops/dp/public/none")).Errors[0],
            StringComparison.Ordinal
        );
        Assert.Equal(
            "success",
            EstuaryBench.TypeOf((await bench.PublishAsync(draft, dataPlane: bench.Cloud.DataPlanes[1].CatalogName)).Status)
        );
        var row = (await bench.RowsAsync($"live_specs_ext?catalog_name=eq.{Capture}&select=data_plane_name"))[0]!;
        Assert.Equal(bench.Cloud.DataPlanes[1].CatalogName, row["data_plane_name"]!.GetValue<string>());
        Assert.Equal("203.0.113.17", bench.Cloud.EgressAddress("flow_capture", "shop", 5432)!.ToString());
        Assert.Null(bench.Cloud.EgressAddress("flow_capture", "other", 5432));

        // The same login to another project, from another data plane, is another one.
        var config = PlainConfig();
        config["address"] = "ep-late-moon.localhost:5433";
        draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture + "-2", "capture", CaptureModel(await bench.EncryptAsync(config), Binding("orders", Orders)));
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
        Assert.Equal("127.0.0.1", bench.Cloud.EgressAddress("flow_capture", "shop", 5433)!.ToString());
        Assert.Equal("203.0.113.17", bench.Cloud.EgressAddress("flow_capture", "shop", 5432)!.ToString());
    }

    [Fact]
    public async Task A_private_data_plane_is_its_tenants_and_the_first_of_a_storage_mapping_takes_what_is_new()
    {
        await using var bench = await EstuaryBench.StartAsync(o =>
            o with
            {
                DataPlanes =
                [
                    new DataPlaneInfo { Name = "aws-us-east-1-c1", Tenant = "otherCo" },
                    new DataPlaneInfo { Name = "aws-eu-west-1-c1", Tenant = "acmeCo" },
                    new DataPlaneInfo { Name = "local-cluster-c1" },
                ],
            }
        );
        const string query = "{ dataPlanes { edges { node { name isPublic } } } storageMappings { edges { node { spec } } } }";
        var seen = (await bench.GraphQlAsync(query))["data"]!;
        Assert.Equal(
            """[{"node":{"name":"ops/dp/private/acmeCo/aws-eu-west-1-c1","isPublic":false}},"""
                + """{"node":{"name":"ops/dp/public/local-cluster-c1","isPublic":true}}]""",
            seen["dataPlanes"]!["edges"]!.ToJsonString()
        );
        await bench.PublishShopAsync();
        Assert.Equal("ops/dp/private/acmeCo/aws-eu-west-1-c1", await PlaneAsync(Capture));

        bench.Cloud.PreferDataPlane("ops/dp/public/local-cluster-c1");
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(
            draft,
            Capture + "-2",
            "capture",
            CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders))
        );
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
        Assert.Equal("ops/dp/public/local-cluster-c1", await PlaneAsync(Capture + "-2"));
        Assert.Equal("ops/dp/private/acmeCo/aws-eu-west-1-c1", await PlaneAsync(Capture));

        async Task<string> PlaneAsync(string name) =>
            (await bench.RowsAsync($"live_specs_ext?catalog_name=eq.{name}&select=data_plane_name"))[0]![
                "data_plane_name"
            ]!.GetValue<string>();
    }

    [Fact]
    public async Task What_was_deleted_and_is_made_again_is_new_and_goes_where_the_publication_says()
    {
        await using var bench = await EstuaryBench.StartAsync(o =>
            o with
            {
                EgressAllowed = (plane, _) => plane.CidrBlocks[0] != "203.0.113.17/32",
            }
        );
        await bench.PublishShopAsync();
        var id = (await bench.RowsAsync($"live_specs_ext?catalog_name=eq.{Capture}&select=id"))[0]!["id"]!.GetValue<string>();
        await bench.Cloud.DeleteAsync(Capture, Orders);
        Assert.Equal(0, bench.Cloud.Capture(Capture)!.Starts);

        var draft = await bench.CreateDraftAsync();
        var model = CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders));
        await bench.StageAsync(draft, Capture, "capture", model, FlowId.Zero.ToString());
        await bench.StageAsync(draft, Orders, "collection", Collection());
        Assert.Contains(
            "This IP address 203.0.113.17",
            Assert.Single((await bench.PublishAsync(draft, dataPlane: bench.Cloud.DataPlanes[1].CatalogName)).Errors),
            StringComparison.Ordinal
        );
        model["shards"] = new JsonObject { ["disable"] = true };
        await bench.StageAsync(draft, Capture, "capture", model, FlowId.Zero.ToString());
        Assert.Equal(
            "success",
            EstuaryBench.TypeOf((await bench.PublishAsync(draft, dataPlane: bench.Cloud.DataPlanes[1].CatalogName)).Status)
        );
        var row = Assert.Single(await bench.RowsAsync($"live_specs_ext?catalog_name=eq.{Capture}&select=id,data_plane_name"))!;
        Assert.Equal(bench.Cloud.DataPlanes[1].CatalogName, row["data_plane_name"]!.GetValue<string>());
        Assert.NotEqual(id, row["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_refused_in_Neons_words()
    {
        await using var bench = await EstuaryBench.StartAsync(o =>
            o with
            {
                EgressAllowed = (plane, _) => plane.CidrBlocks[0] != "203.0.113.17/32",
            }
        );
        var draft = await bench.CreateDraftAsync();
        await bench.StageAsync(draft, Capture, "capture", CaptureModel(await bench.EncryptAsync(PlainConfig()), Binding("orders", Orders)));
        await bench.StageAsync(draft, Orders, "collection", Collection());
        var (_, errors, _) = await bench.PublishAsync(draft, dataPlane: bench.Cloud.DataPlanes[1].CatalogName);
        Assert.Contains(
            "This IP address 203.0.113.17 is not allowed to connect to this endpoint.",
            Assert.Single(errors),
            StringComparison.Ordinal
        );
        Assert.Equal("success", EstuaryBench.TypeOf((await bench.PublishAsync(draft)).Status));
    }
}
