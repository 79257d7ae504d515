namespace NeonFlow.Estuary;

/// <summary>An item of a page.</summary>
internal sealed record GraphEdge<T>
{
    public T? Node { get; init; }
}
