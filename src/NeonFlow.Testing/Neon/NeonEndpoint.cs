namespace NeonFlow.Testing.Neon;

/// <summary>The read-write endpoint of a branch: its proxies, direct and pooled.</summary>
internal sealed class NeonEndpoint : IAsyncDisposable
{
    internal NeonEndpoint(NeonProject project, NeonBranch branch)
    {
        Direct = EndpointProxy.Start(project, branch, pooled: false);
        Pooled = EndpointProxy.Start(project, branch, pooled: true);
    }

    internal string Id { get; } = "ep-" + NeonProject.MadeUp();

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
