namespace NeonFlow.Testing.Engine;

/// <summary>A list.</summary>
/// <remarks>In pulumi/pulumi: NewArrayProperty (sdk/go/common/resource/properties.go).</remarks>
public sealed class ArrayValue : PropertyValue
{
    /// <summary>A list of these elements, in this order.</summary>
    public ArrayValue(IEnumerable<PropertyValue> items) => Items = [.. items];

    /// <summary>The elements, in the order of the list.</summary>
    public IReadOnlyList<PropertyValue> Items { get; }

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is ArrayValue a && a.Items.SequenceEqual(Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(5, Items.Count, Items.Count > 0 ? Items[0] : null);

    /// <summary>The value for messages; a secret in it is hidden.</summary>
    public override string ToString() => "[" + string.Join(", ", Items) + "]";

    private protected override IEnumerable<PropertyValue> Children() => Items;
}
