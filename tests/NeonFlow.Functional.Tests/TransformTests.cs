using System.Collections.Immutable;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>What programs do around the component: transforms that change its parts, and another stack that takes up its outputs.</summary>
public sealed class TransformTests : IAsyncLifetime
{
    private const string Publication = "neonflow:postgres:Publication";

    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await OrdersPipeline.StartAsync();

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_transform_of_the_component_changes_and_protects_one_of_its_parts()
    {
        var engine = Engine("shop", "dev", () => OrdersPipeline.Make(options: new() { ResourceTransforms = { WithoutTruncate } }));
        var preview = await SucceedsAsync(engine.PreviewAsync());
        Assert.Contains("WITH (publish = 'insert, update, delete',", preview.Text, StringComparison.Ordinal);
        await SucceedsAsync(engine.UpAsync());

        var publication = engine.Resources().Single(static r => r.Type == Publication);
        Assert.True(publication.Protect);
        Assert.All(engine.Resources().Where(static r => r.Type != Publication), static r => Assert.False(r.Protect));
        Assert.Equal(
            "t|f",
            await _shop.Project.Server.ScalarAsync<string>("SELECT concat(pubdelete, '|', pubtruncate) FROM pg_publication", "shop")
        );
        await NothingChangesAsync(engine);

        var refused = await engine.DestroyAsync();
        Assert.False(refused.Succeeded, refused.Text);
        Assert.Contains("because it is protected", refused.Text, StringComparison.Ordinal);
        Assert.True(engine.Unprotect(publication.Urn).Succeeded);
        await SucceedsAsync(engine.DestroyAsync());
    }

    [Fact]
    public async Task A_second_stack_takes_the_capture_s_name_and_a_secret_of_the_first()
    {
        const string stack = "organization/shop/dev";
        var first = Engine(
            "shop",
            "dev",
            () => OrdersPipeline.Make(),
            static orders => new() { ["capture"] = orders.CaptureName, ["note"] = Output.CreateSecret("only for us") }
        );
        var second = Engine<StackReference>(
            "reports",
            "prod",
            static () => new(stack),
            static shop =>
                new()
                {
                    ["reads"] = shop.RequireOutput("capture").Apply(static name => $"reports on {name}"),
                    ["note"] = shop.GetOutput("note"),
                }
        );

        var early = await second.PreviewAsync();
        Assert.Contains($"unknown stack \"{stack}\"", early.Text, StringComparison.Ordinal);
        await SucceedsAsync(first.UpAsync());
        var preview = await SucceedsAsync(second.PreviewAsync());
        var up = await SucceedsAsync(second.UpAsync());
        foreach (var outputs in new[] { preview.Outputs, up.Outputs })
        {
            Assert.Equal(new StringValue("reports on acmeCo/shop/estuary_orders"), outputs["reads"]);
            Assert.Equal("only for us", Assert.IsType<SecretValue>(outputs["note"]).AsString);
        }

        Assert.DoesNotContain("only for us", await File.ReadAllTextAsync(second.StateFile), StringComparison.Ordinal);
    }

    private static Task<ResourceTransformResult?> WithoutTruncate(ResourceTransformArgs args, CancellationToken stop)
    {
        if (args.Type != Publication)
        {
            return Task.FromResult<ResourceTransformResult?>(null);
        }

        args.Options.Protect = true;
        return Task.FromResult<ResourceTransformResult?>(
            new(args.Args.SetItem("operations", ImmutableArray.Create<object?>("insert", "update", "delete")), args.Options)
        );
    }

    private TestEngine Engine<T>(string project, string stack, Func<T> program, Func<T, Dictionary<string, object?>>? outputs = null) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProjectName = project,
                    StackName = stack,
                    Program = () => Deployment.RunAsync(() => (IDictionary<string, object?>)(outputs ?? (static _ => []))(program())),
                }
        );
}
