namespace NeonFlow.Testing.Engine;

/// <summary>The null value.</summary>
/// <remarks>In pulumi/pulumi: NewNullProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class NullValue : PropertyValue
{
    internal static readonly NullValue Instance = new();

    private NullValue() { }

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is NullValue;

    /// <inheritdoc/>
    public override int GetHashCode() => 1;

    /// <inheritdoc/>
    public override string ToString() => "<null>";
}
