using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Explains what is no id of a Neon project.</summary>
public sealed class NeonProjectIdErrors : IScalarErrors<NeonProjectId>
{
    private NeonProjectIdErrors() { }

    /// <inheritdoc/>
    public static Diagnostic Explain(string text, string path) =>
        new(NeonDiagnostics.BadId, path, $"{NeonNames.ProjectIdProblem(text)}.")
        {
            Fix = "ProjectId = \"quiet-lake-12345678\"   // the id in the console's address, not the name",
        };
}
