using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>A spec as it is in force.</summary>
public sealed record LiveSpec
{
    /// <summary>Catalogue name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind.</summary>
    public required string Type { get; init; }

    /// <summary>The inner definition, with its secrets encrypted.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>Last publish that changed it; the etag.</summary>
    public required string LastPubId { get; init; }

    /// <summary>Data plane it runs in.</summary>
    public string? DataPlane { get; init; }

    /// <summary>What was said about the last publish.</summary>
    public string? LastPubDetail { get; init; }

    /// <summary>Who made the last publish.</summary>
    public string? LastPubUser { get; init; }
}
