namespace NeonFlow.Testing.Engine;

/// <summary>Which resources an operation is about, and what becomes of those that it leaves out.</summary>
internal sealed partial class StepGenerator
{
    private readonly HashSet<Urn> _reportedAbsent = [];

    // What depends on these takes part, or does not, where the operation says so.
    private readonly HashSet<Urn> _targeted = [];
    private readonly HashSet<Urn> _excluded = [];

    /// <summary>
    /// Reports steps that need a resource which the program has, but which is not made because it is not among the targets.
    /// </summary>
    public void DemandTargets(IReadOnlyList<Step> steps)
    {
        if (_deployment.Targets is { Only.Count: 0, Replaced.Count: 0 })
        {
            return;
        }

        foreach (var step in steps.Where(s => s.New is not null && s is not SameStep { IsSkippedCreate: true }))
        {
            foreach (var need in step.New!.Needs().Where(n => _absent.Contains(n) && _reportedAbsent.Add(n)))
            {
                Diagnostics.Error(step.Urn, $"Resource '{step.Urn}' depends on '{need}' which was was not specified in --target list.");
                Refuse();
            }
        }
    }

    /// <summary>Whether a resource takes part; providers and the stack always do.</summary>
    private bool Includes(ResourceState resource)
    {
        var targets = _deployment.Targets;
        if (targets.Only.Count == 0)
        {
            if (targets.Excluded.Contains(resource.Urn) || (targets.WithoutDependents && resource.Needs().Any(_excluded.Contains)))
            {
                _excluded.Add(resource.Urn);
            }
        }
        else if (targets.Only.Contains(resource.Urn) || (targets.WithDependents && resource.Needs().Any(_targeted.Contains)))
        {
            _targeted.Add(resource.Urn);
        }

        return resource.IsProvider
            || resource.Urn.IsStack
            || (targets.Only.Count == 0 ? !_excluded.Contains(resource.Urn) : _targeted.Contains(resource.Urn));
    }

    /// <summary>The steps of a resource that is left out: it stays as it is, or is not made.</summary>
    private List<Step> Untargeted(RegisterEvent registration, ResourceState? old, ResourceState @new)
    {
        if (old is null)
        {
            _absent.Add(@new.Urn);
            return [SameStep.SkippedCreate(registration, @new)];
        }

        if (old.ProviderReference is { } provider && _deployment.Registry.ProviderOf(provider) is null)
        {
            throw new EngineException(
                $"provider {provider} for resource {@new.Urn} has not been registered yet, this is due to a change of providers mixed "
                    + "with --target. Change your program back to the original providers"
            );
        }

        var steps = new List<Step>();
        Keep(old, registration);
        return steps;

        // What it needs must stand before it in the state, even where the program no longer registers that.
        void Keep(ResourceState resource, RegisterEvent? source)
        {
            _seen.Add(resource.Urn);
            _kept.Add(resource.Urn);
            foreach (var need in resource.Needs().Where(n => !_kept.Contains(n)))
            {
                Keep(
                    _olds.GetValueOrDefault(need)
                        ?? throw new EngineException($"dependency {need} of untargeted resource {@new.Urn} has no old state"),
                    source: null
                );
            }

            var same = resource.Clone();
            _news[resource.Urn] = same;
            steps.Add(new SameStep(source, resource, same) { IsUntargeted = true });
        }
    }

    /// <summary>
    /// Which resources may be deleted: all but the excluded ones with what they need, or the targets with what depends on them and what has
    /// to be replaced with those.
    /// </summary>
    private async Task<Func<Urn, bool>> DeletableAsync()
    {
        var targets = _deployment.Targets;
        var nothing = new HashSet<Urn>();
        if (targets.Only.Count == 0)
        {
            var staying = new HashSet<Urn>();
            foreach (var resource in Named(targets.Excluded))
            {
                Stay(resource);
            }

            return urn => !staying.Contains(urn);

            void Stay(ResourceState resource)
            {
                if (!staying.Add(resource.Urn))
                {
                    return;
                }

                foreach (var other in _graph.DependenciesOf(resource))
                {
                    Stay(other);
                }

                foreach (var other in targets.WithoutDependents ? _graph.DependingOn(resource, nothing, withChildren: true).ToArray() : [])
                {
                    Stay(other);
                }
            }
        }

        var allowed = Named(targets.Only)
            .SelectMany(r => _graph.DependingOn(r, nothing, withChildren: true).Prepend(r))
            .Select(static r => r.Urn)
            .ToHashSet();
        foreach (var resource in Named(allowed))
        {
            allowed.UnionWith((await DependentReplacementsAsync(resource).ConfigureAwait(false)).Select(d => d.Resource.Urn));
        }

        return allowed.Contains;

        ResourceState[] Named(IReadOnlyCollection<Urn> urns) => [.. _deployment.Base.Resources.Where(r => urns.Contains(r.Urn))];
    }

    private void DemandTargetsOfDeletes(IReadOnlyList<Step> deletes)
    {
        if (_deployment.Targets.Only.Count == 0 || _deployment.Targets.WithDependents)
        {
            return;
        }

        var untargeted = deletes.Where(d => !_deployment.Targets.Only.Contains(d.Urn)).ToArray();
        foreach (var step in untargeted)
        {
            Diagnostics.Error(
                step.Urn,
                $"Resource '{step.Urn}' will be destroyed but was not specified in --target list.\n"
                    + "Either include resource in --target list or pass --target-dependents to proceed."
            );
        }

        if (untargeted.Length > 0)
        {
            Refuse();
        }
    }

    /// <summary>A preview goes on, so that it reports everything at once; an update ends.</summary>
    private void Refuse()
    {
        _deployment.MarkFailed();
        if (!Preview)
        {
            throw new BailException();
        }
    }
}
