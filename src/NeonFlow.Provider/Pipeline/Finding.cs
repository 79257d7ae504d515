using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What a rule found.</summary>
/// <param name="Diagnostic">The words.</param>
/// <param name="Weight">How grave it is.</param>
internal readonly record struct Finding(Diagnostic Diagnostic, Weight Weight)
{
    /// <summary>Bindings whose changes are lost until they are captured again, as <see cref="CaptureLoss.Bindings"/> has them.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Tables that the program captures again besides what the fix says.</summary>
    public IReadOnlyList<BoundTable> Again { get; init; } = [];

    public static implicit operator Finding(Diagnostic diagnostic) => new(diagnostic, Weight.Failure);

    /// <summary>The same thing at the same place is the same finding, in whatever words.</summary>
    public bool Equals(Finding other) => other.Diagnostic.Code == Diagnostic.Code && other.Diagnostic.Path == Diagnostic.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Diagnostic.Code.Id, Diagnostic.Path);
}
