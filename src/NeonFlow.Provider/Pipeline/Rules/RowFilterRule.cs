using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The stream brings the rows that the backfill brings.</summary>
internal sealed class RowFilterRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.RowFilter;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy => "`ALTER PUBLICATION … DROP TABLE …` and `ADD TABLE …` without the filter, in one transaction";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        // A Publication of the program publishes its tables whole.
        if (situation.PlannedPublication is not null)
        {
            yield break;
        }

        foreach (var (bound, _, seen) in situation.Tables.Where(static t => t.Seen.Filter is not null))
        {
            // One that was there when the capture was published last may be wanted.
            var isNew = bound.Captured is { Filter: var then } && then != seen.Filter;
            yield return this.Found(
                    bound.Path,
                    $"The publication {situation.Subject.Publication} has {bound.Name} under the row filter {seen.Filter}"
                        + $"{(isNew ? CapturedTable.Narrower : "")}.",
                    situation.PublishWhole(bound) + (isNew ? Say.OrAccept : "")
                )
                .Losing(isNew ? bound.Lost : [])
                .AsWarning(when: !isNew)
                .Missing(bound);
        }
    }
}
