namespace NeonFlow.Testing.Engine;

/// <summary>A value with what it depends on; a null value is unknown.</summary>
/// <remarks>In pulumi/pulumi: Output (sdk/go/common/resource/properties.go).</remarks>
public sealed class OutputValue(PropertyValue? value, bool isSecret, IReadOnlyList<string> dependencies) : PropertyValue
{
    public PropertyValue? Value { get; } = value;

    public bool IsSecret { get; } = isSecret;

    public IReadOnlyList<string> Dependencies { get; } = dependencies;

    public override bool Equals(PropertyValue? other) =>
        other is OutputValue o && Equals(o.Value, Value) && o.IsSecret == IsSecret && o.Dependencies.SequenceEqual(Dependencies);

    public override int GetHashCode() => HashCode.Combine(9, Value, IsSecret);

    public override string ToString() => IsSecret ? "[secret]" : Value?.ToString() ?? "[unknown]";

    private protected override IEnumerable<PropertyValue> Children() => Value is null ? [] : [Value];
}
