using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Estuary.Capture;

/// <summary>Collections that a capture no longer writes: which of them are removed, and why the others stay.</summary>
/// <param name="Removed">Names.</param>
/// <param name="Staying">A sentence about each of the others, without its full stop.</param>
internal sealed record LeftCollections(IReadOnlyList<string> Removed, IReadOnlyList<string> Staying)
{
    /// <summary>None.</summary>
    public static LeftCollections None { get; } = new([], []);

    /// <summary>
    /// A collection holds what somebody captured: it is removed only by word, only if the capture made it, and only if nothing else has it.
    /// </summary>
    /// <param name="names">Collections that the capture leaves.</param>
    /// <param name="capture">The capture as saved, with today's <see cref="Capture.DeleteCollections"/>.</param>
    /// <param name="view">What is live, and who else uses it.</param>
    /// <param name="keeper">The resource of the program that has the collection now; null: none.</param>
    public static LeftCollections Of(IEnumerable<string> names, Capture capture, CatalogView view, Func<string, string?> keeper)
    {
        var removed = new List<string>();
        var staying = new List<string>();
        var created = (capture.CreatedCollections ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(view.HasCollection).Order(StringComparer.Ordinal))
        {
            if (Reason(name, capture, created, view, keeper) is { } reason)
            {
                staying.Add($"the collection {name} stays, with everything captured into it: {reason}");
            }
            else
            {
                removed.Add(name);
            }
        }

        return new(removed, staying);
    }

    private static string? Reason(string name, Capture capture, HashSet<string> created, CatalogView view, Func<string, string?> keeper)
    {
        if (keeper(name) is { } other)
        {
            return $"{other} of this program has it now";
        }

        if (capture.DeleteCollections != true)
        {
            return "DeleteCollections is not set";
        }

        if (!created.Contains(name))
        {
            return "this capture did not make it";
        }

        var uses = view.WritersOf(name)
            .Select(static u => $"{CatalogView.NameOf(u)} writes it")
            .Concat(view.ReadersOf(name).Select(static u => $"{CatalogView.NameOf(u)} reads it"))
            .ToList();
        return uses.Count == 0 ? null : TextList.And(uses);
    }
}
