using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>The port on which programs and providers talk to a running operation.</summary>
/// <remarks>In pulumi/pulumi: hostServer (pkg/host/host_server.go).</remarks>
internal sealed class EngineServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EngineServer(WebApplication app, string address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Host and port, without a scheme, as programs and providers expect it.</summary>
    public string Address { get; }

    public static async Task<EngineServer> StartAsync(Deployment deployment)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        builder.Services.AddSingleton(_ => new MonitorEndpoint(deployment));
        builder.Services.AddSingleton<IServiceMethodProvider<MonitorEndpoint>, MonitorMethods>();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.MapGrpcService<MonitorEndpoint>();
        await app.StartAsync().ConfigureAwait(false);
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var endpoint = app.Services.GetRequiredService<MonitorEndpoint>();
        endpoint.Address = new Uri(url).Authority;
        return new(app, endpoint.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class MonitorMethods : IServiceMethodProvider<MonitorEndpoint>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<MonitorEndpoint> context)
        {
            Add<SupportsFeatureRequest, SupportsFeatureResponse>(
                "ResourceMonitor",
                "SupportsFeature",
                static (_, r) => MonitorEndpoint.SupportsFeature(r)
            );
            Add<Empty, DeploymentInfo>("ResourceMonitor", "GetDeploymentInfo", static (e, _) => e.GetDeploymentInfo());
            Add<RegisterResourceRequest, RegisterResourceResponse>(
                "ResourceMonitor",
                "RegisterResource",
                static (e, r) => e.RegisterAsync(r)
            );
            Add<RegisterResourceOutputsRequest, Empty>(
                "ResourceMonitor",
                "RegisterResourceOutputs",
                static (e, r) => e.RegisterOutputsAsync(r)
            );
            Add<ReadResourceRequest, ReadResourceResponse>("ResourceMonitor", "ReadResource", static (e, r) => e.ReadAsync(r));
            Add<ResourceInvokeRequest, ResourceInvokeResponse>("ResourceMonitor", "Invoke", static (e, r) => e.InvokeAsync(r));
            Add<ResourceCallRequest, CallResponse>("ResourceMonitor", "Call", static (e, r) => e.CallAsync(r));
            Add<Empty, Empty>("ResourceMonitor", "SignalAndWaitForShutdown", static (e, _) => e.DoneAsync());
            Add<Callback, Empty>("ResourceMonitor", "RegisterStackTransform", static (e, r) => e.RegisterStackTransform(r));
            Add<LogRequest, Empty>("Engine", "Log", static (e, r) => e.Log(r));
            Add<GetRootResourceRequest, GetRootResourceResponse>("Engine", "GetRootResource", static (e, _) => e.GetRoot());
            Add<SetRootResourceRequest, SetRootResourceResponse>("Engine", "SetRootResource", static (e, r) => e.SetRoot(r));
            Add<RequirePulumiVersionRequest, RequirePulumiVersionResponse>(
                "Engine",
                "RequirePulumiVersion",
                static (_, _) => Task.FromResult(new RequirePulumiVersionResponse())
            );

            void Add<TRequest, TResponse>(string target, string name, Func<MonitorEndpoint, TRequest, Task<TResponse>> handler)
                where TRequest : class, IMessage<TRequest>, new()
                where TResponse : class, IMessage<TResponse>, new() =>
                context.AddUnaryMethod(
                    Wire.Unary<TRequest, TResponse>(target, name),
                    [],
                    (endpoint, request, _) => MonitorEndpoint.GuardAsync(endpoint, request, handler)
                );
        }
    }
}
