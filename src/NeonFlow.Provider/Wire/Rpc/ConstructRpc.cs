using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class ConstructRpc
{
    public static Task<ConstructResponse> HandleAsync(ProviderProcess process, ConstructRequest request)
    {
        throw new RpcException(
            new Status(
                StatusCode.Unimplemented,
                $"{request.Type} is not constructed by this provider: NeonFlow's components are C# classes of the NuGet package "
                    + "NeonFlow.Pulumi; write new NeonToEstuary(...) in a C# program."
            )
        );
    }
}
