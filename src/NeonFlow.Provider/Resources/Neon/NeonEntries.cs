using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>Entries of a project's list that a resource put there, or needs.</summary>
/// <param name="Mark">The resource.</param>
/// <param name="Entries">The entries, in canonical form.</param>
internal sealed record NeonEntries(OwnershipMark Mark, IReadOnlyList<string> Entries);
