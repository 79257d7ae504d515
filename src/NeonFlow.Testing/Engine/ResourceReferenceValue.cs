namespace NeonFlow.Testing.Engine;

/// <summary>A reference to another resource; the id is null for a component and unknown before it was created.</summary>
/// <remarks>In pulumi/pulumi: ResourceReference (sdk/go/common/resource/properties.go).</remarks>
public sealed class ResourceReferenceValue(string urn, PropertyValue? id, string packageVersion) : PropertyValue
{
    public string Urn { get; } = urn;

    public PropertyValue? Id { get; } = id;

    public string PackageVersion { get; } = packageVersion;

    public override bool Equals(PropertyValue? other) =>
        other is ResourceReferenceValue r && r.Urn == Urn && Equals(r.Id, Id) && r.PackageVersion == PackageVersion;

    public override int GetHashCode() => HashCode.Combine(8, Urn);

    public override string ToString() => Urn;

    private protected override IEnumerable<PropertyValue> Children() => Id is null ? [] : [Id];
}
