namespace NeonFlow.Testing.Neon;

/// <summary>The read-write endpoint of a branch: its proxies, direct and pooled.</summary>
internal sealed class NeonEndpoint : IAsyncDisposable
{
    /// <summary>Starts both proxies; without an id and ports both are made up and free ones.</summary>
    internal NeonEndpoint(NeonProject project, NeonBranch branch, string? id = null, int directPort = 0, int pooledPort = 0)
    {
        Id = id ?? "ep-" + NeonProject.MadeUp();
        Direct = EndpointProxy.Start(project, branch, pooled: false, directPort);
        Pooled = EndpointProxy.Start(project, branch, pooled: true, pooledPort);
    }

    internal string Id { get; }

    internal EndpointProxy Direct { get; }

    internal EndpointProxy Pooled { get; }

    internal string DirectHost => Id + ".localhost";

    internal string PooledHost => Id + "-pooler.localhost";

    public async ValueTask DisposeAsync()
    {
        await Direct.DisposeAsync().ConfigureAwait(false);
        await Pooled.DisposeAsync().ConfigureAwait(false);
    }
}
