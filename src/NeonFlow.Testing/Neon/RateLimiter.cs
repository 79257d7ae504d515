namespace NeonFlow.Testing.Neon;

/// <summary>Counts the requests of the last minute, and those of the last second on each route.</summary>
internal sealed class RateLimiter(NeonRateLimits limits)
{
    private readonly Queue<TimeSpan> _account = new();
    private readonly Dictionary<string, Queue<TimeSpan>> _routes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Whether a request that comes now is carried out; one that is not counts for nothing.</summary>
    internal bool Admits(string method, string path, TimeSpan now)
    {
        // Every second segment is an id or a name: /projects/{id}/branches/{id}/roles/{name}.
        var route = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where((_, at) => at % 2 == 0).Prepend(method));
        lock (_gate)
        {
            if (!_routes.TryGetValue(route, out var here))
            {
                _routes[route] = here = new();
            }
            Forget(_account, now - TimeSpan.FromMinutes(1));
            Forget(here, now - TimeSpan.FromSeconds(1));
            if (_account.Count >= limits.PerMinute || here.Count >= limits.PerSecondAndRoute)
            {
                return false;
            }
            _account.Enqueue(now);
            here.Enqueue(now);
            return true;
        }
    }

    private static void Forget(Queue<TimeSpan> requests, TimeSpan until)
    {
        while (requests.TryPeek(out var oldest) && oldest <= until)
        {
            requests.Dequeue();
        }
    }
}
