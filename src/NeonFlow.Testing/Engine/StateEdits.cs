namespace NeonFlow.Testing.Engine;

/// <summary>What the commands <c>pulumi state</c> and <c>pulumi stack rename</c> do to a saved state.</summary>
/// <remarks>In pulumi/pulumi: OperationFunc (pkg/resource/edit/operations.go).</remarks>
internal static class StateEdits
{
    /// <summary>Marks a resource to be replaced by the next update, or takes the mark away.</summary>
    /// <remarks>In pulumi/pulumi: taintResourcesInSnapshot (pkg/cmd/pulumi/state/state_taint.go).</remarks>
    public static void Taint(this StackState state, Urn urn, bool tainted)
    {
        var resource = state.Resources.FirstOrDefault(r => r.Urn == urn && !r.Delete) ?? throw NoSuchResource(urn);
        resource.Taint = tainted;
    }

    /// <summary>Protects a resource from deletion, or takes that away.</summary>
    /// <remarks>In pulumi/pulumi: protectResourcesInSnapshot (pkg/cmd/pulumi/state/state_protect.go).</remarks>
    public static void Protect(this StackState state, Urn urn, bool isProtected) => Only(state, urn).Protect = isProtected;

    /// <summary>Gives a resource another name; what needs it is pointed to the new one.</summary>
    /// <remarks>In pulumi/pulumi: stateRenameOperation (pkg/cmd/pulumi/state/state_rename.go).</remarks>
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
    /// <remarks>In pulumi/pulumi: DeleteResource (pkg/resource/edit/operations.go).</remarks>
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

    /// <summary>
    /// Moves resources with their children into the state of another stack, each with a copy of its provider. What they and the others
    /// need from each other is forgotten.
    /// </summary>
    /// <remarks>In pulumi/pulumi: stateMoveCmd.Run (pkg/cmd/pulumi/state/state_move.go).</remarks>
    public static void Move(this StackState source, StackState destination, string project, string stack, IReadOnlyList<Urn> urns)
    {
        var moved = source.Resources.Select(r => r.Urn).Where(urns.Contains).ToHashSet();
        if (moved.Any(u => u.IsProvider))
        {
            throw new EngineException("cannot move providers. Only resources can be moved, and providers will be included automatically");
        }

        if (moved.Count == 0)
        {
            throw new EngineException("no resources found to move");
        }

        // Children come after their parents; the stack itself is there, or made.
        foreach (var child in source.Resources.Where(r => moved.Contains(r.Parent)))
        {
            moved.Add(child.Urn);
        }

        moved.RemoveWhere(u => u.IsStack);
        var going = source.Resources.Where(r => moved.Contains(r.Urn)).ToArray();
        var root = InStack(Urn.Create("", "", "", Urn.StackType, ""), project, stack);
        if (destination.Resources.All(r => r.Urn != root))
        {
            destination.Resources.Insert(
                0,
                new()
                {
                    Urn = root,
                    Type = Urn.StackType,
                    Custom = false,
                }
            );
        }

        var providers = new Dictionary<string, string>(StringComparer.Ordinal);
        var used = going.Select(r => r.ProviderReference).OfType<ProviderReference>().Where(p => !moved.Contains(p.Urn)).ToHashSet();
        foreach (var provider in source.Resources.Where(r => used.Contains(new(r.Urn, r.Id))))
        {
            var copy = Arriving(provider);
            var there = destination.Resources.FirstOrDefault(r => r.Urn == copy.Urn);
            if (there is null)
            {
                destination.Resources.Add(copy);
            }
            else if (there.Id != copy.Id && !there.Inputs.Equals(copy.Inputs))
            {
                throw new EngineException($"provider {copy.Urn} already exists in destination stack");
            }

            providers[new ProviderReference(copy.Urn, copy.Id).ToString()] = new ProviderReference(
                copy.Urn,
                there?.Id ?? copy.Id
            ).ToString();
        }

        foreach (var resource in going)
        {
            var arrived = Arriving(resource.Without(u => !moved.Contains(u)));
            arrived.Provider = providers.GetValueOrDefault(arrived.Provider, arrived.Provider);
            if (destination.Resources.Any(r => r.Urn == arrived.Urn))
            {
                throw new EngineException($"resource {arrived.Urn} already exists in destination stack");
            }

            destination.Resources.Add(arrived);
        }

        source.Resources.RemoveAll(r => moved.Contains(r.Urn));
        source.Replace(r => r.Without(moved.Contains));

        ResourceState Arriving(ResourceState resource)
        {
            var arriving = resource.PointingTo(u => u.IsEmpty ? u : InStack(u, project, stack));
            arriving.Urn = InStack(resource.Urn, project, stack);
            arriving.Parent = moved.Contains(resource.Parent) ? arriving.Parent : root;
            return arriving;
        }
    }

    /// <summary>Gives every resource the URN that it has in a stack of another name.</summary>
    /// <remarks>In pulumi/pulumi: RenameStack (pkg/resource/edit/operations.go).</remarks>
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

        Urn NewName(Urn urn) => urn.Stack == from ? InStack(urn, urn.Project, to) : urn;

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

    private static Urn InStack(Urn urn, string project, string stack) =>
        urn.IsStack
            ? Urn.Create(stack, project, "", Urn.StackType, $"{project}-{stack}")
            : Urn.Create(stack, project, "", urn.QualifiedType, urn.Name);

    private static ResourceState Without(this ResourceState resource, Func<Urn, bool> isGone)
    {
        var left = resource.Clone();
        left.Dependencies = [.. resource.Dependencies.Where(d => !isGone(d))];
        left.PropertyDependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(
            resource
                .PropertyDependencies.Select(d =>
                    KeyValuePair.Create<string, IReadOnlyList<Urn>>(d.Key, [.. d.Value.Where(u => !isGone(u))])
                )
                .Where(d => d.Value.Count > 0)
                .ToDictionary(),
            StringComparer.Ordinal
        );
        left.DeletedWith = isGone(resource.DeletedWith) ? default : resource.DeletedWith;
        return left;
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
