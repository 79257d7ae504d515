namespace NeonFlow.Testing.Engine;

/// <summary>A text.</summary>
public sealed class StringValue(string value) : PropertyValue
{
    public string Value { get; } = value;

    public override bool Equals(PropertyValue? other) => other is StringValue s && s.Value == Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value;
}
