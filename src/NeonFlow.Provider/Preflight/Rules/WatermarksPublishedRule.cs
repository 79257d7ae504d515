using NeonFlow.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The watermarks table is, or will be, in the publication.</summary>
internal sealed class WatermarksPublishedRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.PublicationThere && situation.Subject.WatermarksTable is { } name && TableName.TryParse(name, out var table, out _)
            && situation.Facts?.Watermarks is { } facts && (facts.Exists || situation.Intents.Watermarks.Any(w => w.Table == name)) && !situation.WillBePublished(table, facts.Published))
        {
            yield return new Diagnostic(PreflightDiagnostics.WatermarksNotPublished, situation.Subject.WatermarksPath, $"The watermarks table {table} is not in the publication {situation.Subject.Publication}. {PreflightDiagnostics.WatermarksNotPublished.Consequence}")
            {
                Fix = $"{Statements.AddTables(situation.Subject.Publication, [new PublishedTable(table)])};   -- or Publication = \"{situation.Subject.Publication}\" on the WatermarksTable",
            };
        }
    }
}
