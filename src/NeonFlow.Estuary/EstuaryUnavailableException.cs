namespace NeonFlow.Estuary;

/// <summary>429, 5xx, a time-out, a broken connection or an answer that is not Estuary's.</summary>
public sealed class EstuaryUnavailableException(EstuaryFailure failure, bool outcomeUnknown, Exception? inner = null)
    : EstuaryException(failure, inner)
{
    /// <summary>Whether the call may have been carried out all the same.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
