using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class HandshakeRpc
{
    public static Task<ProviderHandshakeResponse> HandleAsync(ProviderProcess process, ProviderHandshakeRequest request)
    {
        process.Log.Address ??= request.EngineAddress;
        process.Dispatcher.Engine ??= request.EngineAddress;
        process.Dispatcher.RefreshSupported = request.SupportsRefreshBeforeUpdate;
        return Task.FromResult(
            new ProviderHandshakeResponse
            {
                AcceptSecrets = true,
                AcceptResources = true,
                AcceptOutputs = true,
                SupportsAutonamingConfiguration = true,
            }
        );
    }
}
