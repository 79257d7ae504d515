using NeonFlow.Estuary;

namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>What is live under the names of a task, and which live tasks use the collections among them.</summary>
/// <param name="Live">Live specs.</param>
/// <param name="Uses">Tasks that read or write the collections that were asked about.</param>
internal sealed record CatalogView(IReadOnlyList<LiveSpec> Live, IReadOnlyList<CollectionUse> Uses)
{
    /// <summary>Whether a collection of that name is live.</summary>
    public bool HasCollection(string name) => Live.Any(s => s.Name == name && s.Type == SourcePostgres.CollectionType);

    /// <summary>Tasks that write the collection.</summary>
    public IReadOnlyList<CollectionUse> WritersOf(string collection) => [.. Uses.Where(u => u.Writes.Contains(collection))];

    /// <summary>Tasks that read the collection.</summary>
    public IReadOnlyList<CollectionUse> ReadersOf(string collection) => [.. Uses.Where(u => u.Reads.Contains(collection))];

    /// <summary>A task as people call it: <c>materialization acmeCo/warehouse</c>.</summary>
    public static string NameOf(CollectionUse use) => $"{(use.Type == SourcePostgres.CollectionType ? "derivation" : use.Type)} {use.Task}";
}
