namespace NeonFlow.Testing.Engine;

/// <summary>What the commands <c>pulumi state</c> and <c>pulumi stack rename</c> do to a saved state.</summary>
internal static class StateEdits
{
    /// <summary>Marks a resource to be replaced by the next update, or takes the mark away.</summary>
    public static void Taint(this StackState state, Urn urn, bool tainted)
    {
        var resource = state.Resources.FirstOrDefault(r => r.Urn == urn && !r.Delete) ?? throw NoSuchResource(urn);
        resource.Taint = tainted;
    }

    /// <summary>Gives a resource another name; what needs it is pointed to the new one.</summary>
    public static void Rename(this StackState state, Urn urn, string name)
    {
        var resource = Only(state, urn);
        var renamed = urn.Renamed(name);
        if (renamed == urn)
        {
            return;
        }

        if (state.Resources.Any(r => r.Urn == renamed))
        {
            throw new EngineException("The chosen new urn for the state corresponds to an already existing resource");
        }

        resource.Urn = renamed;
        Urn NewName(Urn old) => old == urn ? renamed : old;
        state.Replace(r =>
        {
            var pointing = r.PointingTo(NewName);
            if (r != resource)
            {
                // The real engine collects these anew from the dependencies, so that a property without any is left out.
                pointing.PropertyDependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(
                    pointing.PropertyDependencies.Where(d => d.Value.Count > 0).ToDictionary(),
                    StringComparer.Ordinal
                );
            }

            return pointing;
        });
    }

    /// <summary>Forgets a resource without a word to its provider; one that others need is refused.</summary>
    public static void Delete(this StackState state, Urn urn)
    {
        var resource = Only(state, urn);
        if (resource.Protect)
        {
            throw new EngineException(
                $"{urn} can't be safely deleted because it is protected. Re-run this command with --force to force deletion"
            );
        }

        var dependants = state.Resources.Where(r => r != resource && r.Needs().Contains(urn)).ToArray();
        if (dependants.Length > 0)
        {
            var lines = dependants.Select(d => $" * {Display.GoText.Quote(d.Urn.Name), -15} ({d.Urn})\n");
            throw new EngineException(
                $"{urn} can't be safely deleted because the following resources depend on it:\n{string.Concat(lines)}\n"
                    + "Delete those resources first or pass --target-dependents."
            );
        }

        state.Resources.Remove(resource);
    }

    /// <summary>Gives every resource the URN that it has in a stack of another name.</summary>
    public static void RenameStack(this StackState state, string from, string to)
    {
        state.Replace(r =>
        {
            var renamed = r.PointingTo(NewName);
            renamed.Urn = NewName(r.Urn);
            renamed.Inputs = Values(r.Inputs);
            renamed.Outputs = Values(r.Outputs);
            return renamed;
        });
        var pending = state
            .PendingOperations.Select(p =>
            {
                var renamed = p.Resource.PointingTo(NewName);
                renamed.Urn = NewName(p.Resource.Urn);
                return p with { Resource = renamed };
            })
            .ToArray();
        state.PendingOperations.Clear();
        state.PendingOperations.AddRange(pending);

        Urn NewName(Urn urn) =>
            urn.Stack != from ? urn
            : urn.IsStack ? Urn.Create(to, urn.Project, "", Urn.StackType, $"{urn.Project}-{to}")
            : Urn.Create(to, urn.Project, "", urn.QualifiedType, urn.Name);

        PropertyMap Values(PropertyMap map) =>
            map.Select(
                (_, value) =>
                    value.WithLeaves(leaf =>
                        leaf is ResourceReferenceValue reference
                            ? new ResourceReferenceValue(NewName(new(reference.Urn)).Text, reference.Id, reference.PackageVersion)
                            : leaf
                    )
            );
    }

    private static ResourceState Only(StackState state, Urn urn)
    {
        var found = state.Resources.Where(r => r.Urn == urn).ToArray();
        return found.Length switch
        {
            0 => throw NoSuchResource(urn),
            1 => found[0],
            _ => throw new EngineException("The input URN ambiguously refers to multiple resources"),
        };
    }

    private static void Replace(this StackState state, Func<ResourceState, ResourceState> change)
    {
        var changed = state.Resources.Select(change).ToArray();
        state.Resources.Clear();
        state.Resources.AddRange(changed);
    }

    private static EngineException NoSuchResource(Urn urn) =>
        new(
            $"No such resource {Display.GoText.Quote(urn.Text)} exists in the current state\n"
                + "To list the resource URNs in the stack, run `pulumi stack --show-urns`; "
                + "to inspect the full state, run `pulumi stack export`."
        );
}
