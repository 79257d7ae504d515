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

    public string Remedy => "`ALTER PUBLICATION … SET (publish = …)`; only deletes left out is a warning";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Operations is { } operations && Needed.Except(operations).ToList() is { Count: > 0 } missing)
        {
            // Without deletes everything else arrives, and so do the watermarks; that may be wanted.
            var stalls = situation.Subject.WatermarksTable is not null && missing.Any(static o => o != "delete");
            var besides = situation.Subject.BackfillBesides(situation.Subject.Backfill());
            yield return this.Found(
                    situation.Subject.PublicationPath,
                    $"The publication {situation.Subject.Publication} does not publish {string.Join(" and ", missing)}.",
                    $"{Statements.SetOptions(situation.Subject.Publication, PublicationOperations.All, null)};{besides}"
                )
                .Losing(stalls ? situation.Subject.GoingOn : [])
                .AsWarning(when: !stalls);
        }
    }
}
