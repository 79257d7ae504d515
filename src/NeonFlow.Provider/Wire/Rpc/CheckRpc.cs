using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CheckRpc
{
    public static Task<CheckResponse> HandleAsync(ProviderProcess process, CheckRequest request)
    {
        var target = Target.Of(request.Urn, request.Name, request.Type);
        var result = process.Dispatcher.Resource(target).Check(target, StructCodec.Decode(request.Olds), StructCodec.Decode(request.News));
        return Task.FromResult(ToResponse(result));
    }

    public static CheckResponse ToResponse(CheckResult result)
    {
        var response = new CheckResponse { Inputs = StructCodec.Encode(result.Inputs) };
        response.Failures.AddRange(result.Failures.Select(static p => new CheckFailure { Property = p.Property, Reason = p.Reason }));
        return response;
    }
}
