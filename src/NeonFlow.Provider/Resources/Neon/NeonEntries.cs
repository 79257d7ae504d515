using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>Entries of a project's list that a resource put there, or addresses that a capture has to get in by.</summary>
/// <param name="Mark">The resource.</param>
/// <param name="Entries">The entries, in canonical form.</param>
internal sealed record NeonEntries(OwnershipMark Mark, IReadOnlyList<string> Entries)
{
    /// <summary>Whether a capture gets in by them, and put none of them there.</summary>
    public bool IsCapture => IsOfCapture(Mark);

    /// <summary>Whether the account with the mark is that of a capture.</summary>
    public static bool IsOfCapture(OwnershipMark mark) => mark.IsOf("estuary");
}
