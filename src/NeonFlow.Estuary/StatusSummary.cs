namespace NeonFlow.Estuary;

/// <summary>A status with a message.</summary>
internal sealed record StatusSummary
{
    public string? Status { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? Ts { get; init; }
}
