namespace NeonFlow.Estuary;

/// <summary>A page of a GraphQL connection.</summary>
internal sealed record GraphPage<T>
{
    public IReadOnlyList<GraphEdge<T>>? Edges { get; init; }

    public GraphPageInfo? PageInfo { get; init; }

    /// <summary>The items of the page.</summary>
    public IEnumerable<T> Items()
    {
        foreach (var edge in Edges ?? [])
        {
            if (edge.Node is { } node)
            {
                yield return node;
            }
        }
    }
}
