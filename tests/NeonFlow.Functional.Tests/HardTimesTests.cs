using NeonFlow.Harness;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Neon;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>A pipeline lives with everything that Neon may do to its clients.</summary>
[Trait("Category", "long")]
public sealed class HardTimesTests
{
    private const string Collection = "acmeCo/shop/public/orders";

    [Fact]
    public async Task Members_that_the_contract_does_not_require_may_be_missing_or_null()
    {
        await using var shop = await ShopAsync(new() { LeaveOutOptional = true });
        await LivesAsync(shop);
        Assert.Contains(shop.Cloud.Neon.Calls, static call => call.ResponseBody.Contains("\"branch_id\":null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sleeping_compute_and_refused_first_connections_are_waited_out()
    {
        await using var shop = await ShopAsync(new());
        await shop.Project.SuspendComputeAsync();
        shop.Project.RefuseConnections(2);
        await LivesAsync(shop, beforeEach: () => shop.Project.RefuseConnections(2, "Couldn't connect to compute node"));
    }

    [Fact]
    public async Task Rate_limits_are_waited_out()
    {
        await using var shop = await ShopAsync(new());
        shop.Cloud.Neon.Next(429, "GET", times: 5);
        await LivesAsync(shop, beforeEach: () => shop.Cloud.Neon.Next(429, "GET", times: 5));
        Assert.Equal(15, shop.Cloud.Neon.Calls.Count(static call => call.Status == 429));
    }

    [Fact]
    public async Task A_private_data_plane_takes_the_pipeline_and_keeps_it_when_the_storage_mapping_changes()
    {
        await using var shop = await ShopAsync(
            new(),
            new()
            {
                DataPlanes =
                [
                    new()
                    {
                        Name = "aws-eu-west-1-c1",
                        Tenant = "acmeCo",
                        CidrBlocks = ["203.0.113.40/32"],
                    },
                    new() { Name = "local-cluster-c1" },
                ],
            }
        );
        await LivesAsync(
            shop,
            beforeEach: () =>
            {
                Assert.Equal(["203.0.113.40", "203.0.113.7"], shop.Project.AllowedIps.Order(StringComparer.Ordinal));
                shop.Cloud.Estuary.PreferDataPlane("ops/dp/public/local-cluster-c1");
            }
        );
    }

    private static Task<ProjectCloud> ShopAsync(NeonCloudOptions neon, EstuaryCloudOptions? estuary = null) =>
        ProjectCloud.StartAsync(
            new()
            {
                Id = "hidden-cell-763301",
                Databases = ["shop"],
                AllowedIps = ["203.0.113.7"],
                Sql = "CREATE TABLE public.orders (id int PRIMARY KEY); INSERT INTO public.orders VALUES (1)",
            },
            neon,
            estuary
        );

    private static async Task LivesAsync(ProjectCloud shop, Action? beforeEach = null)
    {
        var engine = shop.Engine(
            shop.Folder,
            o =>
                o with
                {
                    ProjectName = "shop",
                    Program = () => Deployment.RunAsync(() => _ = OrdersPipeline.Make(static args => args.DeleteCollections = true)),
                }
        );
        var up = await engine.UpAsync(new() { PreviewFirst = true });
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        await shop.Cloud.Estuary.WaitForRowsAsync(Collection, static rows => rows.Count == 1);

        beforeEach?.Invoke();
        var preview = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(preview.ExitCode == 0, preview.Text + preview.ErrorText);
        beforeEach?.Invoke();
        var destroyed = await engine.DestroyAsync();
        Assert.True(destroyed.Succeeded, destroyed.Text + destroyed.ErrorText);
        Assert.Equal(["203.0.113.7"], shop.Project.AllowedIps);
        Assert.Equal(["shop_owner"], await shop.Project.RoleNamesAsync());
    }
}
