namespace NeonFlow.Provider.Schema;

/// <summary>The failure of an operation, as one or more diagnostics.</summary>
public sealed class DiagnosticException : Exception
{
    /// <summary>One diagnostic.</summary>
    public DiagnosticException(Diagnostic diagnostic, Exception? inner = null)
        : this([diagnostic], inner) { }

    /// <summary>Several at once; at least one.</summary>
    public DiagnosticException(IReadOnlyList<Diagnostic> diagnostics, Exception? inner = null)
        : base(string.Join("\n", diagnostics), inner) => Diagnostics = diagnostics;

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>What all of them are about; where there are several they are then numbered below it, each with its place.</summary>
    public string? Heading { get; init; }

    /// <summary>The text people see.</summary>
    public string Text =>
        Heading is null || Diagnostics.Count == 1
            ? string.Join("\n", Diagnostics.Select(static d => d.Located))
            : string.Join("\n", Diagnostics.Select(Numbered).Prepend(Heading));

    private static string Numbered(Diagnostic diagnostic, int index) => $"{index + 1}. {diagnostic.Located}".ReplaceLineEndings("\n   ");
}
