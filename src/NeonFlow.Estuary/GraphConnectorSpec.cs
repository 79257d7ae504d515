using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Schemas of a connector image.</summary>
internal sealed record GraphConnectorSpec
{
    public string? ImageTag { get; init; }

    public JsonObject? EndpointSpecSchema { get; init; }

    public JsonObject? ResourceSpecSchema { get; init; }
}
