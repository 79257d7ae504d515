using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Provider.Engine;
using Pulumirpc;

namespace NeonFlow.Provider.Wire;

/// <summary>Failed calls as gRPC statuses. Never Unknown, Internal or DataLoss: the engine takes those for a corrupt state.</summary>
internal static class Failures
{
    public static RpcException ToRpc(CallFailedException failure, bool refreshBeforeUpdate)
    {
        var code = CodeOf(failure.Status);
        if (failure.Partial is not { } partial)
        {
            return new(new Status(code, failure.Message));
        }

        var detail = new ErrorResourceInitFailed
        {
            Id = partial.Id,
            Properties = StructCodec.Encode(partial.Outputs),
            Inputs = StructCodec.Encode(partial.Inputs),
            Reasons = { partial.Reasons },
            RefreshBeforeUpdate = refreshBeforeUpdate,
        };

        // The engine reads the detail only if code and message are equal in both places.
        var status = new Google.Rpc.Status
        {
            Code = (int)code,
            Message = failure.Message,
            Details = { Any.Pack(detail, "type.googleapis.com") },
        };
        return new(new Status(code, failure.Message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    private static StatusCode CodeOf(FailureStatus status) =>
        status switch
        {
            FailureStatus.NotFound => StatusCode.NotFound,
            FailureStatus.AlreadyExists => StatusCode.AlreadyExists,
            FailureStatus.FailedPrecondition => StatusCode.FailedPrecondition,
            FailureStatus.Unauthenticated => StatusCode.Unauthenticated,
            FailureStatus.Unavailable => StatusCode.Unavailable,
            FailureStatus.Aborted => StatusCode.Aborted,
            FailureStatus.Cancelled => StatusCode.Cancelled,
            FailureStatus.Unimplemented => StatusCode.Unimplemented,
            _ => StatusCode.InvalidArgument,
        };
}
