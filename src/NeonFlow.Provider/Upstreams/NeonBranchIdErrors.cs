using NeonFlow.Neon;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Explains what is no id of a Neon branch.</summary>
public sealed class NeonBranchIdErrors : IScalarErrors<NeonBranchId>
{
    private NeonBranchIdErrors() { }

    /// <inheritdoc/>
    public static Diagnostic Explain(string text, string path) =>
        new(NeonDiagnostics.BadId, path, $"{NeonNames.BranchIdProblem(text)}.")
        {
            Fix = "BranchId = \"br-calm-river-a1b2c3d4\"   // or leave it out for the default branch",
        };
}
