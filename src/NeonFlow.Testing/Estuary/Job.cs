using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed class Job(FlowId id, FlowId draftId, User owner)
{
    public FlowId Id { get; } = id;
    public FlowId DraftId { get; } = draftId;
    public User Owner { get; } = owner;
    public Guid LogsToken { get; } = Guid.NewGuid();
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
    public string? Detail { get; init; }
    public bool DryRun { get; init; }
    public string DataPlane { get; init; } = "";
    public FlowId? PubId { get; set; }

    /// <summary>The status with which it ends where it breaks.</summary>
    public string Failure { get; init; } = "publishFailed";

    // Only for discovers.
    public string CaptureName { get; init; } = "";
    public string Image { get; init; } = "";
    public JsonObject? EndpointConfig { get; init; }
    public bool UpdateOnly { get; init; }

    private JsonObject? _final;
    private bool _polled;

    public void Finish(JsonObject status)
    {
        _final = status;
        UpdatedAt = DateTimeOffset.UtcNow;
    }

    /// <summary>A job is seen queued at least once, as no client can be faster than the real queue.</summary>
    public JsonObject Poll()
    {
        var seen = _polled ? Status : null;
        _polled = true;
        return seen ?? new JsonObject { ["type"] = "queued" };
    }

    public JsonObject? Status => (JsonObject?)_final?.DeepClone();
}
