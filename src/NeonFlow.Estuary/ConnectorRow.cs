namespace NeonFlow.Estuary;

/// <summary>A connector image.</summary>
internal sealed record ConnectorRow
{
    public string? Id { get; init; }
}
