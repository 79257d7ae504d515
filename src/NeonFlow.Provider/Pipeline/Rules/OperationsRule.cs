using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The publication publishes insert, update and delete.</summary>
internal sealed class OperationsRule : ICaptureRule
{
    private static readonly string[] Needed = ["insert", "update", "delete"];

    public DiagnosticCode Code => PreflightDiagnostics.OperationsMissing;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication;

    public string Remedy => "`ALTER PUBLICATION … SET (publish = …)`; only deletes left out, where they were so before, is a warning";

    public LossAcceptance Acceptance => LossAcceptance.Always;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Operations is { } operations && Needed.Except(operations).ToList() is { Count: > 0 } missing)
        {
            // Without deletes everything else arrives, and so do the watermarks; that may be wanted, where it was so before.
            var subject = situation.Subject;
            var stalls = subject.WatermarksTable is not null && missing.Any(static o => o != "delete");
            var isNew = subject.Position is { } then && missing.Any(then.Operations.Contains) && subject.GoingOn.Count > 0;
            var besides = subject.BackfillBesides(subject.Backfill());
            yield return this.Found(
                    subject.PublicationPath,
                    $"The publication {subject.Publication} does not publish {string.Join(" and ", missing)}"
                        + $"{(isNew ? CapturedTable.Narrower : "")}.",
                    $"{Statements.SetOptions(subject.Publication, PublicationOperations.All, null)};{(isNew ? Say.OrAccept : "")}{besides}"
                )
                .Losing(stalls || isNew ? subject.GoingOn : [])
                .AsWarning(when: !stalls && !isNew) with
            {
                Stops = stalls,
            };
        }
    }
}
