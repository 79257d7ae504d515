using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CheckConfigRpc
{
    public static Task<CheckResponse> HandleAsync(ProviderProcess process, CheckRequest request)
    {
        var result = process.Dispatcher.CheckConfig(StructCodec.Decode(request.Olds), StructCodec.Decode(request.News), request.Urn);
        return Task.FromResult(CheckRpc.ToResponse(result));
    }
}
