using System.Collections.Concurrent;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Neon refuses a second change of a project while one is under way (423). A resource that changes a project holds its lock until Neon's
/// operations have ended, so that the resources of this process take turns. Not re-entrant.
/// </summary>
internal sealed class ProjectLocks
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Waits for the lock of a project; disposing the result releases it.</summary>
    public async Task<IDisposable> LockAsync(string projectId, CancellationToken stop)
    {
        var gate = _locks.GetOrAdd(projectId, static _ => new(1, 1));
        await gate.WaitAsync(stop).ConfigureAwait(false);
        return new Release(gate);
    }

    private sealed class Release(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
