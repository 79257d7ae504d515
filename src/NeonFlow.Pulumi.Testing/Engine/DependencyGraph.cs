namespace NeonFlow.Pulumi.Testing.Engine;

/// <summary>Who needs whom in a state; a state lists what is needed before what needs it.</summary>
internal sealed class DependencyGraph(IReadOnlyList<ResourceState> resources)
{
    /// <summary>Everything after the root that needs it, directly or not, in state order.</summary>
    public IEnumerable<ResourceState> DependingOn(ResourceState root, IReadOnlySet<Urn> ignore)
    {
        var needed = new HashSet<Urn> { root.Urn };
        var found = false;
        foreach (var candidate in resources)
        {
            if (!found)
            {
                found = candidate == root;
                continue;
            }

            if (!ignore.Contains(candidate.Urn) && candidate.NeedsWithoutParent().Any(needed.Contains))
            {
                needed.Add(candidate.Urn);
                yield return candidate;
            }
        }
    }

    /// <summary>Groups that can be deleted together, what is needed last.</summary>
    public static List<List<Step>> DeletionOrder(IReadOnlyList<Step> deletes, IReadOnlyList<ResourceState> order)
    {
        var place = order.Select((state, index) => (state, index)).ToDictionary(p => p.state, p => p.index);
        var components = order.Where(r => !r.Custom).ToLookup(r => r.Urn);
        var condemned = deletes.ToList();
        var groups = new List<List<Step>>();
        while (condemned.Count > 0)
        {
            var free = condemned.Where(step => !condemned.Any(other => other != step && Needs(step.Old!, other.Old!, place, components))).ToList();
            if (free.Count == 0)
            {
                throw new EngineException("the state's dependencies form a circle; it was edited or damaged");
            }

            groups.Add(free);
            condemned.RemoveAll(free.Contains);
        }

        groups.Reverse();
        return groups;
    }

    private static bool Needs(ResourceState resource, ResourceState other, Dictionary<ResourceState, int> place, ILookup<Urn, ResourceState> components)
    {
        if (place.TryGetValue(other, out var theirs) && place.TryGetValue(resource, out var mine) && theirs > mine)
        {
            return false;
        }

        return other.IsProvider && resource.ProviderReference is { } provider && provider.Urn == other.Urn
            ? provider.Id == other.Id
            : resource.Needs().Contains(other.Urn) || IsInside(other, resource.NeedsWithoutParent().ToHashSet(), components);
    }

    /// <summary>Who needs a component needs what it was built of, too.</summary>
    private static bool IsInside(ResourceState resource, HashSet<Urn> needed, ILookup<Urn, ResourceState> components)
    {
        var within = resource.Parent;
        while (components[within].FirstOrDefault() is { } component)
        {
            if (needed.Contains(within))
            {
                return true;
            }

            within = component.Parent;
        }

        return false;
    }
}
