using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The capture's role exists, or will.</summary>
internal sealed class RoleMissingRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.RoleMissing;

    public CaptureAspects RestsOn => CaptureAspects.Role;

    public string Remedy => "`CREATE ROLE … LOGIN REPLICATION PASSWORD …`, or a `neon:Role`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not null && situation.RoleUnknown)
        {
            // Another package of the same program may make it, until everything that the capture waits for is done.
            yield return this.Found(
                    situation.Subject.UserPath,
                    $"The role {situation.Subject.User} does not exist yet; its rights were not checked.",
                    $"CREATE ROLE {Identifier.Quote(situation.Subject.User)} LOGIN REPLICATION PASSWORD '...';   -- the capture's "
                        + "password; or a neon:Role"
                )
                .AsWarning(when: !situation.IsReal);
        }
    }
}
