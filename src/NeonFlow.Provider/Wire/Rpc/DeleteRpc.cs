using NeonFlow.Provider.Engine;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class DeleteRpc
{
    public static async Task<Empty> HandleAsync(ProviderProcess process, DeleteRequest request)
    {
        var target = Target.Of(request.Urn, request.Name, request.Type);
        await process
            .Dispatcher.Resource(target)
            .DeleteAsync(target, request.Id, StructCodec.Decode(request.OldInputs), StructCodec.Decode(request.Properties), request.Timeout)
            .ConfigureAwait(false);
        return new Empty();
    }
}
