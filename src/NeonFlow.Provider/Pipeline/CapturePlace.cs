using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline;

/// <summary>Where a capture's database is, and how to look at it.</summary>
/// <param name="Place">Its place, as the program view names places; null where it is not known.</param>
/// <param name="Way">As a SQL resource's <c>connection</c>; null where it cannot be looked at.</param>
public sealed record CapturePlace(string? Place, Connection? Way)
{
    /// <summary>Whether the provider's <c>databaseUrl</c> leads there.</summary>
    public bool IsSettings { get; init; }
}
