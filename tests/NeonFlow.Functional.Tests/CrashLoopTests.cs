using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>A capture that starts, runs for a moment and dies, again and again, is a dead one at every look.</summary>
[Trait("Category", "long")]
public sealed class CrashLoopTests : IAsyncLifetime
{
    private const string Days = "acmeCo/shop/public/days";
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() =>
        _shop = await ProjectCloud.ShopAsync(
            "CREATE TABLE public.days (d date PRIMARY KEY, n int); INSERT INTO public.days VALUES ('2024-01-01', 1);"
        );

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_key_that_the_connector_cannot_encode_is_red_in_every_preview_and_in_up_until_it_is_gone()
    {
        await SucceedsAsync(Engine().UpAsync());
        await _shop.Cloud.Estuary.WaitForRowsAsync(Days, static rows => rows.Count == 1);
        await _shop.Project.ExecuteAsOwnerAsync("INSERT INTO public.days VALUES ('infinity', 2)", "shop");
        await _shop.Cloud.Estuary.WaitForCaptureAsync("acmeCo/shop/estuary_days", static status => status.Failures >= 2);

        for (var i = 0; i < 3; i++)
        {
            var preview = await Engine().PreviewAsync(new() { ExpectNoChanges = true });
            Assert.True(preview.ExitCode != 0, preview.Text);
        }

        var up = await Engine().UpAsync();
        Assert.False(up.Succeeded, up.Text);

        await _shop.Project.ExecuteAsOwnerAsync("DELETE FROM public.days WHERE d = 'infinity'", "shop");
        await SucceedsAsync(Engine(backfill: 1).UpAsync());
        await _shop.Project.ExecuteAsOwnerAsync("INSERT INTO public.days VALUES ('2024-01-02', 3)", "shop");
        await _shop.Cloud.Estuary.WaitForRowsAsync(Days, static rows => rows.Count == 2);
        await NothingChangesAsync(Engine(backfill: 1));
    }

    [Fact]
    public async Task Without_the_publication_that_the_log_was_written_under_nothing_goes_on()
    {
        await SucceedsAsync(Engine().UpAsync());
        await _shop.Cloud.Estuary.WaitForRowsAsync(Days, static rows => rows.Count == 1);
        await _shop.Project.ExecuteAsOwnerAsync("DROP PUBLICATION estuary_days; INSERT INTO public.days VALUES ('2024-01-02', 2)", "shop");

        var preview = await Engine().PreviewAsync();
        Assert.False(preview.Succeeded, preview.Text);
        Assert.Contains("NF5006", preview.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("LossPolicy.Accept", preview.Text, StringComparison.Ordinal);
        Assert.False((await Engine(policy: LossPolicy.Accept).PreviewAsync()).Succeeded);

        await SucceedsAsync(Engine(backfill: 1).UpAsync());
        await _shop.Cloud.Estuary.WaitForRowsAsync(Days, static rows => rows.Count == 2);
        await NothingChangesAsync(Engine(backfill: 1));
    }

    private TestEngine Engine(int backfill = 0, LossPolicy? policy = null) =>
        _shop.Engine(
            _shop.Folder,
            o => o with { ProjectName = "days", Program = () => Deployment.RunAsync(() => Pipeline(backfill, policy)) }
        );

    private void Pipeline(int backfill, LossPolicy? policy)
    {
        var args = new NeonToEstuaryArgs
        {
            ProjectId = _shop.Project.Id,
            Database = "shop",
            Tables = { "public.days" },
            Prefix = "acmeCo/shop",
            AcknowledgeIrreversible = true,
        };
        if (backfill > 0)
        {
            args.Backfill = new() { ["*"] = backfill };
        }

        if (policy is { } given)
        {
            args.OnLoss = given;
        }

        _ = new NeonToEstuary("days", args);
    }
}
