using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class CancelRpc
{
    public static Task<Empty> HandleAsync(ProviderProcess process, Empty request)
    {
        process.Dispatcher.Cancel();
        return Task.FromResult(new Empty());
    }

    /// <summary>
    /// The engine may send Cancel while calls run (Ctrl-C) and again at the end: the process ends after the answer, once the calls are
    /// done.
    /// </summary>
    public static void Answered(ProviderProcess process) => process.Ended.TrySetResult();
}
