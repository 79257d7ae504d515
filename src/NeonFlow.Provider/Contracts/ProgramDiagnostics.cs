using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>Codes about what resources of a program do to each other (among NF5xxx).</summary>
public static class ProgramDiagnostics
{
    /// <summary>A delete would break a capture of the program.</summary>
    public static readonly DiagnosticCode StillNeeded = new(
        "NF5053",
        "a capture of the program still needs what would be deleted",
        "The capture stays in the program and would stop, or lose changes in silence."
    );
}
