using System.Text.Json.Serialization;

namespace NeonFlow.Estuary;

/// <summary>Where a publish stands. Estuary renamed the list of what was published by others.</summary>
internal sealed record JobStatusRow
{
    public string? Type { get; init; }

    public IReadOnlyList<LockFailureRow>? Failures { get; init; }

    [JsonPropertyName("lockFailures")]
    public IReadOnlyList<LockFailureRow>? LockFailures { get; init; }
}
