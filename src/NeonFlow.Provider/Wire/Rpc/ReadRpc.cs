using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class ReadRpc
{
    public static async Task<ReadResponse> HandleAsync(ProviderProcess process, ReadRequest request)
    {
        var target = Target.Of(request.Urn, request.Name, request.Type);
        var actual = await process
            .Dispatcher.Resource(target)
            .ReadAsync(target, request.Id, StructCodec.Decode(request.Inputs), StructCodec.Decode(request.Properties), request.Timeout)
            .ConfigureAwait(false);

        // Absence is an answer without fields; found is one that has both maps, empty or not.
        return actual is null
            ? new ReadResponse()
            : new ReadResponse
            {
                Id = actual.Id,
                Inputs = StructCodec.Encode(actual.Inputs),
                Properties = StructCodec.Encode(actual.Outputs),
                RefreshBeforeUpdate = process.Dispatcher.RefreshSupported,
            };
    }
}
