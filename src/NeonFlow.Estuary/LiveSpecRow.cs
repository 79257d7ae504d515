using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>A live spec. The row of a removed spec stays, without type.</summary>
internal sealed record LiveSpecRow
{
    public string? CatalogName { get; init; }

    public string? SpecType { get; init; }

    public JsonObject? Spec { get; init; }

    public string? LastPubId { get; init; }

    public string? LastPubDetail { get; init; }

    public string? LastPubUserEmail { get; init; }

    public string? DataPlaneName { get; init; }
}
