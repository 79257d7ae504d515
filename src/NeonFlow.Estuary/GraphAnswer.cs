namespace NeonFlow.Estuary;

/// <summary>An answer of the GraphQL API.</summary>
internal sealed record GraphAnswer
{
    public GraphData? Data { get; init; }

    public IReadOnlyList<GraphError>? Errors { get; init; }
}
