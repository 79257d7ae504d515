using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using NeonFlow.Provider.Dispatch;
using NeonFlow.Provider.Shapes;
using NeonFlow.Provider.Wire.Rpc;
using Pulumirpc;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace NeonFlow.Provider.Wire;

/// <summary>
/// The methods of <c>pulumirpc.ResourceProvider</c> that this provider has; what is not listed answers Unimplemented. They are registered by hand because the generated
/// binding parses with protobuf's default nesting limit.
/// </summary>
internal sealed class ProviderMethods : IServiceMethodProvider<ProviderProcess>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ProviderProcess> context)
    {
        Add<ProviderHandshakeRequest, ProviderHandshakeResponse>("Handshake", HandshakeRpc.HandleAsync);
        Add<PluginAttach, Empty>("Attach", AttachRpc.HandleAsync);
        Add<Empty, PluginInfo>("GetPluginInfo", GetPluginInfoRpc.HandleAsync);
        Add<GetSchemaRequest, GetSchemaResponse>("GetSchema", GetSchemaRpc.HandleAsync);
        Add<CheckRequest, CheckResponse>("CheckConfig", CheckConfigRpc.HandleAsync);
        Add<DiffRequest, DiffResponse>("DiffConfig", DiffConfigRpc.HandleAsync);
        Add<ConfigureRequest, ConfigureResponse>("Configure", ConfigureRpc.HandleAsync);
        Add<CheckRequest, CheckResponse>("Check", CheckRpc.HandleAsync);
        Add<DiffRequest, DiffResponse>("Diff", DiffRpc.HandleAsync);
        Add<CreateRequest, CreateResponse>("Create", CreateRpc.HandleAsync);
        Add<ReadRequest, ReadResponse>("Read", ReadRpc.HandleAsync);
        Add<UpdateRequest, UpdateResponse>("Update", UpdateRpc.HandleAsync);
        Add<DeleteRequest, Empty>("Delete", DeleteRpc.HandleAsync);
        Add<InvokeRequest, InvokeResponse>("Invoke", InvokeRpc.HandleAsync);
        Add<ConstructRequest, ConstructResponse>("Construct", ConstructRpc.HandleAsync);
        Add<Empty, Empty>("Cancel", CancelRpc.HandleAsync);

        void Add<TRequest, TResponse>(string name, Func<ProviderProcess, TRequest, ServerCallContext, Task<TResponse>> handle)
            where TRequest : class, IMessage<TRequest>, new()
            where TResponse : class, IMessage<TResponse>, new()
        {
            var method = new Method<TRequest, TResponse>(MethodType.Unary, "pulumirpc.ResourceProvider", name, Marshalling.Of<TRequest>(), Marshalling.Of<TResponse>());
            context.AddUnaryMethod(method, [], async (process, request, call) =>
            {
                try
                {
                    return await handle(process, request, call).ConfigureAwait(false);
                }
                catch (CallFailedException failure)
                {
                    throw Failures.ToRpc(failure, process.Dispatcher.RefreshSupported);
                }
                catch (Exception e) when (e is not RpcException)
                {
                    // Only a bug of ours gets here: the dispatcher turns everything else into a diagnostic.
                    var text = process.Dispatcher.Redactor.Redact($"{CoreDiagnostics.Unexpected.Id}: {e.GetType().Name} in {name}: {e.Message}\n{e.StackTrace}");
                    throw new RpcException(new Status(StatusCode.Aborted, text));
                }
            });
        }
    }
}
