using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulumirpc;

namespace PulumiSdkTests.Engine;

/// <summary>Monitor and engine on loopback that write down every request; an <see cref="IAnswers"/> says what comes back.</summary>
internal sealed class RecordingEngine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly IAnswers _answers;

    private RecordingEngine(WebApplication app, IAnswers answers)
    {
        _app = app;
        _answers = answers;
    }

    public string Address { get; private set; } = "";

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public static async Task<RecordingEngine> StartAsync(IAnswers answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        RecordingEngine? engine = null;
        builder.Services.AddSingleton(_ => engine!);
        var app = builder.Build();
        app.MapGrpcService<Monitor>();
        app.MapGrpcService<Diagnostics>();
        engine = new RecordingEngine(app, answers);
        await app.StartAsync();
        var uri = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        engine.Address = $"127.0.0.1:{uri.Port}";
        return engine;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private T Answer<T>(string method, IMessage request)
        where T : IMessage<T>, new()
    {
        var call = new RecordedCall(method, JsonNode.Parse(JsonFormatter.Default.Format(request))!);
        _calls.Enqueue(call);
        var answer = _answers.To(call);
        return new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)).Parse<T>(answer.ToJsonString());
    }

    private sealed class Monitor(RecordingEngine engine) : ResourceMonitor.ResourceMonitorBase
    {
        public override Task<SupportsFeatureResponse> SupportsFeature(SupportsFeatureRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<SupportsFeatureResponse>("ResourceMonitor.SupportsFeature", request));

        public override Task<ResourceInvokeResponse> Invoke(ResourceInvokeRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<ResourceInvokeResponse>("ResourceMonitor.Invoke", request));

        public override Task<CallResponse> Call(ResourceCallRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<CallResponse>("ResourceMonitor.Call", request));

        public override Task<ReadResourceResponse> ReadResource(ReadResourceRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<ReadResourceResponse>("ResourceMonitor.ReadResource", request));

        public override Task<RegisterResourceResponse> RegisterResource(RegisterResourceRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<RegisterResourceResponse>("ResourceMonitor.RegisterResource", request));

        public override Task<Empty> RegisterResourceOutputs(RegisterResourceOutputsRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<Empty>("ResourceMonitor.RegisterResourceOutputs", request));

        public override Task<RegisterPackageResponse> RegisterPackage(RegisterPackageRequest request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<RegisterPackageResponse>("ResourceMonitor.RegisterPackage", request));

        public override Task<Empty> SignalAndWaitForShutdown(Empty request, ServerCallContext context) =>
            Task.FromResult(engine.Answer<Empty>("ResourceMonitor.SignalAndWaitForShutdown", request));
    }

    private sealed class Diagnostics(RecordingEngine engine) : Pulumirpc.Engine.EngineBase
    {
        public override Task<Empty> Log(LogRequest request, ServerCallContext context) =>
            Task.FromResult(request.Severity == LogSeverity.Debug ? new Empty() : engine.Answer<Empty>("Engine.Log", request));

        public override Task<RequirePulumiVersionResponse> RequirePulumiVersion(
            RequirePulumiVersionRequest request,
            ServerCallContext context
        ) => Task.FromResult(engine.Answer<RequirePulumiVersionResponse>("Engine.RequirePulumiVersion", request));
    }
}
