using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>Inputs to check.</summary>
public sealed class CheckContext<T>
{
    private readonly List<Diagnostic> _failures = [];

    internal CheckContext(T inputs, UnknownSet unknown)
    {
        Inputs = inputs;
        Unknown = unknown;
    }

    /// <summary>The program's inputs with defaults; unknown ones have their type's default.</summary>
    public T Inputs { get; }

    /// <summary>What is unknown in <see cref="Inputs"/>.</summary>
    public UnknownSet Unknown { get; }

    /// <summary>All failures so far.</summary>
    public IReadOnlyList<Diagnostic> Failures => _failures;

    /// <summary>Reports a failure; all of them are shown at once.</summary>
    public void Fail(Diagnostic diagnostic) => _failures.Add(diagnostic);

    /// <summary>Reports a failure.</summary>
    public void Fail(DiagnosticCode code, string path, string message, string? fix = null) =>
        _failures.Add(new(code, path, message) { Fix = fix });

    /// <summary>Whether the value at a path is fully known; <c>nameof</c> of a property will do.</summary>
    public bool IsKnown(string path) => !Unknown.Contains(PropertyPath.Of(path));
}
