using System.Collections.Concurrent;

namespace NeonFlow.Conformance.Tests;

/// <summary>
/// The clouds of the tests that run beside each other. Each is one test's alone until its world ends: tests restart computes and read what
/// was asked of a cloud. Then it serves the next, because starting a server takes longer than most tests.
/// </summary>
public sealed class ConformanceClouds : IAsyncDisposable
{
    private readonly ConcurrentBag<ConformanceCloud> _all = [];
    private readonly ConcurrentBag<ConformanceCloud> _idle = [];

    internal async Task<World> NewWorldAsync()
    {
        if (!_idle.TryTake(out var cloud))
        {
            cloud = await ConformanceCloud.StartAsync();
            _all.Add(cloud);
        }

        var world = await cloud.NewWorldAsync();
        world.Ended = () => _idle.Add(cloud);
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cloud in _all)
        {
            await cloud.DisposeAsync();
        }
    }
}
