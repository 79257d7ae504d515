using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

/// <summary>A compute endpoint.</summary>
public sealed record NeonEndpoint
{
    /// <summary>Id, <c>ep-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Direct host; the API never shows the pooled one.</summary>
    public required string Host { get; init; }

    /// <summary>Branch.</summary>
    public string? BranchId { get; init; }

    /// <summary><c>read_write</c> or <c>read_only</c>.</summary>
    public string? Type { get; init; }

    /// <summary>State; open list: <c>init, active, idle</c>.</summary>
    public string? CurrentState { get; init; }

    /// <summary>Whether connections are refused.</summary>
    public bool Disabled { get; init; }

    /// <summary>Whether it takes writes.</summary>
    [JsonIgnore]
    public bool IsReadWrite => Type == "read_write";
}
