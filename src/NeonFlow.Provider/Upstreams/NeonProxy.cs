using NeonFlow.Postgres;

namespace NeonFlow.Provider.Upstreams;

/// <summary>What the proxy before Neon's computes says; it gives all errors of its own the same SQLSTATE.</summary>
internal static class NeonProxy
{
    private const string InternalError = "XX000";

    private static readonly string[] Refusals =
    [
        "password authentication failed",
        "Endpoint ID is not specified",
        "endpoint cannot be found",
        "endpoint is disabled",
        "is not allowed",
        "blocked network",
        "VPC endpoint",
        "unsupported startup parameter",
        "quota",
    ];

    private static readonly string[] Interruptions =
    [
        "Couldn't connect to compute node",
        "Control plane request failed",
        "temporarily unavailable",
        "Too many connections",
        "Failed to acquire permit",
        "Internal error",
        "Authentication timed out",
    ];

    /// <summary>The failure that a text of the proxy means; null where it is none of the proxy's.</summary>
    public static DatabaseFailure? Classify(string sqlState, string text) =>
        sqlState != InternalError || text.Contains("tuple concurrently", StringComparison.Ordinal) ? null
        : Holds(text, Refusals) ? DatabaseFailure.LoginRefused
        : Holds(text, Interruptions) ? DatabaseFailure.Unreachable
        : null;

    private static bool Holds(string text, string[] any) => any.Any(one => text.Contains(one, StringComparison.OrdinalIgnoreCase));
}
