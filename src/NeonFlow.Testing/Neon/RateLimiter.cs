namespace NeonFlow.Testing.Neon;

/// <summary>Counts the requests of the last minute, and those of the last second on each route.</summary>
internal sealed class RateLimiter(NeonRateLimits limits)
{
    private readonly Queue<TimeSpan> account = new();
    private readonly Dictionary<string, Queue<TimeSpan>> routes = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Whether a request that comes now is carried out; one that is not counts for nothing.</summary>
    internal bool Admits(string method, string path, TimeSpan now)
    {
        // Every second segment is an id or a name: /projects/{id}/branches/{id}/roles/{name}.
        var route = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where((_, at) => at % 2 == 0).Prepend(method));
        lock (gate)
        {
            if (!routes.TryGetValue(route, out var here))
            {
                routes[route] = here = new();
            }
            Forget(account, now - TimeSpan.FromMinutes(1));
            Forget(here, now - TimeSpan.FromSeconds(1));
            if (account.Count >= limits.PerMinute || here.Count >= limits.PerSecondAndRoute)
            {
                return false;
            }
            account.Enqueue(now);
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
