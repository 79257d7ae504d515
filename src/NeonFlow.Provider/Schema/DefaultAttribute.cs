namespace NeonFlow.Provider.Schema;

/// <summary>Value that Check fills in when the program leaves the input out.</summary>
/// <param name="value">The constant: string, bool, int, or an enum's wire text.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(object value) : Attribute
{
    /// <summary>The constant.</summary>
    public object Value { get; } = value;
}
