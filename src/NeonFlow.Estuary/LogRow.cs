namespace NeonFlow.Estuary;

/// <summary>A line of a log.</summary>
internal sealed record LogRow
{
    public string? LogLine { get; init; }

    public string? LoggedAt { get; init; }
}
