using NeonFlow.Harness;
using NeonFlow.Provider;
using NeonFlow.Provider.Schema;
using Pulumirpc;

namespace NeonFlow.Conformance.Tests;

/// <summary>What all laws need: a world, the subject in it, the provider as a process.</summary>
[Collection(nameof(ConformanceCloud))]
public abstract class LawTest(ConformanceCloud cloud)
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
        var world = await cloud.NewWorldAsync();
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

    private protected static void AssertNoChange(IReadOnlyDictionary<string, PropertyDiff.Types.Kind> changes, string what) =>
        Assert.True(changes.Count == 0, $"{what}: {string.Join(", ", changes.Select(static c => $"{c.Key} {c.Value}"))}");
}
