using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Reads what the Estuary client throws.</summary>
internal static class EstuaryFailures
{
    /// <summary>The diagnostic that an exception of the client stands for; null: not of this client.</summary>
    public static Diagnostic? Read(Exception exception) => exception is EstuaryException failure ? Read(failure, "") : null;

    public static Diagnostic Read(EstuaryException failure, string path) =>
        failure switch
        {
            EstuaryUnauthorizedException => new(EstuaryDiagnostics.Refused, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Refused,
                Cause = EstuaryDiagnostics.Refused.Id,
                Fix =
                    "pulumi config set --secret neonflow:estuaryToken <refresh token>   # or export FLOW_AUTH_TOKEN; made in the "
                    + "dashboard under Admin, CLI-API",
            },
            EstuaryForbiddenException => new(EstuaryDiagnostics.Refused, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Refused,
                Cause = EstuaryDiagnostics.Refused.Id,
                Fix =
                    "Give the owner of the credential admin rights on the prefix (dashboard, Admin, Account Access), or use names under "
                    + "a prefix that it may change.",
            },
            EstuaryUnreachableException => new(EstuaryDiagnostics.Unreachable, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Unreachable,
                Cause = EstuaryDiagnostics.Unreachable.Id,
                Fix = "Check the network, and neonflow:estuaryApiUrl, estuaryGraphqlUrl and estuaryConfigEncryptionUrl if they are set.",
            },
            // Something that is not Estuary answered, or does not know the call: the address leads elsewhere. What Estuary lacks it says in
            // an empty list, or in GraphQL.
            EstuaryNotFoundException { Failure.Status: 404 }
            or EstuaryUnavailableException { Failure.Status: >= 200 and < 500 and not (307 or 429) } => new(
                EstuaryDiagnostics.Unreachable,
                path,
                $"{failure.Message}."
            )
            {
                Kind = FailureKind.Unreachable,
                Cause = EstuaryDiagnostics.Unreachable.Id,
                Fix =
                    "Check neonflow:estuaryApiUrl, estuaryGraphqlUrl and estuaryConfigEncryptionUrl; without them the real service is "
                    + "called.",
            },
            EstuaryUnavailableException => new(EstuaryDiagnostics.Unavailable, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Unavailable,
                Cause = EstuaryDiagnostics.Unavailable.Id,
            },
            EstuaryNotFoundException => new(EstuaryDiagnostics.Missing, path, $"{failure.Message}.") { Kind = FailureKind.NotFound },
            EstuaryPublishException { Locks.Count: > 0 } => new(EstuaryDiagnostics.Overtaken, path, $"{failure.Message}.")
            {
                Kind = FailureKind.Conflict,
                Fix = "pulumi up   # looks again and plans from what is there now",
            },
            EstuaryPublishException => new(EstuaryDiagnostics.PublishFailed, path, $"{failure.Message}.") { Kind = FailureKind.Failed },
            _ => new(EstuaryDiagnostics.Declined, path, $"{failure.Message}.") { Kind = FailureKind.Failed },
        };
}
