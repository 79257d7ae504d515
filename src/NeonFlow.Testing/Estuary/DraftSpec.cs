using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed class DraftSpec(FlowId id, string name)
{
    public FlowId Id { get; } = id;
    public string Name { get; } = name;
    public string? Type { get; set; }
    public JsonNode? Model { get; set; }
    public FlowId? ExpectPubId { get; set; }
    public string? Detail { get; set; }
    public JsonNode? Built { get; set; }
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
}
