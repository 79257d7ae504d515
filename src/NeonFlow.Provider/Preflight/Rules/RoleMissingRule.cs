using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The capture's role exists, or will.</summary>
internal sealed class RoleMissingRule : ICaptureRule
{
    // Some other package of the same program may make it.
    public bool WarnsOnly => true;

    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation is { Facts: { Role: null }, ComingRole: null })
        {
            yield return new Diagnostic(PreflightDiagnostics.RoleMissing, situation.Subject.UserPath, $"The role {situation.Subject.User} does not exist yet; its rights were not checked.")
            {
                Fix = $"CREATE ROLE {Identifier.Quote(situation.Subject.User)} LOGIN REPLICATION PASSWORD '...';   -- or a neon:Role",
            };
        }
    }
}
