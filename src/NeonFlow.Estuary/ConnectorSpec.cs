using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Schema of a connector image.</summary>
/// <param name="Image">Image with tag.</param>
/// <param name="EndpointSchema">JSON schema of the endpoint config.</param>
public sealed record ConnectorSpec(string Image, JsonObject EndpointSchema);
