using Pulumirpc;

namespace Pulumi;

internal interface IMonitorConnection
{
    Task<bool> SupportsAsync(string feature);

    Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request);

    Task<CallResponse> CallAsync(ResourceCallRequest request);

    Task<ReadResourceResponse> ReadAsync(Resource resource, ReadResourceRequest request);

    Task<RegisterResourceResponse> RegisterAsync(Resource resource, RegisterResourceRequest request);

    Task RegisterOutputsAsync(RegisterResourceOutputsRequest request);

    Task<string> RegisterPackageAsync(Pulumirpc.RegisterPackageRequest request);

    Task SignalAndWaitForShutdownAsync();
}
