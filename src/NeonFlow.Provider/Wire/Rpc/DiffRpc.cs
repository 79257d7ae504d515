using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class DiffRpc
{
    public static Task<DiffResponse> HandleAsync(ProviderProcess process, DiffRequest request)
    {
        var target = ProviderProcess.TargetOf(request.Urn, request.Name, request.Type);
        var differences = process.Dispatcher.Diff(
            target,
            request.Id,
            StructCodec.Decode(request.OldInputs),
            StructCodec.Decode(request.Olds),
            StructCodec.Decode(request.News),
            request.IgnoreChanges
        );
        return Task.FromResult(ProviderProcess.ToResponse(differences));
    }
}
