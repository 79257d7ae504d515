namespace NeonFlow.Testing.Engine;

/// <summary>A reference to another resource; the id is null for a component and unknown before it was created.</summary>
/// <remarks>In pulumi/pulumi: ResourceReference (sdk/go/common/resource/properties.go).</remarks>
public sealed class ResourceReferenceValue(string urn, PropertyValue? id, string packageVersion) : PropertyValue
{
    /// <summary>URN of the resource that is referred to.</summary>
    public string Urn { get; } = urn;

    /// <summary>Its id: null for a component, unknown before the resource was created.</summary>
    public PropertyValue? Id { get; } = id;

    /// <summary>Version of the package that the resource belongs to; empty where none is said.</summary>
    public string PackageVersion { get; } = packageVersion;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is ResourceReferenceValue r && r.Urn == Urn && Equals(r.Id, Id) && r.PackageVersion == PackageVersion;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(8, Urn);

    /// <inheritdoc/>
    public override string ToString() => Urn;

    private protected override IEnumerable<PropertyValue> Children() => Id is null ? [] : [Id];
}
