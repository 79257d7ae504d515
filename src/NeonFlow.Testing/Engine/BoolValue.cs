namespace NeonFlow.Testing.Engine;

/// <summary>A truth value.</summary>
/// <remarks>In pulumi/pulumi: NewBoolProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class BoolValue : PropertyValue
{
    internal static readonly BoolValue True = new(true);
    internal static readonly BoolValue False = new(false);

    private BoolValue(bool value) => Value = value;

    public bool Value { get; }

    public override bool Equals(PropertyValue? other) => other is BoolValue b && b.Value == Value;

    public override int GetHashCode() => Value ? 3 : 4;

    public override string ToString() => Value ? "true" : "false";
}
