namespace NeonFlow.Testing.Engine;

/// <summary>A list.</summary>
/// <remarks>In pulumi/pulumi: NewArrayProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class ArrayValue : PropertyValue
{
    public ArrayValue(IEnumerable<PropertyValue> items) => Items = [.. items];

    public IReadOnlyList<PropertyValue> Items { get; }

    public override bool Equals(PropertyValue? other) => other is ArrayValue a && a.Items.SequenceEqual(Items);

    public override int GetHashCode() => HashCode.Combine(5, Items.Count, Items.Count > 0 ? Items[0] : null);

    public override string ToString() => "[" + string.Join(", ", Items) + "]";

    private protected override IEnumerable<PropertyValue> Children() => Items;
}
