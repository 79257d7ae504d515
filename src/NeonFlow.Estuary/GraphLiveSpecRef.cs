namespace NeonFlow.Estuary;

/// <summary>A name of the catalogue, and what is live under it.</summary>
internal sealed record GraphLiveSpecRef
{
    public GraphLiveSpec? LiveSpec { get; init; }
}
