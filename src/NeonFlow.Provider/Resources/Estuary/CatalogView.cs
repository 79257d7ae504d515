using NeonFlow.Estuary;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>What is live under the names of a task, and which live tasks use the collections among them.</summary>
/// <param name="Live">Live specs.</param>
/// <param name="Uses">Tasks that read or write the collections that were asked about.</param>
internal sealed record CatalogView(IReadOnlyList<LiveSpec> Live, IReadOnlyList<CollectionUse> Uses)
{
    private ILookup<string, LiveSpec>? _byName;
    private ILookup<string, CollectionUse>? _writers;
    private ILookup<string, CollectionUse>? _readers;

    /// <summary>Live specs.</summary>
    public IReadOnlyList<LiveSpec> Live
    {
        get;
        init => (field, _byName) = (value, null);
    } = Live;

    /// <summary>Tasks that read or write the collections that were asked about.</summary>
    public IReadOnlyList<CollectionUse> Uses
    {
        get;
        init => (field, _writers, _readers) = (value, null, null);
    } = Uses;

    /// <summary>What is live under a name; null: nothing.</summary>
    public LiveSpec? Find(string name) => (_byName ??= Live.ToLookup(static s => s.Name, StringComparer.Ordinal))[name].FirstOrDefault();

    /// <summary>Whether a collection of that name is live.</summary>
    public bool HasCollection(string name) => Find(name)?.Type == SourcePostgres.CollectionType;

    /// <summary>Tasks that write the collection.</summary>
    public IReadOnlyList<CollectionUse> WritersOf(string collection) => [.. (_writers ??= By(static u => u.Writes))[collection]];

    /// <summary>Tasks that read the collection.</summary>
    public IReadOnlyList<CollectionUse> ReadersOf(string collection) => [.. (_readers ??= By(static u => u.Reads))[collection]];

    private ILookup<string, CollectionUse> By(Func<CollectionUse, IEnumerable<string>> collections) =>
        Uses.SelectMany(u => collections(u).Distinct(StringComparer.Ordinal).Select(c => (Collection: c, Use: u)))
            .ToLookup(static u => u.Collection, static u => u.Use, StringComparer.Ordinal);

    /// <summary>A task as people call it: <c>materialization acmeCo/warehouse</c>.</summary>
    public static string NameOf(CollectionUse use) => $"{(use.Type == SourcePostgres.CollectionType ? "derivation" : use.Type)} {use.Task}";
}
