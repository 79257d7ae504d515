namespace NeonFlow.Provider.Schema;

/// <summary>Anything said to the user about what is wrong: code, place, reason, fix.</summary>
/// <param name="Code">Catalogue entry.</param>
/// <param name="Path">Property path of the input it is about (<c>nameof</c> of a property will do); empty for the whole resource.</param>
/// <param name="Message">What is wrong and why the pipeline would fail, with the values at hand; never a secret.</param>
public sealed record Diagnostic(DiagnosticCode Code, string Path, string Message)
{
    /// <summary>Property path of the input it is about; empty for the whole resource.</summary>
    public string Path { get; init; } = PropertyPath.Of(Path);

    /// <summary>The exact SQL or C# that fixes it; null where the message says it all.</summary>
    public string? Fix { get; init; }

    /// <summary>What kind of failure it is.</summary>
    public FailureKind Kind { get; init; } = FailureKind.Invalid;

    /// <summary>What failures of several calls have in common: it is said once in an operation. Default: the message.</summary>
    public string Cause { get; init; } = $"{Code.Id}: {Message}";

    /// <summary>The text people see: code, message, and the fix on lines of its own.</summary>
    public override string ToString() =>
        Fix is null ? $"{Code.Id}: {Message}" : $"{Code.Id}: {Message}\n  fix: {Fix.ReplaceLineEndings("\n       ")}";

    /// <summary>
    /// The text with the place that it is about, where the message does not begin with it: <c>NF5003 at tables[2]: …</c>.
    /// </summary>
    public string Located =>
        Path.Length == 0 || Message.StartsWith(Path, StringComparison.Ordinal)
            ? ToString()
            : $"{Code.Id} at {Path}{ToString()[Code.Id.Length..]}";
}
