using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres.WatermarksTable;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The watermarks table is, or will be, in the publication, with every row and both columns.</summary>
internal sealed class WatermarksPublishedRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.WatermarksNotPublished;

    public CaptureAspects RestsOn => CaptureAspects.Watermarks | CaptureAspects.PublicationName | CaptureAspects.Publication;

    public string Remedy => "`ALTER PUBLICATION … ADD TABLE …`; one that is in there in part leaves first";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (!situation.HasPublication || situation.Subject.WatermarksTable is not { } table || situation.Facts?.Watermarks is not { } facts)
        {
            yield break;
        }

        // The statement or resource that makes the table publishes it as well.
        if (facts.Fault is not null || (!facts.Exists && !situation.Planned<WatermarksTable>().Any(w => w.Table == table)))
        {
            yield break;
        }

        var (path, publication) = (situation.Subject.WatermarksPath, situation.Subject.Publication);
        if (!situation.WillBePublished(table, facts.Published))
        {
            yield return this.Found(
                path,
                $"The watermarks table {table} is not in the publication {publication}.",
                $"{Statements.AddTables(publication, [new PublishedTable(table)])};"
                    + situation.Subject.OrOn("WatermarksTable", $"Publication = \"{publication}\"")
            );
        }
        else if (facts.LeftOut is { Count: > 0 } columns)
        {
            yield return this.Found(
                path,
                $"The publication {publication} has the watermarks table {table} without its {TextList.And(columns)}.",
                Whole(publication, table)
            );
        }
        else if (facts.Filter is { } filter)
        {
            yield return this.Found(
                    path,
                    $"The publication {publication} has the watermarks table {table} under the row filter {filter}, "
                        + (
                            facts.FilterPasses == false
                                ? $"so that no watermark of the slot {situation.Subject.Slot} arrives."
                                : "so that watermarks may never arrive."
                        ),
                    Whole(publication, table)
                )
                .AsWarning(when: facts.FilterPasses != false);
        }
    }

    private static string Whole(string publication, TableName table) =>
        $"{Statements.DropTables(publication, [table])};\n{Statements.AddTables(publication, [new PublishedTable(table)])};";
}
