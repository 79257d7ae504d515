using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

/// <summary>Work that goes on after a mutating call has answered.</summary>
public sealed record NeonOperation
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>What it does, such as <c>apply_config</c>; open list.</summary>
    public string Action { get; init; } = "";

    /// <summary>Where it stands; open list.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Branch it works on.</summary>
    public string? BranchId { get; init; }

    /// <summary>Endpoint it works on.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Failed tries so far.</summary>
    public int FailuresCount { get; init; }

    /// <summary>Whether it ended well.</summary>
    [JsonIgnore]
    public bool Succeeded => Status is "finished" or "skipped";

    /// <summary>Whether it ended badly.</summary>
    [JsonIgnore]
    public bool Failed => Status is "failed" or "error" or "cancelled";
}
