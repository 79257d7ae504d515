using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class AttachRpc
{
    public static Task<Empty> HandleAsync(ProviderProcess process, PluginAttach request)
    {
        process.Log.Address = request.Address;
        process.Dispatcher.Begin(request.Address);
        return Task.FromResult(new Empty());
    }
}
