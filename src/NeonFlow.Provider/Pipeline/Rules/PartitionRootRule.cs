using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>Partitioned tables come under their own name.</summary>
internal sealed class PartitionRootRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PartitionRoot;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (!situation.PublicationThere || situation.ViaPartitionRoot)
        {
            yield break;
        }

        foreach (var (bound, _, _) in situation.Tables.Where(static t => t.Facts.Kind == RelationKind.PartitionedTable))
        {
            yield return this.Found(
                bound.Path,
                $"{bound.Name} is partitioned, and the publication {situation.Subject.Publication} shows its partitions instead.",
                $"{Statements.SetOptions(situation.Subject.Publication, null, true)};   -- or ViaPartitionRoot = "
                    + $"true{(bound.IsCaptured ? $"\n-- for what changed meanwhile, besides:\n{Say.InProgram(situation.Subject.Backfill())}" : "")}"
            );
        }
    }
}
