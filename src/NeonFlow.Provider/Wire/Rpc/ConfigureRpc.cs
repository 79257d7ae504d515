using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class ConfigureRpc
{
    public static Task<ConfigureResponse> HandleAsync(ProviderProcess process, ConfigureRequest request)
    {
        process.Dispatcher.Configure(request.HasName ? request.Name : null, StructCodec.Decode(request.Args));
        return Task.FromResult(
            new ConfigureResponse
            {
                AcceptSecrets = true,
                AcceptResources = true,
                AcceptOutputs = true,
                SupportsPreview = true,
                SupportsAutonamingConfiguration = true,
            }
        );
    }
}
