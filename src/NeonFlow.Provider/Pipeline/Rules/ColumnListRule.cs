using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The stream brings the columns that the backfill brings.</summary>
internal sealed class ColumnListRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.ColumnList;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication | CaptureAspects.Tables;

    public string Remedy => "the same without the column list";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        // A Publication of the program publishes its tables whole.
        if (situation.PlannedPublication is not null)
        {
            yield break;
        }

        foreach (var (bound, facts, seen) in situation.Tables)
        {
            // A list of all columns leaves out only what is added later.
            if (
                seen.ColumnList is { } listed
                && facts.Columns.Except(listed).Except(seen.Generated.Select(static g => g.Name)).ToList() is { Count: > 0 } missing
            )
            {
                // What was left out when the capture was published last may be wanted.
                var isNew = bound.Captured is { Columns: var then } && missing.Any(c => then is null || then.Contains(c));
                yield return this.Found(
                        bound.Path,
                        $"The publication {situation.Subject.Publication} has {bound.Name} under a column list, without "
                            + $"{string.Join(", ", missing)}{(isNew ? CapturedTable.Narrower : "")}.",
                        situation.PublishWhole(bound) + (isNew ? Say.OrAccept : "")
                    )
                    .Losing(isNew ? bound.Lost : [])
                    .AsWarning(when: !isNew)
                    .Missing(bound);
            }
        }
    }
}
