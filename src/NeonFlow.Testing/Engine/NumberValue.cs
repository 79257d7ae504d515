using System.Globalization;

namespace NeonFlow.Testing.Engine;

/// <summary>A number; the protocol knows doubles only.</summary>
/// <remarks>In pulumi/pulumi: NewNumberProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class NumberValue(double value) : PropertyValue
{
    public double Value { get; } = value;

    public override bool Equals(PropertyValue? other) => other is NumberValue n && n.Value.Equals(Value);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}
