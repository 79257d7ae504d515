using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The publication exists, or will.</summary>
internal sealed class PublicationMissingRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PublicationMissing;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName | CaptureAspects.Publication;

    public string Remedy => "`CREATE PUBLICATION … FOR TABLE …`, and for a capture that has run a raised `Backfill`";

    // What was written while there was none cannot be decoded by it.
    public LossAcceptance Acceptance => LossAcceptance.Never;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation is not { Facts: not null, HasPublication: false })
        {
            yield break;
        }

        // Tables that do not exist have a rule of their own.
        var tables = situation
            .Tables.Where(static t => t.Facts is { Exists: true, Unpublishable: null })
            .Select(static t => t.Bound.Name)
            .ToHashSet();
        if (
            situation.Facts.Watermarks is { Exists: true, Kind: RelationKind.Table, Unlogged: false }
            && situation.Subject.WatermarksTable is { } watermarks
        )
        {
            tables.Add(watermarks);
        }

        var create = Statements.CreatePublication(
            situation.Subject.Publication,
            false,
            [.. tables.Order().Select(static t => new PublishedTable(t))],
            [],
            PublicationOperations.All,
            true
        );
        yield return this.Found(
                situation.Subject.PublicationPath,
                $"The publication {situation.Subject.Publication} does not exist.",
                $"{create};   -- or a postgres:Publication that the capture depends "
                    + $"on{situation.Subject.BackfillBesides(situation.Subject.Backfill())}"
            )
            .Losing(situation.Subject.GoingOn);
    }
}
