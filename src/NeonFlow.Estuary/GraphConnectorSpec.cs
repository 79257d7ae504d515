using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Schema of a connector image.</summary>
internal sealed record GraphConnectorSpec
{
    public string? ImageTag { get; init; }

    public JsonObject? EndpointSpecSchema { get; init; }
}
