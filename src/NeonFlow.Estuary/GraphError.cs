namespace NeonFlow.Estuary;

/// <summary>An error of the GraphQL API.</summary>
internal sealed record GraphError
{
    public string? Message { get; init; }
}
