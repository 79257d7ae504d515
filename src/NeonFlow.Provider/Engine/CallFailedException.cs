namespace NeonFlow.Provider.Engine;

/// <summary>A failed call: redacted text, status, and what exists nevertheless.</summary>
internal sealed class CallFailedException(FailureStatus status, string message, PartialState? partial = null) : Exception(message)
{
    public FailureStatus Status { get; } = status;

    public PartialState? Partial { get; } = partial;
}
