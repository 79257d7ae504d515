using NeonFlow.Cdc;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>What the component asks for, and what the engine knows of it.</summary>
public sealed class ComponentTests : IAsyncLifetime
{
    private const string Note = "spring-rotation";

    private ProjectCloud _shop = null!;

    public async Task InitializeAsync() => _shop = await ProjectCloud.ShopAsync("CREATE TABLE public.orders (id int PRIMARY KEY);");

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task An_unchanged_component_asks_for_no_password_but_those_that_its_parts_log_in_with()
    {
        var engine = Engine();
        await SucceedsAsync(engine.UpAsync());
        var seen = _shop.Cloud.Neon.Calls.Count;
        await SucceedsAsync(engine.PreviewAsync(new() { ExpectNoChanges = true }));
        await SucceedsAsync(engine.UpAsync());

        var calls = _shop.Cloud.Neon.Calls.Skip(seen).ToList();
        Assert.Contains(calls, static c => c.Path.EndsWith("/endpoints", StringComparison.Ordinal));
        // SQL resources log in at the direct host; the role compares its own password.
        Assert.All(
            calls.Where(static c => c.Path.EndsWith("/connection_uri", StringComparison.Ordinal)),
            static c => Assert.Contains("pooled=false", c.Query, StringComparison.Ordinal)
        );
        Assert.All(
            calls.Where(static c => c.Path.EndsWith("/reveal_password", StringComparison.Ordinal)),
            static c => Assert.Contains("/roles/estuary_orders/", c.Path, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Its_inputs_are_registered_so_that_a_policy_can_judge_them()
    {
        var engine = Engine();
        await SucceedsAsync(engine.UpAsync());
        var inputs = engine.Resources().Single(static r => r.Type == "neonflow:index:NeonToEstuary").Inputs;
        Assert.Equal("acmeCo/shop", ((StringValue)inputs["prefix"]!).Value);
        Assert.Equal("public.orders", ((StringValue)Assert.Single(((ArrayValue)inputs["tables"]!).Items)).Value);
        Assert.IsType<SecretValue>(inputs["rotation"]);
        // What the program leaves out is left out.
        Assert.Equal(
            ["acknowledgeIrreversible", "database", "openIpAllow", "prefix", "projectId", "rotation", "tables"],
            inputs.Select(static p => p.Key).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(Note, await File.ReadAllTextAsync(engine.StateFile), StringComparison.Ordinal);
        await SucceedsAsync(engine.PreviewAsync(new() { ExpectNoChanges = true }));
    }

    private TestEngine Engine() =>
        _shop.Engine(_shop.Folder, o => o with { ProjectName = "shop", Program = static () => Deployment.RunAsync(Pipeline) });

    private static void Pipeline() =>
        _ = new NeonToEstuary(
            "orders",
            new()
            {
                ProjectId = "hidden-cell-763301",
                Database = "shop",
                Tables = ["public.orders"],
                Prefix = "acmeCo/shop",
                Rotation = Output.CreateSecret(Note),
                AcknowledgeIrreversible = true,
            }
        );

    private static async Task SucceedsAsync(Task<EngineResult> operation)
    {
        var result = await operation;
        Assert.True(result.Succeeded, result.Text);
    }
}
