using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace NeonFlow.Estuary;

/// <summary>A live spec.</summary>
internal sealed record GraphLiveSpec
{
    [JsonPropertyName("model")]
    public JsonObject? Spec { get; init; }
}
