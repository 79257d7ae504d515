using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The capture's role can read every bound table, all columns.</summary>
internal sealed class SelectRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.SelectMissing;

    public CaptureAspects RestsOn => CaptureAspects.Role | CaptureAspects.Rights | CaptureAspects.Tables;

    public string Remedy => "`GRANT SELECT ON TABLE … TO …`, `GRANT USAGE ON SCHEMA … TO …`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.RoleUnknown)
        {
            yield break;
        }

        var user = situation.Subject.User;
        foreach (var (bound, facts, seen) in situation.Tables.Where(static t => t.Facts.Exists))
        {
            var (usage, select) = situation.WillRead(bound.Name, facts.Usage, facts.Select);
            if (usage && select)
            {
                continue;
            }

            var some = !select && facts.Select == false && seen.UnreadableColumns.Count < facts.Columns.Count;
            var what =
                select ? "has no USAGE on the schema of"
                : !some ? "has no SELECT on"
                : seen.UnreadableColumns.Count == 0 ? "has SELECT on each column there is now, but not on the next one, of"
                : $"has SELECT on some columns only (not on {string.Join(", ", seen.UnreadableColumns)}) of";
            string[] fixes =
            [
                .. usage ? [] : new[] { $"{Statements.GrantSchema(["USAGE"], bound.Name.Schema, user)};" },
                .. select ? [] : new[] { $"{Statements.Grant(["SELECT"], [bound.Name], user)};" },
            ];
            // SELECT * works as long as every column may be read.
            yield return this.Found(bound.Path, $"The role {user} {what} {bound.Name}.", string.Join("\n", fixes))
                .AsWarning(when: usage && some && seen.UnreadableColumns.Count == 0);
        }
    }
}
