namespace NeonFlow.Estuary;

/// <summary>A publish was refused as a whole; nothing was changed.</summary>
public sealed class EstuaryPublishException(
    EstuaryFailure failure,
    string status,
    IReadOnlyList<DraftError> errors,
    IReadOnlyList<LockFailure> locks
) : EstuaryException(failure)
{
    /// <summary>The job's status, such as <c>buildFailed</c> or <c>expectPubIdMismatch</c>.</summary>
    public string Status { get; } = status;

    /// <summary>What was wrong, each with its place.</summary>
    public IReadOnlyList<DraftError> Errors { get; } = errors;

    /// <summary>Specs that somebody else published in the meantime.</summary>
    public IReadOnlyList<LockFailure> Locks { get; } = locks;
}
