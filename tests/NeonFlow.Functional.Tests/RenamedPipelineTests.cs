using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>A running pipeline under which somebody renames by hand what the capture goes by.</summary>
[Trait("Category", "long")]
public sealed class RenamedPipelineTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync(WarehousePipeline.Sql, "203.0.113.7");

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Theory]
    [InlineData("ALTER PUBLICATION wh_pub RENAME TO others", true)]
    [InlineData("ALTER TABLE public.wh_marks RENAME TO others", false)]
    public async Task The_way_that_preview_prints_leads_to_a_pipeline_in_which_every_row_arrives(string rename, bool loses)
    {
        await SucceedsAsync(Engine(backfill: 0).UpAsync());
        await _shop.Cloud.Estuary.WaitForRowsAsync(WarehousePipeline.Collection, static rows => rows.Count == 3);
        await _shop.Project.Server.ExecuteAsync(rename, "shop");
        await _shop.Project.ExecuteAsOwnerAsync("INSERT INTO public.stock_items VALUES (4)", "shop");
        var preview = await Engine(backfill: 0).PreviewAsync(new() { ExpectNoChanges = true });
        Assert.NotEqual(0, preview.ExitCode);
        Assert.Contains("it gets its name back", preview.Text, StringComparison.Ordinal);

        // The server decodes a change with the names of the time at which it was written, so that those in between are lost.
        Assert.True(loses == preview.Text.Contains("Backfill = { [\"*\"] = 1 }", StringComparison.Ordinal), preview.Text);
        var engine = Engine(backfill: loses ? 1 : 0);
        await SucceedsAsync(engine.UpAsync());
        await _shop.Project.ExecuteAsOwnerAsync("INSERT INTO public.stock_items VALUES (5)", "shop");
        await _shop.Cloud.Estuary.WaitForRowsAsync(
            WarehousePipeline.Collection,
            static rows => rows.Select(static r => r["id"]!.GetValue<int>()).Distinct().Count() == 5
        );
        await NothingChangesAsync(engine, "after the up");
        await SucceedsAsync(engine.DestroyAsync());
        Assert.Equal(0, await _shop.Project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
        Assert.Equal(0, await _shop.Project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", "shop"));
    }

    private TestEngine Engine(int backfill) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProjectName = "warehouse",
                    Program = () => Deployment.RunAsync(() => _ = WarehousePipeline.Make(_shop.Project.Id, "stock-feed", backfill)),
                }
        );
}
