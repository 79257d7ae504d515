namespace NeonFlow.Provider.Upstreams;

/// <summary>Lists for people.</summary>
internal static class Words
{
    private const int Shown = 12;

    public static string List(IEnumerable<string> items)
    {
        var all = items.Select(static i => $"\"{i}\"").ToList();
        return all.Count == 0 ? "none"
            : all.Count <= Shown ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(Shown))} and {all.Count - Shown} more";
    }
}
