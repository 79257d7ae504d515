using System.Globalization;

namespace NeonFlow.Provider.Schema;

/// <summary>
/// Says that a shape has properties of a type that is text on the wire. Needed once per type and shape: it parses the text and makes arrays
/// without run-time code generation.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class ScalarAttribute : Attribute
{
    internal abstract Type Type { get; }

    internal abstract Array NewArray(int length);

    internal abstract object? Parse(string text);

    internal abstract bool IsDefault(object value);

    internal abstract Diagnostic Explain(string text, string path);
}

/// <inheritdoc cref="ScalarAttribute"/>
/// <typeparam name="T">The type; its <see cref="object.ToString"/> is the text that it was parsed from, or means the same.</typeparam>
/// <typeparam name="TErrors">Explains what the type refuses.</typeparam>
public sealed class ScalarAttribute<T, TErrors> : ScalarAttribute
    where T : IParsable<T>
    where TErrors : IScalarErrors<T>
{
    internal override Type Type => typeof(T);

    internal override Array NewArray(int length) => new T[length];

    internal override object? Parse(string text) => T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal override bool IsDefault(object value) => EqualityComparer<T>.Default.Equals((T)value, default);

    internal override Diagnostic Explain(string text, string path) => TErrors.Explain(text, path);
}
