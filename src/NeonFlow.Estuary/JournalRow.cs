namespace NeonFlow.Estuary;

/// <summary>An entry of a list of journals.</summary>
internal sealed record JournalRow
{
    public JournalSpecRow? Spec { get; init; }
}
