namespace NeonFlow.Testing.Engine;

/// <summary>Reads resources, and makes what was found the state that everything after starts from.</summary>
/// <remarks>In pulumi/pulumi: deploymentExecutor.refresh (pkg/resource/deploy/deployment_executor.go).</remarks>
internal sealed class RefreshPhase(Deployment deployment, StepExecutor executor, DeploymentOutcome outcome)
{
    public async Task RefreshAsync(Func<ResourceState, bool> wanted)
    {
        if (deployment.Base.Resources.Count == 0)
        {
            return;
        }

        var targets = deployment.Targets;
        if (!AreKnown(targets.Only) || !AreKnown(targets.Excluded))
        {
            throw new BailException();
        }

        var steps = targets.Among(deployment.Base.Resources.Where(wanted)).Select(r => new RefreshStep(r)).ToArray();
        foreach (var step in steps)
        {
            await deployment.EnsureProviderAsync(step.Old!).ConfigureAwait(false);
        }

        // One that cannot be read does not keep the others from being read.
        executor.KeepsGoing = true;
        await Task.WhenAll(await executor.StartAllAsync(steps).ConfigureAwait(false)).ConfigureAwait(false);
        executor.KeepsGoing = false;
        Rebuild(steps.ToDictionary(s => s.Old!, s => s.New));
        if (!outcome.Succeeded)
        {
            throw new BailException();
        }
    }

    private bool AreKnown(IReadOnlyList<Urn> named) =>
        OperationTargets.AreKnown(named, urn => deployment.Base.Resources.Any(r => r.Urn == urn), deployment.Diagnostics);

    /// <summary>Reads what the program did not register.</summary>
    public async Task RefreshLeftAsync(StepGenerator generator)
    {
        var steps = generator.Left().Select(r => new RefreshStep(r)).ToArray();
        foreach (var step in steps)
        {
            await deployment.EnsureProviderAsync(step.Old!).ConfigureAwait(false);
        }

        await Task.WhenAll(await executor.StartAllAsync(steps).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts what was read into the state that everything after starts from; what is gone is forgotten, also by those that needed it.
    /// </summary>
    private void Rebuild(Dictionary<ResourceState, ResourceState?> refreshed)
    {
        var result = new List<ResourceState>();
        var present = new HashSet<Urn>();
        foreach (var old in deployment.Base.Resources)
        {
            var state = refreshed.TryGetValue(old, out var read) ? read : old;
            if (state is null)
            {
                continue;
            }

            state.Dependencies = [.. state.Dependencies.Where(present.Contains)];
            var dependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);
            foreach (var (name, urns) in state.PropertyDependencies)
            {
                if (urns.Where(present.Contains).ToArray() is { Length: > 0 } left)
                {
                    dependencies[name] = left;
                }
            }

            state.PropertyDependencies = dependencies;
            state.DeletedWith = present.Contains(state.DeletedWith) ? state.DeletedWith : default;
            state.ReplaceWith = [.. state.ReplaceWith.Where(present.Contains)];
            present.Add(state.Urn);
            result.Add(state);
        }

        // A child of what is gone belongs to the next ancestor that is there.
        var ancestors = deployment.Base.Resources.GroupBy(r => r.Urn).ToDictionary(g => g.Key, g => g.First().Parent);
        foreach (var state in result)
        {
            while (!state.Parent.IsEmpty && !present.Contains(state.Parent))
            {
                state.Parent = ancestors.GetValueOrDefault(state.Parent);
            }
        }

        deployment.Base.Resources.Clear();
        deployment.Base.Resources.AddRange(result);
    }
}
