using Google.Protobuf;
using Grpc.Core;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Wire.Rpc;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// The methods of <c>pulumirpc.ResourceProvider</c> that this provider has; what is not listed answers Unimplemented. Made when the first
/// call comes.
/// </summary>
internal static class ProviderMethods
{
    private const string Service = "/pulumirpc.ResourceProvider/";

    private static readonly Dictionary<string, ProviderMethod> Methods = new(StringComparer.Ordinal)
    {
        ["Handshake"] = Of<ProviderHandshakeRequest, ProviderHandshakeResponse>(HandshakeRpc.HandleAsync),
        ["Attach"] = Of<PluginAttach, Empty>(AttachRpc.HandleAsync),
        ["GetPluginInfo"] = Of<Empty, PluginInfo>(GetPluginInfoRpc.HandleAsync),
        ["GetSchema"] = Of<GetSchemaRequest, GetSchemaResponse>(GetSchemaRpc.HandleAsync),
        ["CheckConfig"] = Of<CheckRequest, CheckResponse>(CheckConfigRpc.HandleAsync),
        ["DiffConfig"] = Of<DiffRequest, DiffResponse>(DiffConfigRpc.HandleAsync),
        ["Configure"] = Of<ConfigureRequest, ConfigureResponse>(ConfigureRpc.HandleAsync),
        ["Check"] = Of<CheckRequest, CheckResponse>(CheckRpc.HandleAsync),
        ["Diff"] = Of<DiffRequest, DiffResponse>(DiffRpc.HandleAsync),
        ["Create"] = Of<CreateRequest, CreateResponse>(CreateRpc.HandleAsync),
        ["Read"] = Of<ReadRequest, ReadResponse>(ReadRpc.HandleAsync),
        ["Update"] = Of<UpdateRequest, UpdateResponse>(UpdateRpc.HandleAsync),
        ["Delete"] = Of<DeleteRequest, Empty>(DeleteRpc.HandleAsync),
        ["Invoke"] = Of<InvokeRequest, InvokeResponse>(InvokeRpc.HandleAsync),
        ["Construct"] = Of<ConstructRequest, ConstructResponse>(ConstructRpc.HandleAsync),
        ["Cancel"] = Of<Empty, Empty>(CancelRpc.HandleAsync, CancelRpc.Answered),
    };

    /// <summary>The method of a request path, or null.</summary>
    public static ProviderMethod? Find(string path) =>
        path.StartsWith(Service, StringComparison.Ordinal) ? Methods.GetValueOrDefault(path[Service.Length..]) : null;

    private static ProviderMethod Of<TRequest, TResponse>(
        Func<ProviderProcess, TRequest, Task<TResponse>> handle,
        Action<ProviderProcess>? answered = null
    )
        where TRequest : IMessage, new()
        where TResponse : IMessage =>
        new(
            async (process, body) =>
            {
                try
                {
                    return await handle(process, Framing.Read<TRequest>(body)).ConfigureAwait(false);
                }
                catch (CallFailedException failure)
                {
                    throw Failures.ToRpc(failure, process.Dispatcher.RefreshSupported);
                }
                catch (Exception e) when (e is not RpcException)
                {
                    // Only a bug of ours gets here: the verb runner turns everything else into a diagnostic.
                    var text = ShownText.Cut(
                        process.Dispatcher.Redactor.Redact(
                            $"{CoreDiagnostics.Unexpected.Id}: {e.GetType().Name} in {typeof(TRequest).Name}: {e.Message}\n{e.StackTrace}"
                        )
                    );
                    throw new RpcException(new Status(StatusCode.Aborted, text));
                }
            },
            answered
        );
}
