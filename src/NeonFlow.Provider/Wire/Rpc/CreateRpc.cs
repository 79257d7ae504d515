using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CreateRpc
{
    public static async Task<CreateResponse> HandleAsync(ProviderProcess process, CreateRequest request)
    {
        var target = ProviderProcess.TargetOf(request.Urn, request.Name, request.Type);
        var created = await process
            .Dispatcher.CreateAsync(target, StructCodec.Decode(request.Properties), request.Timeout, request.Preview)
            .ConfigureAwait(false);
        return new CreateResponse
        {
            Id = created.Id,
            Properties = StructCodec.Encode(created.Outputs),
            RefreshBeforeUpdate = created.RefreshBeforeUpdate,
        };
    }
}
