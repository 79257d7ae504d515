using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>A server that is none of the upstreams: it says 404 and a page to everything, or hangs up on every request.</summary>
internal sealed class Stranger(WebApplication web) : IAsyncDisposable
{
    public string Address => web.Urls.First();

    public static async Task<Stranger> OpenAsync(bool hangsUp)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var web = builder.Build();
        web.Run(async context =>
        {
            if (hangsUp)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html><head><title>404 Not Found</title></head><body>nginx</body></html>");
        });
        await web.StartAsync();
        return new(web);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
