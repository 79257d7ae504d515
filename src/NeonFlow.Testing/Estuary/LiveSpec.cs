using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

internal sealed class LiveSpec(FlowId id, string name, string type)
{
    public FlowId Id { get; } = id;
    public string Name { get; } = name;
    public string Type { get; } = type;

    /// <summary>Null after a deletion.</summary>
    public JsonObject? Model { get; set; }
    public JsonObject? Built { get; set; }
    public FlowId LastPubId { get; set; }

    /// <summary>
    /// The publication that made a collection, or emptied it: its journals are named by it, so that those of an earlier one are others.
    /// </summary>
    public FlowId MadeByPubId { get; set; }
    public FlowId LastBuildId { get; set; }
    public DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;
    public DateTimeOffset UpdatedAt { get; set; } = DateTimeOffset.UtcNow;
    public required DataPlaneInfo DataPlane { get; init; }
    public string? Detail { get; set; }
    public required User LastUser { get; set; }

    public bool Disabled => Model is { } m && (m["shards"]?["disable"]).IsTrue();

    public string? Image => Model?["endpoint"]?["connector"]?["image"].String();

    /// <summary>Collections the task reads or writes.</summary>
    public IEnumerable<string> Uses => SpecRules.CollectionsOf(Type, Model).Select(u => u.Name);
}
