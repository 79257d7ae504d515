using System.Collections.Concurrent;
using NeonFlow.Provider.Resources.Neon.IpAllow;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>
/// What resources of this program put on the address lists of projects, as far as this process was told: an entry that two of them let in
/// belongs to both.
/// </summary>
internal sealed class PutOnLists
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _entries = new(StringComparer.Ordinal);

    /// <summary>One resource as it is saved.</summary>
    public void Add(IpAllow.IpAllow state)
    {
        // A state of whoever knows what may lack what every state has.
        if (state.ProjectId is not { } project)
        {
            return;
        }

        foreach (var entry in state.Owned ?? [])
        {
            _entries.GetOrAdd(project, static _ => new(StringComparer.Ordinal))[IpAllow.IpAllowPlan.Canonical(entry)] = true;
        }
    }

    /// <summary>Entries of one project.</summary>
    public IReadOnlyList<string> Of(string project) => _entries.TryGetValue(project, out var entries) ? [.. entries.Keys] : [];
}
