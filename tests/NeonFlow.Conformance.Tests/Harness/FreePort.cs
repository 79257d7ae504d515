using System.Net;
using System.Net.Sockets;

namespace NeonFlow.Harness;

/// <summary>Ports of 127.0.0.1 on which nobody listens.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
