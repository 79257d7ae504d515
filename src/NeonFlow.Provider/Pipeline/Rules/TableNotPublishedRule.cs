using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Every bound table is, or will be, in the publication.</summary>
internal sealed class TableNotPublishedRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.TableNotPublished;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy => "`ALTER PUBLICATION … ADD TABLE …`, and for a capture that runs a raised `Backfill`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (!situation.HasPublication)
        {
            yield break;
        }

        foreach (var (bound, facts, seen) in situation.Tables)
        {
            // Partitioned tables hide behind their partitions, and partitions behind their table; those are other rules' words.
            var hidden = facts.Kind == RelationKind.PartitionedTable ? !situation.ViaPartitionRoot : seen.ListedAncestor is not null;
            if (facts is { Exists: true, Unpublishable: null } && !hidden && !situation.WillBePublished(bound.Name, facts.Listed))
            {
                yield return this.Found(
                        bound.Path,
                        $"The table {bound.Name} is not in the publication "
                            + $"{situation.Subject.Publication}{(bound.IsCaptured ? " any more" : "")}.",
                        $"{Statements.AddTables(situation.Subject.Publication, [new PublishedTable(bound.Name)])};   -- or add it to the "
                            + "Publication's tables"
                    )
                    .Losing(bound.Lost)
                    .Missing(bound);
            }
        }
    }
}
