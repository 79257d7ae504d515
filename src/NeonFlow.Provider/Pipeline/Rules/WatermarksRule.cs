using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;
using NeonFlow.Provider.Schema;
using TaskStatus = NeonFlow.Estuary.TaskStatus;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The watermarks table is there and the capture's role can write it.</summary>
internal sealed class WatermarksRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.WatermarksMissing;

    public CaptureAspects RestsOn => CaptureAspects.Watermarks | CaptureAspects.Role;

    public string Remedy =>
        "`GRANT …`, or `CREATE TABLE …`, `GRANT …` and `ALTER PUBLICATION … ADD TABLE …`; a table of another shape is renamed first; "
        + "`ALTER TABLE … ADD PRIMARY KEY (slot)` or `REPLICA IDENTITY …` where only that is missing; "
        + "`DROP RULE …`; `ALTER TABLE … DISABLE TRIGGER …` and `DROP CONSTRAINT …` (a warning); "
        + "`ALTER TABLE … DISABLE ROW LEVEL SECURITY`; `ALTER ROLE … RESET default_transaction_read_only`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Subject.WatermarksTable is not { } table || situation.Facts?.Watermarks is not { } facts)
        {
            yield break;
        }

        var user = situation.Subject.User;
        var coming = situation.Planned<WatermarksTable>().Where(w => w.Table == table).ToList();
        var make = $"{WatermarksFacts.CreateStatement(table)};\n{Statements.Grant(WatermarksFacts.Needed, [table], user)};";
        var publish = situation.AddToPublication(table);
        var path = situation.Subject.WatermarksPath;
        if (facts.Fault is { } fault)
        {
            var unlist = facts.Published ? $"{Statements.DropTables(situation.Subject.Publication, [table])};\n" : "";
            yield return this.Found(
                path,
                $"The watermarks table {table} {fault}.",
                RepairSql.Watermarks(facts, table, make, publish, unlist)
            );
            yield break;
        }

        if (Interference(situation, facts, table) is { } interference)
        {
            yield return interference;
        }

        if (situation.Facts.Role is { ResetsReadOnly: { } reset })
        {
            yield return this.Found(
                situation.Subject.UserPath,
                $"Sessions of the role {user} are read-only by a setting (default_transaction_read_only), so that it cannot write the "
                    + $"watermarks table {table}.",
                $"{reset}\n-- or in the program: ReadOnly = true"
            );
        }

        if (coming.Any(w => w.Role == user))
        {
            yield break;
        }

        if (!facts.Exists && coming.Count == 0)
        {
            yield return this.Found(
                path,
                $"The watermarks table {table} does not exist.",
                $"{make}{publish}\n-- or a postgres:WatermarksTable that the capture depends on"
            );
            yield break;
        }

        if (!facts.RoleExists)
        {
            yield break;
        }

        if (facts.RowSecurityFault(table, user) is var (text, security, isCertain))
        {
            yield return this.Found(path, text, security).AsWarning(when: !isCertain);
        }

        var missing = WatermarksFacts.Needed.Except(facts.Effective).Except(situation.Granted(table)).ToList();
        var usage = facts.Usage == true || situation.WillRead(table, facts.Usage, true).Usage;
        if (missing.Count > 0 || !usage)
        {
            string[] fixes =
            [
                .. usage ? [] : new[] { $"{Statements.GrantSchema(["USAGE"], table.Schema, user)};" },
                .. missing.Count == 0 ? [] : new[] { $"{Statements.Grant(missing, [table], user)};" },
            ];
            yield return this.Found(
                path,
                $"The role {user} lacks {(missing.Count > 0 ? string.Join(", ", missing) : "USAGE on the schema")} of the watermarks "
                    + $"table {table}; its upsert needs all of SELECT, INSERT and UPDATE.",
                string.Join("\n", fixes)
            );
        }
    }

    // With a rule no upsert does what it says. What a trigger or a constraint does nobody can tell; a capture that runs has come past it.
    private Finding? Interference(CaptureSituation situation, WatermarksFacts facts, TableName table)
    {
        var path = situation.Subject.WatermarksPath;
        if (facts.Rules.Count > 0)
        {
            return this.Found(
                path,
                $"The watermarks table {table} has {Named("rule", facts.Rules)} on INSERT or UPDATE: the server refuses the upsert, or "
                    + "does something else instead.",
                string.Join("\n", facts.Rules.Select(r => $"DROP RULE {Identifier.Quote(r)} ON {table.Sql};"))
            );
        }

        if ((facts.Triggers.Count == 0 && facts.Constraints.Count == 0) || situation.Subject.Status == TaskStatus.Ok)
        {
            return null;
        }

        string[] what =
        [
            .. facts.Triggers.Count == 0 ? [] : new[] { Named("trigger", facts.Triggers) },
            .. facts.Constraints.Count == 0 ? [] : new[] { Named("constraint", facts.Constraints) },
        ];
        return this.Found(
                path,
                $"The watermarks table {table} has {TextList.And(what)}, which may refuse or change what the connector writes.",
                string.Join(
                    "\n",
                    facts
                        .Triggers.Select(t => $"ALTER TABLE {table.Sql} DISABLE TRIGGER {Identifier.Quote(t)};")
                        .Concat(facts.Constraints.Select(c => $"ALTER TABLE {table.Sql} DROP CONSTRAINT {Identifier.Quote(c)};"))
                )
            )
            .AsWarning();
    }

    private static string Named(string kind, IReadOnlyList<string> names) =>
        $"the {kind}{(names.Count == 1 ? "" : "s")} {TextList.And([.. names.Select(Identifier.Bare)])}";
}
