using NeonFlow.Postgres;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>The publication's name is one that pgoutput finds.</summary>
internal sealed class PublicationNameRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        var name = situation.Subject.Publication;
        if (!Identifier.IsPlainLowerCase(name))
        {
            yield return new Diagnostic(PreflightDiagnostics.PublicationName, situation.Subject.PublicationPath, $"The publication name {name} is not plain lower case. {PreflightDiagnostics.PublicationName.Consequence}")
            {
                Fix = Fixes.PublicationName(name, situation.Facts?.Publication is not null),
            };
        }
    }
}
