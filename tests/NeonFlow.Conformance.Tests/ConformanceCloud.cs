using NeonFlow.Harness;
using NeonFlow.Testing;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Conformance.Tests;

/// <summary>One local cloud for all laws: starting a database server for every one of them would take longer than the laws.</summary>
public sealed class ConformanceCloud : IAsyncLifetime
{
    private readonly NeonCloudOptions? _options;
    private ProjectCloud _started = null!;
    private int _worlds;

    public ConformanceCloud() { }

    internal ConformanceCloud(NeonCloudOptions options) => _options = options;

    internal LocalCloud Cloud => _started.Cloud;

    internal NeonProject Project => _started.Project;

    public async Task InitializeAsync() => _started = await ProjectCloud.StartAsync(new() { LogicalReplication = true }, _options);

    public async Task DisposeAsync() => await _started.DisposeAsync();

    internal Task<World> NewWorldAsync() => World.MakeAsync(this, $"w{Interlocked.Increment(ref _worlds)}x");
}
