using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What a rule found.</summary>
/// <param name="Diagnostic">The words.</param>
/// <param name="Weight">How grave it is.</param>
internal readonly record struct Finding(Diagnostic Diagnostic, Weight Weight)
{
    /// <summary>Bindings whose changes are lost until they are captured again, as <see cref="CaptureLoss.Bindings"/> has them.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>Whether the capture cannot go on while this stands, although it can in other cases of the same rule.</summary>
    public bool Stops { get; init; }

    /// <summary>Tables that the program captures again besides what the fix says.</summary>
    public IReadOnlyList<BoundTable> Again { get; init; } = [];

    /// <summary>The same under what the program says of losses.</summary>
    /// <param name="subject">The capture.</param>
    /// <param name="isAcceptable">Whether the capture can go on without what is lost.</param>
    /// <param name="isHealed">Whether to capture again is all that has to be done.</param>
    public Finding Under(CaptureSubject subject, bool isAcceptable, bool isHealed) =>
        Lost.Count > 0
        && Weight == Weight.Failure
        && (subject.IsLossOpen ? isAcceptable || isHealed : isAcceptable && subject.OnLoss == LossPolicy.Accept)
            ? this with
            {
                Weight = Weight.Warning,
            }
            : this;

    public static implicit operator Finding(Diagnostic diagnostic) => new(diagnostic, Weight.Failure);

    /// <summary>The same thing at the same place is the same finding, in whatever words.</summary>
    public bool Equals(Finding other) => other.Diagnostic.Code == Diagnostic.Code && other.Diagnostic.Path == Diagnostic.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Diagnostic.Code.Id, Diagnostic.Path);
}
