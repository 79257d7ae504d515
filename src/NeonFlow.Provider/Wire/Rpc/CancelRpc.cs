using Grpc.AspNetCore.Server;
using Grpc.Core;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CancelRpc
{
    public static Task<Empty> HandleAsync(ProviderProcess process, Empty request, ServerCallContext call)
    {
        process.Dispatcher.Cancel();

        // The engine may send Cancel while calls run (Ctrl-C) and again at the end: the process ends after the answer, once the calls are done.
        call.GetHttpContext().Response.OnCompleted(() =>
        {
            process.Ended.TrySetResult();
            return Task.CompletedTask;
        });
        return Task.FromResult(new Empty());
    }
}
