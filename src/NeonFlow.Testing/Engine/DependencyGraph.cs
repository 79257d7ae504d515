namespace NeonFlow.Testing.Engine;

/// <summary>Who needs whom in a state; a state lists what is needed before what needs it.</summary>
/// <remarks>In pulumi/pulumi: DependencyGraph (pkg/resource/graph/dependency_graph.go).</remarks>
internal sealed class DependencyGraph(IReadOnlyList<ResourceState> resources)
{
    private readonly ILookup<Urn, ResourceState> _components = resources.Where(r => !r.Custom).ToLookup(r => r.Urn);

    /// <summary>Everything after the root that needs it, directly or not, in state order; what is inside it only if asked for.</summary>
    public IEnumerable<ResourceState> DependingOn(ResourceState root, IReadOnlySet<Urn> ignore, bool withChildren)
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

            if (!ignore.Contains(candidate.Urn) && (withChildren ? candidate.Needs() : candidate.NeedsWithoutParent()).Any(needed.Contains))
            {
                needed.Add(candidate.Urn);
                yield return candidate;
            }
        }
    }

    /// <summary>Groups that can be deleted together, what is needed last.</summary>
    public List<List<Step>> DeletionOrder(IReadOnlyList<Step> deletes)
    {
        var condemned = deletes.ToList();
        var groups = new List<List<Step>>();
        while (condemned.Count > 0)
        {
            var left = condemned.Select(step => step.Old!).ToHashSet();
            var free = condemned.Where(step => !DependenciesOf(step.Old!).Any(left.Contains)).ToList();
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

    /// <summary>What a resource needs, directly or not, itself left out.</summary>
    public IReadOnlySet<ResourceState> NeededBy(ResourceState resource)
    {
        var found = new HashSet<ResourceState>();
        if (Find(resource, resource.Urn) is { } start)
        {
            Follow(start);
        }

        found.Remove(resource);
        return found;

        void Follow(ResourceState at)
        {
            if (found.Add(at))
            {
                foreach (var need in at.Needs().Select(urn => Find(at, urn)).OfType<ResourceState>())
                {
                    Follow(need);
                }
            }
        }

        // Of one that is being replaced there may be two; what is to be deleted itself needs the old one.
        ResourceState? Find(ResourceState from, Urn urn) =>
            resources.LastOrDefault(r => r.Urn == urn && r.Delete == from.Delete) ?? resources.LastOrDefault(r => r.Urn == urn);
    }

    /// <summary>What comes before a resource and is needed by it directly; who needs a component needs what it was built of, too.</summary>
    public IEnumerable<ResourceState> DependenciesOf(ResourceState resource)
    {
        var needed = resource.NeedsWithoutParent().ToHashSet();
        foreach (var candidate in resources.TakeWhile(r => r != resource))
        {
            if (needed.Contains(candidate.Urn) || candidate.Urn == resource.Parent || IsInside(candidate, needed))
            {
                yield return candidate;
            }
        }
    }

    private bool IsInside(ResourceState resource, HashSet<Urn> needed)
    {
        var within = resource.Parent;
        while (_components[within].FirstOrDefault() is { } component)
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
