using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>No row is hidden from the capture's role.</summary>
internal sealed class RowSecurityRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.RowSecurity;

    public CaptureAspects RestsOn => CaptureAspects.Role | CaptureAspects.Tables;

    public string Remedy =>
        "`CREATE POLICY … FOR SELECT TO … USING (true)`, or `ALTER ROLE … BYPASSRLS`; policies that show the role every "
        + "row are no fault, those with a condition and restrictive ones are a warning";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        var sees = situation.Facts?.Role is { } role ? role.BypassRls || role.Superuser : situation.PlannedRole is not null;
        if (sees || situation.RoleUnknown)
        {
            yield break;
        }

        var user = situation.Subject.User;
        foreach (var (bound, facts, seen) in situation.Tables)
        {
            if (!facts.RowSecurity || (seen.RoleOwns && !facts.RowSecurityForced))
            {
                continue;
            }

            var permissive = seen.Policies.Where(static p => p.IsPermissive).ToList();
            var restrictive = seen.Policies.Where(static p => !p.IsPermissive && !p.ShowsAll).ToList();
            var bypass = $"ALTER ROLE {Identifier.Quote(user)} BYPASSRLS;";
            // Any one permissive policy is enough, and every restrictive one takes away.
            if (restrictive.Count > 0)
            {
                yield return this.Found(
                        bound.Path,
                        $"Row level security is on for {bound.Name}, and the restrictive {Named(restrictive)} "
                            + $"{(restrictive.Count == 1 ? "hides" : "hide")} rows from {user}.",
                        bypass
                    )
                    .AsWarning(when: permissive.Count > 0 || bound.IsCaptured);
            }
            else if (!permissive.Any(static p => p.ShowsAll))
            {
                var policy = Enumerable
                    .Range(1, int.MaxValue)
                    .Select(static n => n == 1 ? "capture_reads_all" : $"capture_reads_all_{n}")
                    .First(n => !seen.PolicyNames.Contains(n));
                var what =
                    permissive.Count == 0
                        ? $"no policy lets {user} read any row"
                        : $"{user} reads only what the {Named(permissive)} {(permissive.Count == 1 ? "lets" : "let")} through";
                yield return this.Found(
                        bound.Path,
                        $"Row level security is on for {bound.Name}, and {what}.",
                        $"CREATE POLICY {Identifier.Quote(policy)} ON {bound.Name.Sql} FOR SELECT TO {Identifier.Quote(user)} USING "
                            + $"(true);\n-- or: {bypass}"
                    )
                    .AsWarning(when: permissive.Count > 0 || bound.IsCaptured);
            }
        }

        static string Named(IReadOnlyList<PolicyFacts> policies) =>
            $"{(policies.Count == 1 ? "policy" : "policies")} "
            + $"{string.Join(", ", policies.Select(static p => $"{p.Name} ({p.Condition})"))}";
    }
}
