using Grpc.Core;

namespace NeonFlow.Harness;

/// <summary>A call that the provider answered with an error.</summary>
internal sealed class CallFailedException(StatusCode status, string message, Held? partial) : Exception(message)
{
    public StatusCode Status { get; } = status;

    /// <summary>What exists nevertheless.</summary>
    public Held? Partial { get; } = partial;
}
