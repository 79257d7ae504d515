using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The publication's name is one that pgoutput finds.</summary>
internal sealed class PublicationNameRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.PublicationName;

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        var name = situation.Subject.Publication;
        if (!Identifier.IsPlainLowerCase(name))
        {
            var plain = Say.Plain(name);
            var inProgram = Say.Input("PublicationName", plain);
            yield return this.Found(
                situation.Subject.PublicationPath,
                $"The publication name {name} is not plain lower case (letters, digits, _ and -).",
                situation.Facts?.Publication is null
                    ? inProgram
                    : $"ALTER PUBLICATION {Identifier.Quote(name)} RENAME TO {Identifier.Quote(plain)};   -- before the capture's first "
                        + $"start; one that has started needs a backfill as well\n{Say.InProgram(inProgram)}"
            );
        }
    }
}
