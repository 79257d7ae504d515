using System.Net;

namespace NeonFlow.Http;

/// <summary>Connections to an API.</summary>
public static class HttpTransport
{
    /// <summary>A transport that follows no redirect by itself: followed blindly, a redirect loses the Authorization header.</summary>
    public static SocketsHttpHandler New(Uri address) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
        };
}
