using System.Text.Json.Serialization;

namespace NeonFlow.Estuary;

/// <summary>A spec that was published by others in the meantime, in the member names of older and newer servers.</summary>
internal sealed record LockFailureRow
{
    public string? CatalogName { get; init; }

    [JsonPropertyName("catalogName")]
    public string? NewerCatalogName { get; init; }

    public string? Expected { get; init; }

    public string? ExpectPubId { get; init; }

    public string? Actual { get; init; }

    public string? LastPubId { get; init; }

    public LockFailure ToFailure() => new(CatalogName ?? NewerCatalogName ?? "", Expected ?? ExpectPubId ?? "", Actual ?? LastPubId ?? "");
}
