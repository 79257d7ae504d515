using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The watermarks table is there and the capture's role can write it.</summary>
internal sealed class WatermarksRule : ICaptureRule
{
    private static readonly string[] Needed = ["SELECT", "INSERT", "UPDATE"];

    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Subject.WatermarksTable is not { } name || !TableName.TryParse(name, out var table, out _) || situation.Facts?.Watermarks is not { } facts)
        {
            yield break;
        }

        var user = situation.Subject.User;
        var coming = situation.Intents.Watermarks.Where(w => w.Table == table.ToString()).ToList();
        if (facts.ShapeFault is { } fault)
        {
            yield return Found(situation, $"The watermarks table {table} {fault}.", $"ALTER TABLE {table.Sql} RENAME TO {Identifier.Quote(table.Name + "_old")};\n{Statements.CreateWatermarks(table)};\n{Statements.Grant(Needed, [table], user)};");
            yield break;
        }

        if (coming.Any(w => w.Role == user))
        {
            yield break;
        }

        if (!facts.Exists && coming.Count == 0)
        {
            var publish = situation.PublicationThere && !situation.WillBePublished(table, listedNow: false) ? $"\n{Statements.AddTables(situation.Subject.Publication, [new PublishedTable(table)])};" : "";
            yield return Found(situation, $"The watermarks table {table} does not exist.", $"{Statements.CreateWatermarks(table)};\n{Statements.Grant(Needed, [table], user)};{publish}\n-- or a postgres:WatermarksTable that the capture depends on");
            yield break;
        }

        if (!facts.RoleExists)
        {
            yield break;
        }

        var missing = Needed.Except(facts.Effective).Except(situation.Granted(table)).ToList();
        var usage = facts.Usage == true || situation.WillRead(table, facts.Usage, true).Usage;
        if (missing.Count > 0 || !usage)
        {
            yield return Found(
                situation,
                $"The role {user} lacks {(missing.Count > 0 ? string.Join(", ", missing) : "USAGE on the schema")} of the watermarks table {table}; its upsert needs all of SELECT, INSERT and UPDATE.",
                string.Join("\n", new[] { usage ? null : $"{Statements.GrantSchema(["USAGE"], table.Schema, user)};", missing.Count == 0 ? null : $"{Statements.Grant(missing, [table], user)};" }.Where(static s => s is not null)));
        }
    }

    private static Diagnostic Found(CaptureSituation situation, string text, string fix) =>
        new(PreflightDiagnostics.WatermarksMissing, situation.Subject.WatermarksPath, $"{text} {PreflightDiagnostics.WatermarksMissing.Consequence}") { Fix = fix };
}
