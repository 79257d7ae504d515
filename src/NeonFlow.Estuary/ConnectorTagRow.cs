using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Schema of a tag of a connector image.</summary>
internal sealed record ConnectorTagRow
{
    public JsonObject? EndpointSpecSchema { get; init; }
}
