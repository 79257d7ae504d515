using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

/// <summary>What the engine must know of a failed call beyond its text. The wire turns it into a gRPC status.</summary>
internal enum FailureStatus
{
    InvalidArgument,
    NotFound,
    AlreadyExists,
    FailedPrecondition,
    Unauthenticated,
    Unavailable,
    Aborted,
    Cancelled,
    DeadlineExceeded,
    Unimplemented,
}

/// <summary>The state of an object that exists although its verb failed.</summary>
internal sealed record PartialState(string Id, PropertyValue.Map Outputs, PropertyValue.Map Inputs, IReadOnlyList<string> Reasons);

/// <summary>A failed call: redacted text, status, and what exists nevertheless.</summary>
internal sealed class CallFailedException(FailureStatus status, string message, PartialState? partial = null) : Exception(message)
{
    public FailureStatus Status { get; } = status;

    public PartialState? Partial { get; } = partial;
}
