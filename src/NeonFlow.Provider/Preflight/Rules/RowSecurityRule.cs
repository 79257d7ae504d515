using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>No row is hidden from the capture's role.</summary>
internal sealed class RowSecurityRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        var sees = situation.Facts?.Role is { } role ? role.BypassRls || role.Superuser : situation.ComingRole is { BypassRls: true };
        if (sees || situation is { Facts: { Role: null }, ComingRole: null })
        {
            yield break;
        }

        var user = situation.Subject.User;
        foreach (var (bound, facts) in situation.Tables)
        {
            if (facts.RowSecurity && (facts.Owner != user || facts.RowSecurityForced))
            {
                yield return new Diagnostic(PreflightDiagnostics.RowSecurity, bound.Path, $"Row level security is on for {bound.Name}, and {user} does not bypass it. {PreflightDiagnostics.RowSecurity.Consequence}")
                {
                    Fix = $"ALTER ROLE {Identifier.Quote(user)} BYPASSRLS;\n-- or: CREATE POLICY {Identifier.Quote("capture_reads_all")} ON {bound.Name.Sql} FOR SELECT TO {Identifier.Quote(user)} USING (true);",
                };
            }
        }
    }
}
