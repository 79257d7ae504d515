namespace NeonFlow.Estuary;

/// <summary>What a live spec reads and writes; null where it is not of a kind that does.</summary>
internal sealed record CollectionUseRow
{
    public string? CatalogName { get; init; }

    public string? SpecType { get; init; }

    public List<string>? ReadsFrom { get; init; }

    public List<string>? WritesTo { get; init; }
}
