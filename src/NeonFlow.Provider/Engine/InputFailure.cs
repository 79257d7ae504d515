using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>A failed check: the property as the engine may print it, and the reason.</summary>
internal sealed record InputFailure(string Property, string Reason)
{
    /// <summary>
    /// The engine prints the value of a property that a failure names, secrets included, when it is a top-level one; so only what the shape
    /// knows to be harmless, and what the redactor would print as it is, is named; all else goes into the reason.
    /// </summary>
    public static InputFailure Of(ShapeInfo shape, Diagnostic diagnostic, PropertyValue.Map inputs, Redactor redactor)
    {
        if (shape[diagnostic.Path] is { Value.HoldsSecrets: false } && inputs[diagnostic.Path] is { } value && IsHarmless(value, redactor))
        {
            return new(diagnostic.Path, ShownText.Cut(redactor.Redact(diagnostic.ToString(), inputs)));
        }
        return new("", ShownText.Cut(redactor.Redact(diagnostic.Located, inputs)));
    }

    /// <summary>All failures of an answer, or as many as fit into one.</summary>
    public static IReadOnlyList<InputFailure> All(
        ShapeInfo shape,
        IReadOnlyList<Diagnostic> diagnostics,
        PropertyValue.Map inputs,
        Redactor redactor
    ) => Fit(diagnostics, d => Of(shape, d, inputs, redactor));

    /// <inheritdoc cref="All"/>
    public static IReadOnlyList<InputFailure> Fit(IReadOnlyList<Diagnostic> diagnostics, Func<Diagnostic, InputFailure> write) =>
        ShownText.Fit(diagnostics, write, static f => f.Property.Length + f.Reason.Length, static text => new("", text));

    private static bool IsHarmless(PropertyValue value, Redactor redactor) =>
        value switch
        {
            PropertyValue.Secret => false,
            PropertyValue.Text text => redactor.Redact(text.Value, text) == text.Value,
            PropertyValue.List list => list.Items.All(i => IsHarmless(i, redactor)),
            PropertyValue.Map map => map.Entries.All(e => IsHarmless(e.Key, redactor) && IsHarmless(e.Value, redactor)),
            _ => true,
        };
}
