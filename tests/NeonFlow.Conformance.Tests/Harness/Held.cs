using System.Text.Json.Nodes;

namespace NeonFlow.Harness;

/// <summary>An object as the engine's state holds it.</summary>
internal sealed record Held(string Id, JsonObject Inputs, JsonObject Outputs);
