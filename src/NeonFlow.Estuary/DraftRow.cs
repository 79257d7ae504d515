namespace NeonFlow.Estuary;

/// <summary>A new draft.</summary>
internal sealed record DraftRow
{
    public required string Id { get; init; }
}
