using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The capture's role exists, or will.</summary>
internal sealed class RoleMissingRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.RoleMissing;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not null && situation.RoleUnknown)
        {
            // Some other package of the same program may make it.
            yield return this.Found(
                    situation.Subject.UserPath,
                    $"The role {situation.Subject.User} does not exist yet; its rights were not checked.",
                    $"CREATE ROLE {Identifier.Quote(situation.Subject.User)} LOGIN REPLICATION PASSWORD '...';   -- the capture's "
                        + "password; or a neon:Role"
                )
                .AsWarning();
        }
    }
}
