namespace NeonFlow.Estuary;

/// <summary>When a read of a collection ends.</summary>
/// <param name="Documents">After so many documents.</param>
/// <param name="Bytes">Before the documents have more characters than this, unless the first one alone has.</param>
public sealed record CollectionLimits(int Documents, long Bytes)
{
    /// <summary>Largest part of the collection that is looked through. Default: 64 MiB.</summary>
    public long JournalBytes { get; init; } = 64 << 20;
}
