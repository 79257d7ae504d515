using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The capture's role can read every bound table, all columns.</summary>
internal sealed class SelectRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        // A role that nobody knows yet has its own warning.
        if (situation is { Facts: { Role: null }, ComingRole: null })
        {
            yield break;
        }

        var user = situation.Subject.User;
        foreach (var (bound, facts) in situation.Tables.Where(static t => t.Facts.Exists))
        {
            var (usage, select) = situation.WillRead(bound.Name, facts.Usage, facts.Select);
            if (usage && select)
            {
                continue;
            }

            var fixes = new List<string>();
            if (!usage)
            {
                fixes.Add($"{Statements.GrantSchema(["USAGE"], bound.Name.Schema, user)};");
            }

            if (!select)
            {
                fixes.Add($"{Statements.Grant(["SELECT"], [bound.Name], user)};");
            }

            yield return new Diagnostic(PreflightDiagnostics.SelectMissing, bound.Path, $"The role {user} has no {(select ? "USAGE on the schema" : "SELECT on the whole")} of {bound.Name}. {PreflightDiagnostics.SelectMissing.Consequence}")
            {
                Fix = string.Join("\n", fixes),
            };
        }
    }
}
