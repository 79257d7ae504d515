using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Pulumirpc;

namespace Pulumi;

/// <summary>A port on loopback where the engine calls functions of the program.</summary>
internal sealed class CallbackServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<ByteString, CancellationToken, Task<IMessage>>> _functions = new();

    // What a function does belongs to the deployment that handed it out.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly IWebHost _host;
    private string _target = "";

    private CallbackServer() =>
        _host = new WebHostBuilder()
            .UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2))
            .ConfigureServices(services =>
            {
                services.AddSingleton(new Endpoint(this));
                services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
            })
            .Configure(app => app.UseRouting().UseEndpoints(endpoints => endpoints.MapGrpcService<Endpoint>()))
            .Build();

    public static async Task<CallbackServer> StartAsync()
    {
        var server = new CallbackServer();
        await server._host.StartAsync().ConfigureAwait(false);
        var addresses = server._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server._target = new Uri(addresses.Single()).Authority;
        return server;
    }

    public Callback Add(Func<ByteString, CancellationToken, Task<IMessage>> function)
    {
        var token = Guid.NewGuid().ToString();
        _functions[token] = function;
        return new() { Target = _target, Token = token };
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        _host.Dispose();
    }

    private async Task<CallbackInvokeResponse> InvokeAsync(CallbackInvokeRequest request, CancellationToken cancellation)
    {
        if (!_functions.TryGetValue(request.Token, out var function))
        {
            throw new RpcException(new(StatusCode.InvalidArgument, $"Callback not found: {request.Token}"));
        }

        try
        {
            Task<IMessage>? running = null;
            ExecutionContext.Run(_context ?? ExecutionContext.Capture()!, _ => running = function(request.Request, cancellation), null);
            return new() { Response = (await running!.ConfigureAwait(false)).ToByteString() };
        }
        catch (Exception exception)
        {
            throw new RpcException(new(StatusCode.Unknown, exception.Message));
        }
    }

    private sealed class Endpoint(CallbackServer server) : Pulumirpc.Callbacks.CallbacksBase
    {
        public override Task<CallbackInvokeResponse> Invoke(CallbackInvokeRequest request, ServerCallContext context) =>
            server.InvokeAsync(request, context.CancellationToken);
    }
}
