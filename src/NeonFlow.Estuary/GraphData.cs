namespace NeonFlow.Estuary;

/// <summary>What the queries of this client ask for.</summary>
internal sealed record GraphData
{
    public GraphConnectorSpec? ConnectorSpec { get; init; }

    public GraphPage<GraphDataPlane>? DataPlanes { get; init; }

    public GraphPage<GraphLiveSpecRef>? LiveSpecs { get; init; }

    public GraphPage<GraphStorageMapping>? StorageMappings { get; init; }
}
