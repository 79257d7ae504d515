using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Neon;

/// <summary>An answer before it is written.</summary>
internal sealed record NeonAnswer(int Status, JsonObject? Body);
