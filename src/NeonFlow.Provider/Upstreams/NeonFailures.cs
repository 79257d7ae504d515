using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Reads what the Neon client throws.</summary>
internal static class NeonFailures
{
    /// <summary>The diagnostic that an exception of the client stands for; null: not of this client.</summary>
    public static Diagnostic? Read(Exception exception) =>
        exception is NeonException failure ? Read(failure, failure is NeonNotFoundException ? PathOf(failure.Failure.Call) : "") : null;

    // GET /projects/<project>/branches/<branch>/roles: which input named what is not there.
    private static string PathOf(string call) =>
        call.Split('/') is [_, "projects", _, .. var rest]
            ? rest.Length > 1
                ? PropertyPath.Of(nameof(Connection.BranchId))
                : PropertyPath.Of(nameof(Connection.ProjectId))
            : "";

    private static bool HasNoPassword(NeonException failure) =>
        failure is NeonRefusedException { Failure.Status: 412 }
        || (
            failure is NeonNotFoundException && failure.Failure.Message.Contains("password of the role", StringComparison.OrdinalIgnoreCase)
        );

    public static Diagnostic Read(NeonException failure, string path) =>
        failure switch
        {
            NeonUnauthorizedException => new(NeonDiagnostics.Refused, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Refused,
                Cause = NeonDiagnostics.Refused.Id,
                Fix =
                    "pulumi config set --secret neonflow:neonApiKey <key>   # or export NEON_API_KEY; the key needs rights on "
                    + "this project",
            },
            NeonUnreachableException => new(NeonDiagnostics.Unreachable, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Unreachable,
                Cause = NeonDiagnostics.Unreachable.Id,
                Fix = "Check the network, and neonflow:neonApiUrl if it is set.",
            },
            // Something that is not the Neon API answered: the address leads elsewhere.
            NeonUnavailableException { Failure.Status: >= 200 and < 500 and not 429 } => new(
                NeonDiagnostics.Unreachable,
                path,
                $"{failure.Message}."
            )
            {
                Kind = FailureKind.Unreachable,
                Cause = NeonDiagnostics.Unreachable.Id,
                Fix = "Check neonflow:neonApiUrl; without it the real service is called.",
            },
            NeonLockedException or NeonRateLimitedException or NeonUnavailableException => new(
                NeonDiagnostics.Unavailable,
                path,
                $"{failure.Message}."
            )
            {
                Kind = FailureKind.Unavailable,
                Cause = NeonDiagnostics.Unavailable.Id,
            },
            // The project stores none, or the role was made by SQL.
            _ when HasNoPassword(failure) => new(
                NeonDiagnostics.NoPasswords,
                path,
                $"{failure.Message}: without a stored password nobody can be logged in by project, branch and database alone."
            )
            {
                Kind = FailureKind.Failed,
                Fix =
                    "Connection = new ConnectionArgs { Host = \"ep-….neon.tech\", Database = \"shop\", User = \"shop_owner\", Password = "
                    + "new Config().RequireSecret(\"databasePassword\") }   // in place of ProjectId",
            },
            NeonNotFoundException => new(NeonDiagnostics.Missing, path, $"{failure.Message}.")
            {
                Kind = FailureKind.NotFound,
                Fix = "Check the ids and names, and that the API key belongs to the account or organization that owns the project.",
            },
            NeonConflictException => new(NeonDiagnostics.Taken, path, $"{failure.Message}.") { Kind = FailureKind.Conflict },
            NeonOperationException => new(NeonDiagnostics.OperationFailed, path, $"{failure.Message}.") { Kind = FailureKind.Failed },
            _ => new(NeonDiagnostics.Declined, path, $"{failure.Message}.") { Kind = FailureKind.Failed },
        };
}
