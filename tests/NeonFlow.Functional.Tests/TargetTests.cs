using NeonFlow.Cdc;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>Single parts of the component that people destroy, and what an up makes of that.</summary>
public sealed class TargetTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async Task InitializeAsync() =>
        _shop = await ProjectCloud.StartAsync(
            new()
            {
                Id = "hidden-cell-763301",
                Databases = ["shop"],
                LogicalReplication = true,
                Sql = "CREATE TABLE public.orders (id int PRIMARY KEY);",
            }
        );

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_publication_goes_only_with_the_capture_that_needs_it_and_both_come_back()
    {
        var engine = _shop.Engine(_shop.Folder, static o => o with { ProjectName = "shop", Program = () => Deployment.RunAsync(Pipeline) });
        var up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text);
        var before = engine.Resources();
        var publication = before.Single(static r => r.Type == "neonflow:postgres:Publication").Urn;

        var refused = await engine.DestroyAsync(new() { Target = [publication] });
        Assert.False(refused.Succeeded, refused.Text);
        Assert.Contains("pass --target-dependents to proceed", refused.Text, StringComparison.Ordinal);
        Assert.Equal(["acmeCo/shop/estuary_orders"], Captures());

        var gone = await engine.DestroyAsync(new() { Target = [publication], TargetDependents = true });
        Assert.True(gone.Succeeded, gone.Text);
        Assert.Empty(Captures());
        Assert.Equal(0L, await _shop.Project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
        var left = engine.Resources().Select(static r => r.Urn).ToHashSet();
        Assert.DoesNotContain(publication, left);
        Assert.Contains(before.Single(static r => r.Type == "neonflow:neon:Role").Urn, left);

        var again = await engine.UpAsync();
        Assert.True(again.Succeeded, again.Text);
        Assert.Equal(Names(before), Names(engine.Resources()));
        Assert.Equal(["acmeCo/shop/estuary_orders"], Captures());
    }

    private static IEnumerable<string> Names(IEnumerable<StepState> resources) =>
        resources.Select(static r => r.Urn.Text).Order(StringComparer.Ordinal);

    private static void Pipeline() =>
        _ = new NeonToEstuary(
            "orders",
            new()
            {
                ProjectId = "hidden-cell-763301",
                Database = "shop",
                Tables = ["public.orders"],
                Prefix = "acmeCo/shop",
                AcknowledgeIrreversible = true,
            }
        );

    private IEnumerable<string> Captures() => _shop.Cloud.Estuary.LiveNames().Where(static n => !n.Contains("/public/"));
}
