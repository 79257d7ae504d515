namespace NeonFlow.Testing.Engine;

/// <summary>A text.</summary>
/// <remarks>In pulumi/pulumi: NewStringProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class StringValue(string value) : PropertyValue
{
    public string Value { get; } = value;

    public override bool Equals(PropertyValue? other) => other is StringValue s && s.Value == Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value;
}
