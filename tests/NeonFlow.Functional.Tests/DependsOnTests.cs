using NeonFlow.Cdc.Postgres;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>What the component depends on puts an up in order; a preview knows as much as without it.</summary>
public sealed class DependsOnTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync("CREATE TABLE public.orders (id int PRIMARY KEY);");

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_component_that_depends_on_what_is_replaced_is_unchanged_in_preview_and_up()
    {
        var made = await Engine("first").UpAsync();
        Assert.True(made.Succeeded, made.Text);
        foreach (var later in new[] { await Engine("second").PreviewAsync(), await Engine("second").UpAsync() })
        {
            Assert.True(later.Succeeded, later.Text);
            Assert.False(later.Changes.ContainsKey(StepOp.Update), later.Text);
            Assert.DoesNotContain("not judged", later.Text, StringComparison.Ordinal);
        }
    }

    private TestEngine Engine(string publication) =>
        _shop.Engine(_shop.Folder, o => o with { ProjectName = "shop", Program = () => Deployment.RunAsync(() => Pipeline(publication)) });

    private void Pipeline(string publication)
    {
        var migration = new Publication(
            "migration",
            new()
            {
                Connection = new Cdc.Postgres.Inputs.ConnectionArgs { ProjectId = OrdersPipeline.Project, Database = "shop" },
                Name = publication,
                Tables = ["public.orders"],
            }
        );
        OrdersPipeline.Make(options: new() { DependsOn = { migration } });
    }
}
