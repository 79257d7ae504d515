namespace NeonFlow.Provider.Engine;

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
    Unimplemented,
}
