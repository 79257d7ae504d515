using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class GetPluginInfoRpc
{
    public static Task<PluginInfo> HandleAsync(ProviderProcess process, Empty request)
    {
        return Task.FromResult(new PluginInfo { Version = ProviderVersion.Text });
    }
}
