namespace NeonFlow.Testing.Engine;

/// <summary>A text.</summary>
/// <remarks>In pulumi/pulumi: NewStringProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class StringValue(string value) : PropertyValue
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is StringValue s && s.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
