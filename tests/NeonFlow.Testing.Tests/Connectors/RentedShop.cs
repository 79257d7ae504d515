using System.Collections.Concurrent;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>A server that is one case's own until it is given back.</summary>
internal sealed class RentedShop(ShopServer server, ConcurrentBag<ShopServer> idle) : IDisposable
{
    public ShopServer Server => server;

    public void Dispose() => idle.Add(server);
}
