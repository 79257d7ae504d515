using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The publication's name is one that pgoutput finds.</summary>
internal sealed class PublicationNameRule : ICaptureRule
{
    public DiagnosticCode Code => PostgresDiagnostics.PublicationName;

    public CaptureAspects RestsOn => CaptureAspects.PublicationName;

    public string Remedy => "`ALTER PUBLICATION … RENAME TO …` and the same `PublicationName`; a `-` may stay, the connector copes with it";

    /// <summary>What is wrong with a name; null where pgoutput finds it.</summary>
    public static Diagnostic? Fault(string name, string path) => Fault(name, path, isPublication: false);

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        var (name, path) = (situation.Subject.Publication, situation.Subject.PublicationPath);
        if (name.Length > 0 && Fault(name, path, situation.Facts?.Publication is not null) is { } fault)
        {
            yield return fault;
        }
    }

    private static Diagnostic? Fault(string name, string path, bool isPublication)
    {
        if ((Identifier.Fault(name) ?? (Identifier.IsPlainLowerCase(name) ? null : "is not plain lower case")) is not { } fault)
        {
            return null;
        }

        var plain = Identifier.PlainLowerCase(name);
        var inProgram = Say.Input(Say.InputOf(path), plain);
        return new Diagnostic(
            PostgresDiagnostics.PublicationName,
            path,
            $"The publication name {name} {fault} (letters, digits, _ and -). {PostgresDiagnostics.PublicationName.Consequence}"
        )
        {
            Fix = isPublication
                ? $"ALTER PUBLICATION {Identifier.Quote(name)} RENAME TO {Identifier.Quote(plain)};   -- before the capture's first "
                    + $"start; one that has started needs a backfill as well\n{Say.InProgram(inProgram)}"
                : inProgram,
        };
    }
}
