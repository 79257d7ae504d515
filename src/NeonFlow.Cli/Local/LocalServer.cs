using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NeonFlow.Testing;
using Npgsql;

namespace NeonFlow.Cli.Local;

/// <summary>
/// What a local cloud tells about itself, on an address of its own: the surfaces of Neon and Estuary have no more than the real ones have.
/// It has a page for people, and the names of all collections for <c>neonflow rows</c>.
/// </summary>
internal sealed class LocalServer : IAsyncDisposable
{
    // All of the page is in its one file. In a frame of another site, clicks could be led to its buttons.
    private const string PagePolicy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";

    private readonly WebApplication _web;
    private readonly LocalCloud _cloud;
    private readonly CloudStateReader _reader;
    private readonly CloudFaults _faults;

    private LocalServer(LocalCloud cloud, string database, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        _web = builder.Build();
        _cloud = cloud;
        _faults = new(cloud, database);
        _reader = new(cloud, database, _faults);
        _web.Use(OwnOnlyAsync);
        _web.MapGet("/", PageAsync);
        _web.MapGet("/state", StateAsync);
        _web.MapGet("/rows", RowsAsync);
        _web.MapPost("/faults/{name}", FaultAsync);
    }

    public string Url => _web.Urls.First();

    public static async Task<LocalServer> StartAsync(LocalCloud cloud, string database, int port, CancellationToken stop)
    {
        var server = new LocalServer(cloud, database, port);
        await server._web.StartAsync(stop).ConfigureAwait(false);
        return server;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    // A browser names the site whose page asks; a name of another site that leads to this machine is no name of this server.
    private static Task OwnOnlyAsync(HttpContext context, RequestDelegate next)
    {
        var (host, origin) = (context.Request.Host, context.Request.Headers.Origin.ToString());
        if (
            host.Host is "127.0.0.1" or "localhost"
            && host.Port == context.Connection.LocalPort
            && (origin.Length == 0 || origin == $"http://{host}")
        )
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static async Task PageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = PagePolicy;
        var page = typeof(LocalServer).Assembly.GetManifestResourceStream("page.html")!;
        await using (page.ConfigureAwait(false))
        {
            await page.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task StateAsync(HttpContext context)
    {
        var state = await _reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context, JsonSerializer.Serialize(state, CloudState.Json)).ConfigureAwait(false);
    }

    private async Task FaultAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        string said;
        try
        {
            if (_faults.All.FirstOrDefault(fault => fault.Name == name) is { } asked)
            {
                said = await asked.CauseAsync().ConfigureAwait(false);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                said = $"There is no fault {name}.";
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            said = failure.Message;
        }

        await AnswerAsync(context, new JsonObject { ["said"] = said }.ToJsonString()).ConfigureAwait(false);
    }

    private Task RowsAsync(HttpContext context)
    {
        var estuary = _cloud.Estuary;
        if (context.Request.Headers.Authorization.ToString() != $"Bearer {estuary.RefreshToken}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        var answer = new JsonArray([
            .. estuary.LiveNames("collection").Select(n => new JsonObject { ["collection"] = n, ["rows"] = estuary.Rows(n).Count }),
        ]);
        return AnswerAsync(context, answer.ToJsonString());
    }

    private static Task AnswerAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
