using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>A provider inside this process, over gRPC; what it answers is told by who derives from it.</summary>
internal abstract class ServedProvider : IProviderProcess
{
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;

    public string Path => "<plugins>/pulumi-resource-rec";

    public int Port { get; private set; }

    public Task Exited => _exited.Task;

    public string Output => "";

    public async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(new Endpoint(this));
        builder.Services.AddSingleton<IServiceMethodProvider<Endpoint>, EndpointMethods>();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.MapGrpcService<Endpoint>();
        await _app.StartAsync();
        Port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _exited.TrySetResult();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    /// <summary>Ends as a process does that dies.</summary>
    protected void Die() => _exited.TrySetResult();

    /// <summary>The answer to one call; the method is named as recordings name it, for example <c>ResourceProvider.Check</c>.</summary>
    protected abstract Task<TResponse> AnswerAsync<TRequest, TResponse>(string method, TRequest request, ServerCallContext context)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new();

    private sealed class Endpoint(ServedProvider provider)
    {
        public ServedProvider Provider { get; } = provider;
    }

    private sealed class EndpointMethods : IServiceMethodProvider<Endpoint>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Endpoint> context)
        {
            Add<ProviderHandshakeRequest, ProviderHandshakeResponse>("Handshake");
            Add<Empty, PluginInfo>("GetPluginInfo");
            Add<GetSchemaRequest, GetSchemaResponse>("GetSchema");
            Add<CheckRequest, CheckResponse>("CheckConfig");
            Add<DiffRequest, DiffResponse>("DiffConfig");
            Add<ConfigureRequest, ConfigureResponse>("Configure");
            Add<CheckRequest, CheckResponse>("Check");
            Add<DiffRequest, DiffResponse>("Diff");
            Add<CreateRequest, CreateResponse>("Create");
            Add<ReadRequest, ReadResponse>("Read");
            Add<UpdateRequest, UpdateResponse>("Update");
            Add<DeleteRequest, Empty>("Delete");
            Add<InvokeRequest, InvokeResponse>("Invoke");
            Add<CallRequest, CallResponse>("Call");
            Add<ConstructRequest, ConstructResponse>("Construct");
            Add<Empty, Empty>("Cancel");

            void Add<TRequest, TResponse>(string name)
                where TRequest : class, IMessage<TRequest>, new()
                where TResponse : class, IMessage<TResponse>, new() =>
                context.AddUnaryMethod(
                    Wire.Unary<TRequest, TResponse>("ResourceProvider", name),
                    [],
                    (endpoint, request, call) =>
                        endpoint.Provider.AnswerAsync<TRequest, TResponse>("ResourceProvider." + name, request, call)
                );
        }
    }
}
