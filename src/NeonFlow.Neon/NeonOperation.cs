using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace NeonFlow.Neon;

/// <summary>Work that goes on after a mutating call has answered.</summary>
public sealed record NeonOperation
{
    /// <summary>Id.</summary>
    [AllowNull]
    public string Id
    {
        get => field ?? "";
        init;
    }

    /// <summary>What it does, such as <c>apply_config</c>; open list.</summary>
    [AllowNull]
    public string Action
    {
        get => field ?? "";
        init;
    }

    /// <summary>Its state; open list.</summary>
    [AllowNull]
    public string Status
    {
        get => field ?? "";
        init;
    }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it ended well.</summary>
    [JsonIgnore]
    public bool Succeeded => Status is "finished" or "skipped";

    /// <summary>Whether it ended badly.</summary>
    [JsonIgnore]
    public bool Failed => Status is "failed" or "error" or "cancelled";
}
