namespace NeonFlow.Neon;

/// <summary>5xx, a time-out, a broken connection or an answer that is not Neon's.</summary>
public sealed class NeonUnavailableException(NeonFailure failure, bool outcomeUnknown, Exception? inner = null)
    : NeonException(failure, inner)
{
    /// <summary>Whether the call may have been carried out all the same: look before it is sent again.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
