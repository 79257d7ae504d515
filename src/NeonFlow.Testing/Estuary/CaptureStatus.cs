namespace NeonFlow.Testing.Estuary;

/// <summary>What the data plane says of a capture.</summary>
public sealed record CaptureStatus
{
    /// <summary>Where the shard stands.</summary>
    public required ShardState State { get; init; }

    /// <summary>Build that runs; null before the first activation.</summary>
    public FlowId? Build { get; init; }

    /// <summary>Text of the last failure; null where there was none since the last publication.</summary>
    public string? Failure { get; init; }

    /// <summary>When it failed last.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Failures since the last publication.</summary>
    public int Failures { get; init; }

    /// <summary>How often the connector was started since the capture was made.</summary>
    public int Starts { get; init; }

    /// <summary>Last line of the connector's log that is meant for people.</summary>
    public string? Message { get; init; }

    /// <summary>Whether every binding is past its backfill, by the connector's own state; false while it has not said anything.</summary>
    public bool BackfillDone { get; init; }

    /// <summary>When the state last changed.</summary>
    public DateTimeOffset Since { get; init; }
}
