using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class InvokeRpc
{
    public static async Task<InvokeResponse> HandleAsync(ProviderProcess process, InvokeRequest request)
    {
        var answered = await process
            .Dispatcher.Function(request.Tok)
            .InvokeAsync(request.Tok, StructCodec.Decode(request.Args), request.Preview)
            .ConfigureAwait(false);
        var response = new InvokeResponse();
        if (answered.Result is { } result)
        {
            response.Return = StructCodec.Encode(result);
        }

        response.Failures.AddRange(answered.Failures.Select(static f => new CheckFailure { Property = f.Property, Reason = f.Reason }));
        return response;
    }
}
