using System.Collections.Immutable;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>A program that makes a pipeline and reads what has arrived through it.</summary>
public sealed class ReadCollectionTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await OrdersPipeline.StartAsync();

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task Documents_are_unknown_before_the_first_up_and_secrets_after_it()
    {
        await _shop.Project.Server.ExecuteAsync("INSERT INTO public.orders VALUES (4711), (4712), (4713)", "shop");
        var engine = _shop.Engine(
            _shop.Folder,
            static o => o with { ProjectName = "shop", Program = static () => Deployment.RunAsync(Make) }
        );
        var preview = await SucceedsAsync(engine.PreviewAsync());
        Assert.Contains(
            "not checked: estuary:readCollection, because the collection acmeCo/shop/public/orders is made by Capture orders of this "
                + "program, in the up",
            preview.Text,
            StringComparison.Ordinal
        );

        var up = await SucceedsAsync(engine.UpAsync());
        Assert.True(up.Outputs["more"]!.AsBool);
        Assert.Equal(4711, Assert.IsType<SecretValue>(up.Outputs["id"]).Element.AsNumber);
        var documents = Assert.IsType<ArrayValue>(Assert.IsType<SecretValue>(up.Outputs["documents"]).Element);
        Assert.Equal(2, documents.Items.Count);
        foreach (var text in new[] { preview.Text, up.Text, await File.ReadAllTextAsync(engine.StateFile) })
        {
            Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
        }

        // What is there by now is read in a preview as well.
        await NothingChangesAsync(engine);
        await SucceedsAsync(engine.DestroyAsync());
    }

    private static Dictionary<string, object?> Make()
    {
        var orders = OrdersPipeline.Make();
        var read = ReadCollection.Invoke(
            new()
            {
                Collection = orders.Collections.Apply(static c => c[0]),
                MaxDocuments = 2,
                WaitSeconds = 60,
            }
        );
        return new()
        {
            ["documents"] = read.Apply(static r => r.Documents),
            ["id"] = read.Apply(static r => ((ImmutableDictionary<string, object>)r.Documents[0])["id"]),
            ["more"] = Output.Unsecret(read.Apply(static r => r.More)),
        };
    }
}
