using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class DiffConfigRpc
{
    public static Task<DiffResponse> HandleAsync(ProviderProcess process, DiffRequest request)
    {
        var differences = Dispatcher.DiffConfig(StructCodec.Decode(request.OldInputs), StructCodec.Decode(request.News));
        return Task.FromResult(DiffRpc.ToResponse(differences));
    }
}
