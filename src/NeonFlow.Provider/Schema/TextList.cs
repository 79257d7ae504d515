namespace NeonFlow.Provider.Schema;

/// <summary>Lists in sentences.</summary>
internal static class TextList
{
    /// <summary>The items joined by commas and "and"; of more than <paramref name="shown"/> the rest is counted.</summary>
    public static string And(IReadOnlyList<string> items, int shown = int.MaxValue)
    {
        IReadOnlyList<string> all = items.Count <= shown ? items : [.. items.Take(shown - 1), $"{items.Count - shown + 1} more"];
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Count - 1))} and {all[^1]}";
    }
}
