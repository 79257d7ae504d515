using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CreateRpc
{
    public static async Task<CreateResponse> HandleAsync(ProviderProcess process, CreateRequest request)
    {
        var target = Target.Of(request.Urn, request.Name, request.Type);
        var created = await process
            .Dispatcher.Resource(target)
            .CreateAsync(target, StructCodec.Decode(request.Properties), request.Timeout, request.Preview)
            .ConfigureAwait(false);
        return new CreateResponse
        {
            Id = created.Id,
            Properties = StructCodec.Encode(created.Outputs),
            RefreshBeforeUpdate = process.Dispatcher.RefreshSupported,
        };
    }
}
