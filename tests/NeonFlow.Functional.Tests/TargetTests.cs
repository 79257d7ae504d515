using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>Single parts of the component that people destroy, and what an up makes of that.</summary>
public sealed class TargetTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await OrdersPipeline.StartAsync();

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_publication_goes_only_with_the_capture_that_needs_it_and_both_come_back()
    {
        var engine = _shop.Engine(
            _shop.Folder,
            static o => o with { ProjectName = "shop", Program = () => Deployment.RunAsync(() => _ = OrdersPipeline.Make()) }
        );
        await SucceedsAsync(engine.UpAsync());
        var before = engine.Resources();
        var publication = before.Single(static r => r.Type == "neonflow:postgres:Publication").Urn;

        var refused = await engine.DestroyAsync(new() { Target = [publication] });
        Assert.False(refused.Succeeded, refused.Text);
        Assert.Contains("pass --target-dependents to proceed", refused.Text, StringComparison.Ordinal);
        Assert.Equal(["acmeCo/shop/estuary_orders"], Captures());

        var destroyed = await engine.DestroyAsync(new() { Target = [publication], TargetDependents = true });
        Assert.True(destroyed.Succeeded, destroyed.Text);
        // What is no target is not read, and is in the state all the same: nobody is told to remove it as it stands.
        var named = destroyed.Text.Split('\n').Where(static l => l.Contains("nothing in this operation is about")).ToList();
        Assert.NotEmpty(named);
        Assert.All(
            named,
            static line =>
            {
                Assert.Contains("On single resources (--target, --exclude) that is as it should be", line, StringComparison.Ordinal);
                Assert.Contains("By hand, where the state does not list urn:pulumi:", line, StringComparison.Ordinal);
            }
        );
        Assert.Empty(Captures());
        Assert.Equal(0L, await _shop.Project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_publication", "shop"));
        var left = engine.Resources().Select(static r => r.Urn).ToHashSet();
        Assert.DoesNotContain(publication, left);
        Assert.Contains(before.Single(static r => r.Type == "neonflow:neon:Role").Urn, left);

        await SucceedsAsync(engine.UpAsync());
        Assert.Equal(Names(before), Names(engine.Resources()));
        Assert.Equal(["acmeCo/shop/estuary_orders"], Captures());
    }

    private static IEnumerable<string> Names(IEnumerable<StepState> resources) =>
        resources.Select(static r => r.Urn.Text).Order(StringComparer.Ordinal);

    private IEnumerable<string> Captures() => _shop.Cloud.Estuary.LiveNames().Where(static n => !n.Contains("/public/"));
}
