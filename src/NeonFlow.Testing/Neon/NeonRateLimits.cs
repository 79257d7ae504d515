namespace NeonFlow.Testing.Neon;

/// <summary>
/// How many requests a local Neon carries out; what comes on top is answered 429, without a header that says how long to wait, because Neon
/// documents none.
/// </summary>
public sealed record NeonRateLimits
{
    /// <summary>Requests within a minute, default 700 as at Neon.</summary>
    public int PerMinute { get; init; } = 700;

    /// <summary>Requests within a second on one route, default 40 as at Neon.</summary>
    public int PerSecondAndRoute { get; init; } = 40;
}
