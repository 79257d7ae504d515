namespace NeonFlow.Testing.Engine;

/// <summary>A value that is not known yet (only in previews).</summary>
/// <remarks>In pulumi/pulumi: Computed (sdk/go/common/resource/properties.go).</remarks>
public sealed class UnknownValue : PropertyValue
{
    internal static readonly UnknownValue Instance = new();

    private UnknownValue() { }

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is UnknownValue;

    /// <inheritdoc/>
    public override int GetHashCode() => 2;

    /// <inheritdoc/>
    public override string ToString() => "[unknown]";
}
