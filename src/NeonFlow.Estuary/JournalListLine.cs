namespace NeonFlow.Estuary;

/// <summary>A line of the answer to a list of journals. Older gateways send the list without <c>result</c> around it.</summary>
internal sealed record JournalListLine : JournalList
{
    public JournalList? Result { get; init; }

    public BrokerError? Error { get; init; }
}
