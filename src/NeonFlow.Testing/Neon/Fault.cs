using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Neon;

/// <summary>Something that goes wrong with a call to come, on purpose.</summary>
internal sealed record Fault(FaultKind Kind, string? Method, string PathPart)
{
    internal int Status { get; init; }
    internal string? Body { get; init; }
    internal TimeSpan? RetryAfter { get; init; }
    internal TimeSpan Delay { get; init; }
    internal Action<JsonObject>? Change { get; init; }
    internal int Left { get; set; } = 1;
}
