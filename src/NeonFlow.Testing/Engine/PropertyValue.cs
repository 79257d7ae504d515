namespace NeonFlow.Testing.Engine;

/// <summary>One value of a resource's inputs or outputs: what the Pulumi protocol can say, as an immutable tree.</summary>
/// <remarks>In pulumi/pulumi: PropertyValue (sdk/go/common/resource/properties.go).</remarks>
public abstract class PropertyValue : IEquatable<PropertyValue>
{
    private protected PropertyValue() { }

    /// <summary>The null value.</summary>
    public static PropertyValue Null => NullValue.Instance;

    /// <summary>A value that is not known yet.</summary>
    public static PropertyValue Unknown => UnknownValue.Instance;

    /// <summary>Whether a secret is this value or lies anywhere in it.</summary>
    public bool ContainsSecrets => Any(static v => v is SecretValue or OutputValue { IsSecret: true });

    /// <summary>Whether an unknown is this value or lies anywhere in it.</summary>
    public bool ContainsUnknowns => Any(static v => v is UnknownValue or OutputValue { Value: null });

    /// <summary>The value without the secret or output wrappers around it; what lies inside keeps its own.</summary>
    public PropertyValue Unwrapped =>
        this switch
        {
            SecretValue secret => secret.Element.Unwrapped,
            OutputValue output => output.Value?.Unwrapped ?? Unknown,
            _ => this,
        };

    /// <summary>The text, when this is a string (secret or not), else null.</summary>
    public string? AsString => Unwrapped is StringValue text ? text.Value : null;

    /// <summary>The number, when this is one (secret or not), else null.</summary>
    public double? AsNumber => Unwrapped is NumberValue number ? number.Value : null;

    /// <summary>The bool, when this is one (secret or not), else null.</summary>
    public bool? AsBool => Unwrapped is BoolValue truth ? truth.Value : null;

    /// <summary>The elements, when this is an array (secret or not), else null.</summary>
    public IReadOnlyList<PropertyValue>? AsArray => Unwrapped is ArrayValue array ? array.Items : null;

    /// <summary>The members, when this is an object (secret or not), else null.</summary>
    public PropertyMap? AsObject => Unwrapped is ObjectValue map ? map.Members : null;

    /// <summary>A text.</summary>
    public static implicit operator PropertyValue(string value) => new StringValue(value);

    /// <summary>A number.</summary>
    public static implicit operator PropertyValue(double value) => new NumberValue(value);

    /// <summary>A truth value.</summary>
    public static implicit operator PropertyValue(bool value) => value ? BoolValue.True : BoolValue.False;

    /// <summary>Whether the predicate holds for this value or for one anywhere in it.</summary>
    public bool Any(Func<PropertyValue, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return predicate(this) || Children().Any(child => child.Any(predicate));
    }

    /// <summary>The tree with every secret and output wrapper removed.</summary>
    public PropertyValue WithoutSecrets() =>
        this switch
        {
            SecretValue secret => secret.Element.WithoutSecrets(),
            OutputValue output => output.Value?.WithoutSecrets() ?? Unknown,
            ArrayValue array => new ArrayValue(array.Items.Select(i => i.WithoutSecrets())),
            ObjectValue map => new ObjectValue(map.Members.WithoutSecrets()),
            _ => this,
        };

    /// <summary>The tree with every value that holds no other passed through the function.</summary>
    internal PropertyValue WithLeaves(Func<PropertyValue, PropertyValue> change) =>
        this switch
        {
            SecretValue secret => new SecretValue(secret.Element.WithLeaves(change)),
            ArrayValue array => new ArrayValue(array.Items.Select(i => i.WithLeaves(change))),
            ObjectValue map => new ObjectValue(map.Members.Select((_, v) => v.WithLeaves(change))),
            _ => change(this),
        };

    /// <summary>Whether both are of one kind and hold the same: a secret equals a secret only.</summary>
    public abstract bool Equals(PropertyValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as PropertyValue);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    private protected virtual IEnumerable<PropertyValue> Children() => [];
}
