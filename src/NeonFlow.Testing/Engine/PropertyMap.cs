namespace NeonFlow.Testing.Engine;

/// <summary>Members by name, in the order of their names; immutable.</summary>
/// <remarks>In pulumi/pulumi: PropertyMap (sdk/go/common/resource/properties.go).</remarks>
public sealed class PropertyMap : IReadOnlyDictionary<string, PropertyValue>, IEquatable<PropertyMap>
{
    private readonly SortedDictionary<string, PropertyValue> _members;

    private PropertyMap(SortedDictionary<string, PropertyValue> members) => _members = members;

    /// <summary>These members; of several with one name the last.</summary>
    public PropertyMap(IEnumerable<KeyValuePair<string, PropertyValue>> members)
    {
        _members = new(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            _members[name] = value;
        }
    }

    /// <summary>No members.</summary>
    public static PropertyMap Empty { get; } = new(new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public int Count => _members.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _members.Keys;

    /// <inheritdoc/>
    public IEnumerable<PropertyValue> Values => _members.Values;

    /// <summary>Whether an unknown lies anywhere in it.</summary>
    public bool ContainsUnknowns => _members.Values.Any(v => v.ContainsUnknowns);

    /// <summary>Whether a secret lies anywhere in it.</summary>
    public bool ContainsSecrets => _members.Values.Any(v => v.ContainsSecrets);

    /// <inheritdoc/>
    public PropertyValue this[string key] => _members[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _members.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out PropertyValue value) =>
        _members.TryGetValue(key, out value);

    /// <summary>The member, or null when there is none.</summary>
    public PropertyValue? Get(string key) => _members.GetValueOrDefault(key);

    /// <summary>A copy with this member set.</summary>
    public PropertyMap With(string key, PropertyValue value) => new(Copy(c => c[key] = value));

    /// <summary>A copy without this member.</summary>
    public PropertyMap Without(string key) => _members.ContainsKey(key) ? new(Copy(c => c.Remove(key))) : this;

    /// <summary>A copy with every value passed through the function; null drops the member.</summary>
    public PropertyMap Select(Func<string, PropertyValue, PropertyValue?> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var copy = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (var (name, value) in _members)
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

    /// <summary>Whether both have the same members with equal values.</summary>
    public bool Equals(PropertyMap? other) =>
        other is not null
        && other.Count == Count
        && _members.All(m => other._members.TryGetValue(m.Key, out var theirs) && theirs.Equals(m.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PropertyMap);

    /// <inheritdoc/>
    public override int GetHashCode() => _members.Count;

    /// <summary>The members for messages; secrets are hidden.</summary>
    public override string ToString() => "{" + string.Join(", ", _members.Select(m => m.Key + ": " + m.Value)) + "}";

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, PropertyValue>> GetEnumerator() => _members.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => _members.GetEnumerator();

    private SortedDictionary<string, PropertyValue> Copy(Action<SortedDictionary<string, PropertyValue>> change)
    {
        var copy = new SortedDictionary<string, PropertyValue>(_members, StringComparer.Ordinal);
        change(copy);
        return copy;
    }
}
