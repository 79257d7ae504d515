using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Partitioned tables come under their own name.</summary>
internal sealed class PartitionRootRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PartitionRoot;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy =>
        "`ALTER PUBLICATION … SET (publish_via_partition_root = true)`, and for a capture that runs a raised `Backfill`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (!situation.HasPublication || situation.ViaPartitionRoot)
        {
            yield break;
        }

        foreach (var (bound, _, _) in situation.Tables.Where(static t => t.Facts.Kind == RelationKind.PartitionedTable))
        {
            yield return this.Found(
                    bound.Path,
                    $"{bound.Name} is partitioned, and the publication {situation.Subject.Publication} shows its partitions instead.",
                    $"{Statements.SetOptions(situation.Subject.Publication, null, true)};"
                        + situation.Subject.OrOn("Publication", "ViaPartitionRoot = true")
                )
                .Losing(bound.Lost)
                .Missing(bound);
        }
    }
}
