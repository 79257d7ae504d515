using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

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
            var (path, user) = (situation.Subject.UserPath, situation.Subject.User);
            var create =
                $"CREATE ROLE {Identifier.Quote(user)} LOGIN REPLICATION PASSWORD '...';   -- the capture's password; or a neon:Role";
            if (situation.IsReal)
            {
                yield return this.Found(path, $"The role {user} does not exist.", create);
            }
            else if (situation.ExternalRoles.Contains(user))
            {
                yield return this.Found(path, $"The role {user} does not exist yet; its rights were not checked.", create).AsWarning();
            }
            else
            {
                yield return this.Found(path, ExternalRoles.Missing(user), $"{create}\n{situation.ExternalRoles.FixFor(user)}");
            }
        }
    }
}
