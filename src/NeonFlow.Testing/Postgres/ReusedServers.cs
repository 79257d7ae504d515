namespace NeonFlow.Testing.Postgres;

/// <summary>
/// While one of these lives, a <see cref="PostgresServer"/> that is disposed of is not thrown away: emptied of databases, roles, slots and
/// settings it serves the next one who asks for a server, which takes a fraction of the time of starting one. What cannot be emptied for
/// certain is ended as ever. Meant as an assembly fixture of tests: <c>[assembly: AssemblyFixture(typeof(ReusedServers))]</c>.
/// </summary>
public sealed class ReusedServers : IAsyncDisposable
{
    private const int AtMostOfAKind = 6;

    private static readonly List<PostgresServer> Idle = [];
    private static int Living;

    private bool _disposed;

    /// <summary>From now on servers are kept.</summary>
    public ReusedServers() => Interlocked.Increment(ref Living);

    internal static bool AreOn => Volatile.Read(ref Living) > 0;

    /// <summary>Ends the servers that wait, where this is the last that wanted them to be kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        if (Interlocked.Decrement(ref Living) > 0)
        {
            return;
        }
        while (Take(static _ => 0) is { } server)
        {
            await server.EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Keeps a running server for the next; false where enough wait already.</summary>
    internal static bool Keep(PostgresServer server)
    {
        lock (Idle)
        {
            if (!AreOn || Idle.Count(server.IsLike) >= AtMostOfAKind)
            {
                return false;
            }
            Idle.Add(server);
            return true;
        }
    }

    /// <summary>The one that waits with the least work to do, or null.</summary>
    /// <param name="work">What it costs to make it serve; null where it cannot.</param>
    internal static PostgresServer? Take(Func<PostgresServer, int?> work)
    {
        lock (Idle)
        {
            var found = Idle.Where(s => work(s) is not null).MinBy(s => work(s));
            if (found is not null)
            {
                Idle.Remove(found);
            }
            return found;
        }
    }
}
