using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;

namespace Pulumi;

internal sealed class GrpcMonitor(GrpcChannel channel) : IMonitorConnection
{
    private readonly ResourceMonitor.ResourceMonitorClient _client = new(channel);

    public async Task<bool> SupportsAsync(string feature) =>
        (await _client.SupportsFeatureAsync(new SupportsFeatureRequest { Id = feature })).HasSupport;

    public async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request) => await _client.InvokeAsync(request);

    public async Task<CallResponse> CallAsync(ResourceCallRequest request) => await _client.CallAsync(request);

    public async Task<ReadResourceResponse> ReadAsync(Resource resource, ReadResourceRequest request) =>
        await _client.ReadResourceAsync(request);

    public async Task<RegisterResourceResponse> RegisterAsync(Resource resource, RegisterResourceRequest request) =>
        await _client.RegisterResourceAsync(request);

    public async Task RegisterOutputsAsync(RegisterResourceOutputsRequest request) => await _client.RegisterResourceOutputsAsync(request);

    public async Task<string> RegisterPackageAsync(Pulumirpc.RegisterPackageRequest request) =>
        (await _client.RegisterPackageAsync(request)).Ref;

    public async Task SignalAndWaitForShutdownAsync()
    {
        try
        {
            await _client.SignalAndWaitForShutdownAsync(new Empty());
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            // An engine that does not know the call does not wait for it either.
        }
    }
}
