using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CheckConfigRpc
{
    public static async Task<CheckResponse> HandleAsync(ProviderProcess process, CheckRequest request)
    {
        var (olds, news) = (StructCodec.Decode(request.Olds), StructCodec.Decode(request.News));
        var result = process.Dispatcher.CheckConfig(olds, news, request.Urn);
        return CheckRpc.ToResponse(
            result.Failures.Count > 0
                ? result
                : result with
                {
                    Failures = await process.Dispatcher.TryCredentialsAsync(olds, result.Inputs).ConfigureAwait(false),
                }
        );
    }
}
