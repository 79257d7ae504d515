namespace NeonFlow.Testing.Engine.Display;

/// <summary>How the elements of a list or the members of an object differ.</summary>
/// <remarks>In pulumi/pulumi: ObjectDiff (sdk/go/common/resource/properties_diff.go).</remarks>
internal sealed class ElementDiffs<TKey>
    where TKey : notnull
{
    public SortedDictionary<TKey, PropertyValue> Adds { get; } = Sorted<PropertyValue>();

    public SortedDictionary<TKey, PropertyValue> Deletes { get; } = Sorted<PropertyValue>();

    public SortedDictionary<TKey, PropertyValue> Sames { get; } = Sorted<PropertyValue>();

    public SortedDictionary<TKey, ValueDiff> Updates { get; } = Sorted<ValueDiff>();

    public bool Any => Adds.Count + Deletes.Count + Updates.Count > 0;

    /// <summary>All keys, sorted; one that both appears and disappears is there twice.</summary>
    public IReadOnlyList<TKey> Keys => [.. Adds.Keys.Concat(Deletes.Keys).Concat(Sames.Keys).Concat(Updates.Keys).Order(Comparer)];

    public bool IsSame(TKey key) => !Adds.ContainsKey(key) && !Deletes.ContainsKey(key) && !Updates.ContainsKey(key);

    private static IComparer<TKey> Comparer =>
        typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal : Comparer<TKey>.Default;

    private static SortedDictionary<TKey, TValue> Sorted<TValue>() => new(Comparer);
}
