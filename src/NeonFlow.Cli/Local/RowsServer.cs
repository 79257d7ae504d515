using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NeonFlow.Testing.Estuary;

namespace NeonFlow.Cli.Local;

/// <summary>
/// What a local cloud tells about the documents that it has, on an address of its own: the surfaces of Estuary have no more than the real
/// ones have.
/// </summary>
internal sealed class RowsServer : IAsyncDisposable
{
    private readonly WebApplication web;

    private RowsServer(WebApplication web) => this.web = web;

    public string Url => web.Urls.First();

    public static async Task<RowsServer> StartAsync(EstuaryCloud estuary, int port, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        var web = builder.Build();
        web.Run(context => AnswerAsync(context, estuary));
        await web.StartAsync(stop).ConfigureAwait(false);
        return new(web);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, EstuaryCloud estuary)
    {
        if (context.Request.Headers.Authorization.ToString() != $"Bearer {estuary.RefreshToken}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var names = estuary.LiveNames("collection");
        var name = context.Request.Query["collection"].ToString();
        JsonNode answer;
        if (name.Length == 0)
        {
            answer = new JsonArray([.. names.Select(n => new JsonObject { ["collection"] = n, ["rows"] = estuary.Rows(n).Count })]);
        }
        else if (names.Contains(name))
        {
            answer = new JsonArray([.. context.Request.Query.ContainsKey("changes") ? estuary.Documents(name) : estuary.Rows(name)]);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            answer = new JsonArray([.. names.Select(static n => (JsonNode)n)]);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted).ConfigureAwait(false);
    }
}
