using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The publication exists, or will.</summary>
internal sealed class PublicationMissingRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation is { Facts: not null, PublicationThere: false })
        {
            var tables = situation.Subject.Tables.Select(static t => t.Name).Order().Select(static t => new PublishedTable(t)).ToList();
            yield return new Diagnostic(PreflightDiagnostics.PublicationMissing, situation.Subject.PublicationPath, $"The publication {situation.Subject.Publication} does not exist. {PreflightDiagnostics.PublicationMissing.Consequence}")
            {
                Fix = $"{Statements.CreatePublication(situation.Subject.Publication, false, tables, [], PublicationHandler.AllOperations, true)};   -- or a postgres:Publication that the capture depends on",
            };
        }
    }
}
