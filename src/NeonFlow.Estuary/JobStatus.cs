namespace NeonFlow.Estuary;

/// <summary>Where a publish stands.</summary>
/// <param name="Type">Estuary's word; unknown ones count as failed.</param>
/// <param name="Locks">Filled for <c>expectPubIdMismatch</c> and <c>buildIdLockFailure</c>.</param>
/// <param name="PubId">Id of the publish, once there is one.</param>
public sealed record JobStatus(string Type, IReadOnlyList<LockFailure> Locks, string? PubId)
{
    /// <summary>Not decided yet.</summary>
    public bool IsQueued => Type == "queued";

    /// <summary>Done.</summary>
    public bool IsSuccess => Type == "success";

    /// <summary>Nothing was left to do, which is as good as done.</summary>
    public bool IsEmpty => Type == "emptyDraft";
}
