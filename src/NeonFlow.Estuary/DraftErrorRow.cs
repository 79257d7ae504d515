namespace NeonFlow.Estuary;

/// <summary>An error of a draft.</summary>
internal sealed record DraftErrorRow
{
    public string? Scope { get; init; }

    public string? Detail { get; init; }
}
