using System.Text.Json.Nodes;
using NeonFlow.Harness;
using NeonFlow.Provider;
using NeonFlow.Provider.Schema;
using Pulumirpc;

namespace NeonFlow.Conformance.Tests;

/// <summary>What all laws need: a world, the subject in it, the provider as a process.</summary>
public abstract class LawTest(ConformanceClouds clouds)
{
    /// <summary>Every registered resource.</summary>
    public static TheoryData<string> Resources => [.. Registry.ResourceTokens];

    private protected static ShapeInfo ShapeOf(string token) => Registry.ShapeOf(token);

    /// <summary>Opens a world, prepares the subject, runs the law, and looks for secrets in all that was said.</summary>
    private protected async Task HoldsAsync(string token, Func<Scene, Task> law)
    {
        await using var scene = await OpenAsync(token);
        await law(scene);
        scene.AssertDiscreet();
    }

    private protected async Task<Scene> OpenAsync(string token)
    {
        var world = await clouds.NewWorldAsync();
        try
        {
            var subject = Subject.Of(token, world);
            await subject.PrepareAsync();
            return new Scene(token, world, subject, await ProviderUnderTest.StartAsync(world.Config));
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the schema calls required in every state is there, so programs need not ask.</summary>
    private protected static void AssertPromised(string token, Held held, params IReadOnlyCollection<string> except)
    {
        var promised = JsonNode.Parse(File.ReadAllText(Checkout.File("schema.json")))!["resources"]![token]!["required"]!.AsArray();
        Assert.DoesNotContain(promised.Select(static name => (string)name!).Except(except), name => held.Outputs[name] is null);
    }

    private protected static void AssertNoChange(IReadOnlyDictionary<string, PropertyDiff.Types.Kind> changes, string what) =>
        Assert.True(changes.Count == 0, $"{what}: {string.Join(", ", changes.Select(static c => $"{c.Key} {c.Value}"))}");
}
