using NeonFlow.Harness;
using NeonFlow.Testing;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Conformance.Tests;

/// <summary>A local cloud for one law after the other.</summary>
internal sealed class ConformanceCloud : IAsyncDisposable
{
    private readonly ProjectCloud _started;
    private int _worlds;

    private ConformanceCloud(ProjectCloud started) => _started = started;

    public LocalCloud Cloud => _started.Cloud;

    public NeonProject Project => _started.Project;

    public static async Task<ConformanceCloud> StartAsync(NeonCloudOptions? options = null) =>
        new(await ProjectCloud.StartAsync(new() { LogicalReplication = true }, options));

    public ValueTask DisposeAsync() => _started.DisposeAsync();

    public Task<World> NewWorldAsync() => World.MakeAsync(this, $"w{Interlocked.Increment(ref _worlds)}x");
}
