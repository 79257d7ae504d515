namespace NeonFlow.Estuary;

/// <summary>Whether and where the next page begins.</summary>
internal sealed record GraphPageInfo
{
    public bool HasNextPage { get; init; }

    public string? EndCursor { get; init; }
}
