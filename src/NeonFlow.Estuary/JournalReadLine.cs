namespace NeonFlow.Estuary;

/// <summary>A line of the answer to a read.</summary>
internal sealed record JournalReadLine
{
    public JournalChunk? Result { get; init; }

    public BrokerError? Error { get; init; }
}
