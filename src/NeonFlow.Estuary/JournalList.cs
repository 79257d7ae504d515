namespace NeonFlow.Estuary;

/// <summary>A part of a list of journals.</summary>
internal record JournalList
{
    public IReadOnlyList<JournalRow>? Journals { get; init; }
}
