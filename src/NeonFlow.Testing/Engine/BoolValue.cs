namespace NeonFlow.Testing.Engine;

/// <summary>A truth value.</summary>
/// <remarks>In pulumi/pulumi: NewBoolProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class BoolValue : PropertyValue
{
    internal static readonly BoolValue True = new(true);
    internal static readonly BoolValue False = new(false);

    private BoolValue(bool value) => Value = value;

    /// <summary>True or false.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is BoolValue b && b.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value ? 3 : 4;

    /// <inheritdoc/>
    public override string ToString() => Value ? "true" : "false";
}
