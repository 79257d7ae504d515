using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class UpdateRpc
{
    public static async Task<UpdateResponse> HandleAsync(ProviderProcess process, UpdateRequest request)
    {
        var target = Target.Of(request.Urn, request.Name, request.Type);
        var updated = await process
            .Dispatcher.Resource(target)
            .UpdateAsync(
                target,
                request.Id,
                StructCodec.Decode(request.OldInputs),
                StructCodec.Decode(request.Olds),
                StructCodec.Decode(request.News),
                request.Timeout,
                request.Preview
            )
            .ConfigureAwait(false);
        return new UpdateResponse
        {
            Properties = StructCodec.Encode(updated.Outputs),
            RefreshBeforeUpdate = process.Dispatcher.RefreshSupported,
        };
    }
}
