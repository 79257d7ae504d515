namespace NeonFlow.Testing.Engine;

/// <summary>An object: members by name.</summary>
/// <remarks>In pulumi/pulumi: NewObjectProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class ObjectValue(PropertyMap members) : PropertyValue
{
    /// <summary>The members by name.</summary>
    public PropertyMap Members { get; } = members;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is ObjectValue o && o.Members.Equals(Members);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(6, Members.Count);

    /// <summary>The value for messages; a secret in it is hidden.</summary>
    public override string ToString() => Members.ToString();

    private protected override IEnumerable<PropertyValue> Children() => Members.Values;
}
