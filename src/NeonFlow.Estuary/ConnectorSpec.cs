using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Schemas of a connector image.</summary>
/// <param name="Image">Image with tag.</param>
/// <param name="EndpointSchema">JSON schema of the endpoint config.</param>
/// <param name="ResourceSchema">JSON schema of a binding's resource config.</param>
public sealed record ConnectorSpec(string Image, JsonObject EndpointSchema, JsonObject ResourceSchema);
