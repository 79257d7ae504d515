using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>Transforms of a program, served as its SDK serves them.</summary>
internal sealed class ServedTransforms : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<TransformRequest, TransformResponse>> _transforms = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private ServedTransforms()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new Endpoint(_transforms));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.MapGrpcService<Endpoint>();
    }

    /// <summary>What was asked, in order: the token's name and the resource's.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public static async Task<ServedTransforms> StartAsync()
    {
        var served = new ServedTransforms();
        await served._app.StartAsync();
        return served;
    }

    public Callback Add(string token, Func<TransformRequest, TransformResponse> transform)
    {
        _transforms[token] = request =>
        {
            Asked.Enqueue($"{token} {request.Name}");
            return transform(request);
        };
        return new() { Target = new Uri(_app.Urls.Single()).Authority, Token = token };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class Endpoint(ConcurrentDictionary<string, Func<TransformRequest, TransformResponse>> transforms)
        : Callbacks.CallbacksBase
    {
        public override Task<CallbackInvokeResponse> Invoke(CallbackInvokeRequest request, ServerCallContext context)
        {
            try
            {
                var response = transforms[request.Token](TransformRequest.Parser.ParseFrom(request.Request));
                return Task.FromResult(new CallbackInvokeResponse { Response = response.ToByteString() });
            }
            catch (InvalidOperationException failure)
            {
                throw new RpcException(new(StatusCode.Unknown, failure.Message));
            }
        }
    }
}
