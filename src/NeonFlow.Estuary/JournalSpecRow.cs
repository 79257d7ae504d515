namespace NeonFlow.Estuary;

/// <summary>A journal: one partition of a collection.</summary>
internal sealed record JournalSpecRow
{
    public string? Name { get; init; }
}
