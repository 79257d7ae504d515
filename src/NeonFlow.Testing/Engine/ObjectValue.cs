namespace NeonFlow.Testing.Engine;

/// <summary>An object: members by name.</summary>
/// <remarks>In pulumi/pulumi: NewObjectProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class ObjectValue(PropertyMap members) : PropertyValue
{
    public PropertyMap Members { get; } = members;

    public override bool Equals(PropertyValue? other) => other is ObjectValue o && o.Members.Equals(Members);

    public override int GetHashCode() => HashCode.Combine(6, Members.Count);

    public override string ToString() => Members.ToString();

    private protected override IEnumerable<PropertyValue> Children() => Members.Values;
}
