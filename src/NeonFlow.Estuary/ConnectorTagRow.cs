using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Schemas of a tag of a connector image.</summary>
internal sealed record ConnectorTagRow
{
    public JsonObject? EndpointSpecSchema { get; init; }

    public JsonObject? ResourceSpecSchema { get; init; }
}
