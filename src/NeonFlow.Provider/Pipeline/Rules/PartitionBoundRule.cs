using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>A partition that is bound itself is published under its own name.</summary>
internal sealed class PartitionBoundRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PartitionBound;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy => "the partitioned table in `Tables`, in place of its partition";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts, seen) in situation.Tables)
        {
            if (RepairedTables.RootOf(facts, seen, situation.ViaPartitionRoot) is { } root)
            {
                yield return this.Found(
                    bound.Path,
                    $"{bound.Name} is a partition, and the publication {situation.Subject.Publication} shows its changes as those of "
                        + $"{root}.",
                    $"{situation.RepairedInput()}   // the partitioned table, with all of its partitions"
                );
            }
        }
    }
}
