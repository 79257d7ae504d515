namespace NeonFlow.Estuary;

/// <summary>Status of the activation in the data plane.</summary>
internal sealed record ActivationStatus
{
    public string? LastActivated { get; init; }

    public DateTimeOffset? LastActivatedAt { get; init; }

    public StatusSummary? ShardStatus { get; init; }

    public StatusSummary? LastFailure { get; init; }

    public int? RecentFailureCount { get; init; }
}
