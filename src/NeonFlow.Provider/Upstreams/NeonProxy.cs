using NeonFlow.Postgres;

namespace NeonFlow.Provider.Upstreams;

/// <summary>What the proxy before Neon's computes says; it gives all errors of its own the same SQLSTATE.</summary>
internal static class NeonProxy
{
    private const string InternalError = "XX000";
    private const string Console = "https://console.neon.tech";

    private const string OpenAddress =
        "Add this address to the IP Allow list of the project (neon:IpAllow, or its settings, Network security), or run from one on it.";

    // The first text that an error holds decides.
    private static readonly (string Text, DatabaseFailure Failure, string? Fix)[] Texts =
    [
        ("password authentication failed", DatabaseFailure.LoginRefused, null),
        (
            "VPC endpoint",
            DatabaseFailure.TurnedAway,
            "Assign this VPC endpoint to the project, or connect from a network that the project admits."
        ),
        ("is not allowed", DatabaseFailure.TurnedAway, OpenAddress),
        (
            "blocked network",
            DatabaseFailure.TurnedAway,
            "Allow connections from the public internet in the project's settings, Network security, or run from within its VPC."
        ),
        ("endpoint is disabled", DatabaseFailure.TurnedAway, $"Enable the compute of the branch at {Console}, or name another branch."),
        (
            "endpoint cannot be found",
            DatabaseFailure.TurnedAway,
            "Name the project, branch and database in place of the host, or correct the host: the branch has no such compute any more."
        ),
        (
            "Endpoint ID is not specified",
            DatabaseFailure.TurnedAway,
            "Use the host name that Neon shows, not its address: the name of the compute is part of it."
        ),
        (
            "unsupported startup parameter",
            DatabaseFailure.TurnedAway,
            "Use the direct host of the compute, without -pooler, and no options in the URI."
        ),
        ("Check your quotas", DatabaseFailure.Unreachable, $"See at {Console} whether the project has used up its quota, and raise it."),
        ("quota", DatabaseFailure.TurnedAway, $"Raise the quota of the project, or the plan, at {Console}."),
        ("Too many connections", DatabaseFailure.NoConnection, null),
        ("Failed to acquire permit", DatabaseFailure.NoConnection, null),
        ("Couldn't connect to compute node", DatabaseFailure.Unreachable, null),
        ("Control plane request failed", DatabaseFailure.Unreachable, null),
        ("temporarily unavailable", DatabaseFailure.Unreachable, null),
        ("Internal error", DatabaseFailure.Unreachable, null),
        ("Authentication timed out", DatabaseFailure.Unreachable, null),
    ];

    /// <summary>The failure that a text of the proxy means; null where it is none of the proxy's.</summary>
    public static DatabaseFailure? Classify(string sqlState, string text) =>
        sqlState != InternalError || text.Contains("tuple concurrently", StringComparison.Ordinal) ? null : Find(text)?.Failure;

    /// <summary>Why the proxy lets nobody through, as a remedy; null where it is a failure of another kind.</summary>
    public static string? FixFor(DatabaseException failure) => failure.SqlState == InternalError ? Find(failure.Reason)?.Fix : null;

    /// <summary>Whether the proxy is there and its compute is not.</summary>
    public static bool IsComputeAway(DatabaseException failure) =>
        failure is { SqlState: InternalError, Failure: DatabaseFailure.Unreachable };

    private static (DatabaseFailure Failure, string? Fix)? Find(string text)
    {
        foreach (var (part, failure, fix) in Texts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return (failure, fix);
            }
        }

        return null;
    }
}
