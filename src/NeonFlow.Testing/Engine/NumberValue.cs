using System.Globalization;

namespace NeonFlow.Testing.Engine;

/// <summary>A number; the protocol knows doubles only.</summary>
/// <remarks>In pulumi/pulumi: NewNumberProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class NumberValue(double value) : PropertyValue
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is NumberValue n && n.Value.Equals(Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}
