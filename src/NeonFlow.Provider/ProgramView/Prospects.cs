namespace NeonFlow.Provider.ProgramView;

/// <summary>
/// What a delete must know of the rest of the program: another resource may have the same object by now, and a capture may need it.
/// </summary>
internal static class Prospects
{
    /// <summary>The resource that has the same object, or null; where there is one, says that the object stays.</summary>
    public static Prospect? Keeper<T>(this IReadOnlyList<Prospect> others, Func<T, bool> isSame, string what, Action<string> say)
    {
        var keeper = others.FirstOrDefault(p => p.Intent.What is T intent && isSame(intent));
        if (keeper is not null)
        {
            say($"The {what} stays: {keeper.Resource} of this program has it now.");
        }

        return keeper;
    }
}
