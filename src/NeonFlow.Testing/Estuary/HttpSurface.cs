using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NeonFlow.Testing.Estuary;

/// <summary>One base URL of the local Estuary on a port of 127.0.0.1, a free one unless it is given.</summary>
internal sealed class HttpSurface : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpSurface(WebApplication app, string url) => (_app, Url) = (app, url);

    /// <summary>Without a slash at the end.</summary>
    public string Url { get; }

    public static async Task<HttpSurface> StartAsync(
        EstuarySurface surface,
        EstuaryFaults faults,
        CallLog calls,
        long maxBody,
        Func<HttpCall, Task<HttpAnswer>> handle,
        int port
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = maxBody;
            o.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        app.Run(context => ServeAsync(context, surface, faults, calls, handle));
        await app.StartAsync().ConfigureAwait(false);
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpSurface(app, url.TrimEnd('/'));
    }

    private static async Task ServeAsync(
        HttpContext context,
        EstuarySurface surface,
        EstuaryFaults faults,
        CallLog calls,
        Func<HttpCall, Task<HttpAnswer>> handle
    )
    {
        var request = context.Request;
        string body;
        try
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            body = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
            return;
        }

        var call = new HttpCall(
            request.Method,
            request.Path.Value ?? "/",
            QueryHelpers.ParseQuery(request.QueryString.Value),
            request.Headers,
            body
        );
        var recorded = calls.Begin(surface, call, request.QueryString.Value ?? "");
        var plan = faults.Take(recorded);
        try
        {
            if (plan.Delay > TimeSpan.Zero)
            {
                await Task.Delay(plan.Delay, context.RequestAborted).ConfigureAwait(false);
            }
            HttpAnswer answer;
            try
            {
                answer = plan.Answer ?? await handle(call).ConfigureAwait(false);
            }
            catch (Refusal refusal)
            {
                answer = refusal.Answer;
            }
            if (plan.Change is { } change && answer.Body is { } whole && System.Text.Json.Nodes.JsonNode.Parse(whole) is { } said)
            {
                change(said);
                answer = answer with { Body = said.Text() };
            }
            recorded.Status = answer.Status;
            if (plan.LoseAnswer)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = answer.Status;
            foreach (var (name, value) in answer.Headers)
            {
                context.Response.Headers[name] = value;
            }
            foreach (var (name, value) in faults.ExtraHeaders)
            {
                context.Response.Headers[name] = value;
            }
            if (answer.Body is null)
            {
                return;
            }
            context.Response.ContentType = answer.ContentType;
            await context.Response.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; what the call did before stays done.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _app.StopAsync(soon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) { }
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
