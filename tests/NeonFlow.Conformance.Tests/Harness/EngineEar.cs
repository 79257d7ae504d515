using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Harness;

/// <summary>The engine's end of the log: remembers every line.</summary>
internal sealed class EngineEar : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<Line> _lines;

    private EngineEar(WebApplication web, ConcurrentQueue<Line> lines) => (_web, _lines) = (web, lines);

    public string Address => new Uri(_web.Urls.First()).Authority;

    public IReadOnlyList<Line> Lines => [.. _lines];

    public static async Task<EngineEar> OpenAsync()
    {
        var lines = new ConcurrentQueue<Line>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc(static grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(lines);
        var web = builder.Build();
        web.MapGrpcService<Listener>();
        await web.StartAsync();
        return new(web, lines);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private sealed class Listener(ConcurrentQueue<Line> lines) : Engine.EngineBase
    {
        public override Task<Empty> Log(LogRequest request, ServerCallContext context)
        {
            lines.Enqueue(new(request.Severity, request.Message, request.Urn, request.Ephemeral));
            return Task.FromResult(new Empty());
        }
    }
}
