using System.Globalization;

namespace NeonFlow.Testing.Engine;

/// <summary>One value of a resource's inputs or outputs: what the Pulumi protocol can say, as an immutable tree.</summary>
public abstract class PropertyValue : IEquatable<PropertyValue>
{
    private protected PropertyValue()
    {
    }

    /// <summary>The null value.</summary>
    public static PropertyValue Null => NullValue.Instance;

    /// <summary>A value that is not known yet.</summary>
    public static PropertyValue Unknown => UnknownValue.Instance;

    /// <summary>Whether a secret is this value or lies anywhere in it.</summary>
    public bool ContainsSecrets => Any(static v => v is SecretValue or OutputValue { IsSecret: true });

    /// <summary>Whether an unknown is this value or lies anywhere in it.</summary>
    public bool ContainsUnknowns => Any(static v => v is UnknownValue or OutputValue { Value: null });

    /// <summary>The value without the secret or output wrappers around it; what lies inside keeps its own.</summary>
    public PropertyValue Unwrapped => this switch
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

    public static implicit operator PropertyValue(string value) => new StringValue(value);

    public static implicit operator PropertyValue(double value) => new NumberValue(value);

    public static implicit operator PropertyValue(bool value) => value ? BoolValue.True : BoolValue.False;

    /// <summary>Whether the predicate holds for this value or for one anywhere in it.</summary>
    public bool Any(Func<PropertyValue, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return predicate(this) || Children().Any(child => child.Any(predicate));
    }

    /// <summary>The tree with every secret and output wrapper removed.</summary>
    public PropertyValue WithoutSecrets() => this switch
    {
        SecretValue secret => secret.Element.WithoutSecrets(),
        OutputValue output => output.Value?.WithoutSecrets() ?? Unknown,
        ArrayValue array => new ArrayValue(array.Items.Select(i => i.WithoutSecrets())),
        ObjectValue map => new ObjectValue(map.Members.WithoutSecrets()),
        _ => this,
    };

    public abstract bool Equals(PropertyValue? other);

    public sealed override bool Equals(object? obj) => Equals(obj as PropertyValue);

    public abstract override int GetHashCode();

    private protected virtual IEnumerable<PropertyValue> Children() => [];
}

/// <summary>The null value.</summary>
public sealed class NullValue : PropertyValue
{
    internal static readonly NullValue Instance = new();

    private NullValue()
    {
    }

    public override bool Equals(PropertyValue? other) => other is NullValue;

    public override int GetHashCode() => 1;

    public override string ToString() => "<null>";
}

/// <summary>A value that is not known yet (only in previews).</summary>
public sealed class UnknownValue : PropertyValue
{
    internal static readonly UnknownValue Instance = new();

    private UnknownValue()
    {
    }

    public override bool Equals(PropertyValue? other) => other is UnknownValue;

    public override int GetHashCode() => 2;

    public override string ToString() => "[unknown]";
}

/// <summary>A truth value.</summary>
public sealed class BoolValue : PropertyValue
{
    internal static readonly BoolValue True = new(true);
    internal static readonly BoolValue False = new(false);

    private BoolValue(bool value) => Value = value;

    public bool Value { get; }

    public override bool Equals(PropertyValue? other) => other is BoolValue b && b.Value == Value;

    public override int GetHashCode() => Value ? 3 : 4;

    public override string ToString() => Value ? "true" : "false";
}

/// <summary>A number; the protocol knows doubles only.</summary>
public sealed class NumberValue(double value) : PropertyValue
{
    public double Value { get; } = value;

    public override bool Equals(PropertyValue? other) => other is NumberValue n && n.Value.Equals(Value);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A text.</summary>
public sealed class StringValue(string value) : PropertyValue
{
    public string Value { get; } = value;

    public override bool Equals(PropertyValue? other) => other is StringValue s && s.Value == Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value;
}

/// <summary>A list.</summary>
public sealed class ArrayValue : PropertyValue
{
    public ArrayValue(IEnumerable<PropertyValue> items) => Items = [.. items];

    public IReadOnlyList<PropertyValue> Items { get; }

    public override bool Equals(PropertyValue? other) => other is ArrayValue a && a.Items.SequenceEqual(Items);

    public override int GetHashCode() => HashCode.Combine(5, Items.Count, Items.Count > 0 ? Items[0] : null);

    public override string ToString() => "[" + string.Join(", ", Items) + "]";

    private protected override IEnumerable<PropertyValue> Children() => Items;
}

/// <summary>An object: members by name.</summary>
public sealed class ObjectValue(PropertyMap members) : PropertyValue
{
    public PropertyMap Members { get; } = members;

    public override bool Equals(PropertyValue? other) => other is ObjectValue o && o.Members.Equals(Members);

    public override int GetHashCode() => HashCode.Combine(6, Members.Count);

    public override string ToString() => Members.ToString();

    private protected override IEnumerable<PropertyValue> Children() => Members.Values;
}

/// <summary>A value that must not be shown or stored in clear.</summary>
public sealed class SecretValue(PropertyValue element) : PropertyValue
{
    public PropertyValue Element { get; } = element;

    public override bool Equals(PropertyValue? other) => other is SecretValue s && s.Element.Equals(Element);

    public override int GetHashCode() => HashCode.Combine(7, Element);

    /// <summary>Never the value: a tree that is written into a message by mistake shows no secret.</summary>
    public override string ToString() => "[secret]";

    private protected override IEnumerable<PropertyValue> Children() => [Element];
}

/// <summary>A reference to another resource; the id is null for a component and unknown before it was created.</summary>
public sealed class ResourceReferenceValue(string urn, PropertyValue? id, string packageVersion) : PropertyValue
{
    public string Urn { get; } = urn;

    public PropertyValue? Id { get; } = id;

    public string PackageVersion { get; } = packageVersion;

    public override bool Equals(PropertyValue? other) => other is ResourceReferenceValue r && r.Urn == Urn && Equals(r.Id, Id) && r.PackageVersion == PackageVersion;

    public override int GetHashCode() => HashCode.Combine(8, Urn);

    public override string ToString() => Urn;

    private protected override IEnumerable<PropertyValue> Children() => Id is null ? [] : [Id];
}

/// <summary>A value with what it depends on; a null value is unknown.</summary>
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

/// <summary>A file or a text that travels with its SHA-256; old values carry the hash alone.</summary>
public sealed class AssetValue(string hash, string? text, string? path, string? uri) : PropertyValue
{
    public string Hash { get; } = hash;

    public string? Text { get; } = text;

    public string? Path { get; } = path;

    public string? Uri { get; } = uri;

    public override bool Equals(PropertyValue? other) =>
        other is AssetValue a && (Hash.Length > 0 ? a.Hash == Hash : a.Text == Text && a.Path == Path && a.Uri == Uri && a.Hash.Length == 0);

    public override int GetHashCode() => HashCode.Combine(10, Hash);

    public override string ToString() => $"asset:{Hash}";
}

/// <summary>A set of assets, or an archive file.</summary>
public sealed class ArchiveValue(string hash, PropertyMap? assets, string? path, string? uri) : PropertyValue
{
    public string Hash { get; } = hash;

    public PropertyMap? Assets { get; } = assets;

    public string? Path { get; } = path;

    public string? Uri { get; } = uri;

    public override bool Equals(PropertyValue? other) =>
        other is ArchiveValue a && (Hash.Length > 0 ? a.Hash == Hash : Equals(a.Assets, Assets) && a.Path == Path && a.Uri == Uri && a.Hash.Length == 0);

    public override int GetHashCode() => HashCode.Combine(11, Hash);

    public override string ToString() => $"archive:{Hash}";
}

/// <summary>Members by name, in the order of their names; immutable.</summary>
public sealed class PropertyMap : IReadOnlyDictionary<string, PropertyValue>, IEquatable<PropertyMap>
{
    private readonly SortedDictionary<string, PropertyValue> members;

    private PropertyMap(SortedDictionary<string, PropertyValue> members) => this.members = members;

    public PropertyMap(IEnumerable<KeyValuePair<string, PropertyValue>> members)
    {
        this.members = new(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            this.members[name] = value;
        }
    }

    /// <summary>No members.</summary>
    public static PropertyMap Empty { get; } = new(new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal));

    public int Count => members.Count;

    public IEnumerable<string> Keys => members.Keys;

    public IEnumerable<PropertyValue> Values => members.Values;

    /// <summary>Whether an unknown lies anywhere in it.</summary>
    public bool ContainsUnknowns => members.Values.Any(v => v.ContainsUnknowns);

    /// <summary>Whether a secret lies anywhere in it.</summary>
    public bool ContainsSecrets => members.Values.Any(v => v.ContainsSecrets);

    public PropertyValue this[string key] => members[key];

    public bool ContainsKey(string key) => members.ContainsKey(key);

    public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out PropertyValue value) => members.TryGetValue(key, out value);

    /// <summary>The member, or null when there is none.</summary>
    public PropertyValue? Get(string key) => members.GetValueOrDefault(key);

    /// <summary>A copy with this member set.</summary>
    public PropertyMap With(string key, PropertyValue value) => new(Copy(c => c[key] = value));

    /// <summary>A copy without this member.</summary>
    public PropertyMap Without(string key) => members.ContainsKey(key) ? new(Copy(c => c.Remove(key))) : this;

    /// <summary>A copy with every value passed through the function; null drops the member.</summary>
    public PropertyMap Select(Func<string, PropertyValue, PropertyValue?> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var copy = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (change(name, value) is { } changed)
            {
                copy[name] = changed;
            }
        }

        return new(copy);
    }

    /// <summary>The tree with every secret and output wrapper removed.</summary>
    public PropertyMap WithoutSecrets() => Select((_, v) => v.WithoutSecrets());

    public bool Equals(PropertyMap? other) =>
        other is not null && other.Count == Count && members.All(m => other.members.TryGetValue(m.Key, out var theirs) && theirs.Equals(m.Value));

    public override bool Equals(object? obj) => Equals(obj as PropertyMap);

    public override int GetHashCode() => members.Count;

    public override string ToString() => "{" + string.Join(", ", members.Select(m => m.Key + ": " + m.Value)) + "}";

    public IEnumerator<KeyValuePair<string, PropertyValue>> GetEnumerator() => members.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => members.GetEnumerator();

    private SortedDictionary<string, PropertyValue> Copy(Action<SortedDictionary<string, PropertyValue>> change)
    {
        var copy = new SortedDictionary<string, PropertyValue>(members, StringComparer.Ordinal);
        change(copy);
        return copy;
    }
}
