namespace NeonFlow.Testing.Engine;

/// <summary>A value with what it depends on; a null value is unknown.</summary>
/// <remarks>In pulumi/pulumi: Output (sdk/go/common/resource/properties.go).</remarks>
public sealed class OutputValue(PropertyValue? value, bool isSecret, IReadOnlyList<string> dependencies) : PropertyValue
{
    /// <summary>The value, or null while it is not known.</summary>
    public PropertyValue? Value { get; } = value;

    /// <summary>Whether it must not be shown or stored in clear.</summary>
    public bool IsSecret { get; } = isSecret;

    /// <summary>URNs of the resources that it depends on.</summary>
    public IReadOnlyList<string> Dependencies { get; } = dependencies;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is OutputValue o && Equals(o.Value, Value) && o.IsSecret == IsSecret && o.Dependencies.SequenceEqual(Dependencies);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(9, Value, IsSecret);

    /// <summary>The value for messages; a secret in it is hidden.</summary>
    public override string ToString() => IsSecret ? "[secret]" : Value?.ToString() ?? "[unknown]";

    private protected override IEnumerable<PropertyValue> Children() => Value is null ? [] : [Value];
}
