namespace NeonFlow.Testing.Engine;

/// <summary>A value that must not be shown or stored in clear.</summary>
/// <remarks>In pulumi/pulumi: Secret (sdk/go/common/resource/properties.go).</remarks>
public sealed class SecretValue(PropertyValue element) : PropertyValue
{
    /// <summary>The value that is kept secret.</summary>
    public PropertyValue Element { get; } = element;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is SecretValue s && s.Element.Equals(Element);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(7, Element);

    /// <summary>Never the value: a tree that is written into a message by mistake shows no secret.</summary>
    public override string ToString() => "[secret]";

    private protected override IEnumerable<PropertyValue> Children() => [Element];
}
