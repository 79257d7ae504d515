using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>A storage mapping.</summary>
internal sealed record GraphStorageMapping
{
    public string? CatalogPrefix { get; init; }

    public JsonObject? Spec { get; init; }
}
