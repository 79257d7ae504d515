using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The publication publishes insert, update and delete.</summary>
internal sealed class OperationsRule : ICaptureRule
{
    private static readonly string[] Needed = ["insert", "update", "delete"];

    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        if (situation.Operations is { } operations && Needed.Except(operations).ToList() is { Count: > 0 } missing)
        {
            yield return new Diagnostic(PreflightDiagnostics.OperationsMissing, situation.Subject.PublicationPath, $"The publication {situation.Subject.Publication} does not publish {string.Join(" and ", missing)}. {PreflightDiagnostics.OperationsMissing.Consequence}")
            {
                Fix = $"{Statements.SetOptions(situation.Subject.Publication, PublicationHandler.AllOperations, null)};   -- then backfill what was missed",
            };
        }
    }
}
