namespace NeonFlow.Testing.Engine;

/// <summary>Replacements that delete first, and what must be replaced with them.</summary>
internal sealed partial class StepGenerator
{
    private async Task<IReadOnlyList<Step>> DeleteFirstAsync(
        RegisterEvent registration,
        ResourceState old,
        ResourceState @new,
        DiffResult diff
    )
    {
        var steps = new List<Step>();
        var dependants = await DependentReplacementsAsync(old).ConfigureAwait(false);
        for (var i = dependants.Count - 1; i >= 0; i--)
        {
            var (dependant, keys) = dependants[i];
            if (!_pendingDeletes.Add(dependant))
            {
                continue;
            }

            _dependentReplaceKeys[dependant.Urn] = keys;
            if (dependant.Delete)
            {
                steps.Add(new DeleteStep(dependant, _deleted));
            }
            else if (dependant.Protect)
            {
                Diagnostics.Error(
                    @new.Urn,
                    $"unable to replace resource \"{dependant.Urn}\" as part of replacing \"{@new.Urn}\" as it is currently marked for "
                        + "protection. "
                        + "To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi "
                        + $"up`, or use the command:\n`pulumi state unprotect {dependant.Urn.Quoted}`"
                );
                _deployment.MarkFailed();
                throw new BailException();
            }
            else
            {
                steps.Add(DeleteStep.Replaced(dependant, _deleted, pendingReplacement: true));
            }

            _deleted.Add(dependant.Urn);
        }

        await _deployment.EnsureProviderAsync(old).ConfigureAwait(false);
        if (!old.PendingReplacement)
        {
            _deleted.Add(old.Urn);
            steps.Add(DeleteStep.Replaced(old, _deleted, pendingReplacement: true));
        }

        steps.Add(new ReplaceStep(old, @new, diff));
        steps.Add(CreateStep.Replacement(registration, old, @new, diff, false));
        return steps;
    }

    /// <summary>Which dependants a change of the root would replace: each is asked with the values it has from there unknown.</summary>
    private async Task<List<(ResourceState Resource, IReadOnlyList<string> Keys)>> DependentReplacementsAsync(ResourceState root)
    {
        var result = new List<(ResourceState, IReadOnlyList<string>)>();
        if (_deployment.Base.Resources.Contains(root))
        {
            var replace = new HashSet<Urn> { root.Urn };
            var done = _kept.Union(_deleted).Where(u => u != root.Urn).ToHashSet();
            foreach (var dependant in _graph.DependingOn(root, done, withChildren: false))
            {
                var (must, keys) = await MustReplaceAsync(dependant, replace).ConfigureAwait(false);
                if (must)
                {
                    result.Add((dependant, keys));
                    replace.Add(dependant.Urn);
                }
            }
        }

        // Whoever is tied to the root by an option goes with it.
        result.AddRange(
            _olds
                .Values.Where(r => r.ReplaceWith.Contains(root.Urn) || r.DeletedWith == root.Urn)
                .Select(r => (r, (IReadOnlyList<string>)[]))
        );
        return result;
    }

    private async Task<(bool Must, IReadOnlyList<string> Keys)> MustReplaceAsync(ResourceState resource, HashSet<Urn> replace)
    {
        if (!resource.Custom || resource.External)
        {
            return (false, []);
        }

        if (
            (resource.ProviderReference is { } provider && replace.Contains(provider.Urn))
            || (!resource.DeletedWith.IsEmpty && replace.Contains(resource.DeletedWith))
        )
        {
            await _deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
            return (true, []);
        }

        var touched = false;
        var inputs = resource.Inputs.Select(
            (name, value) =>
            {
                if (resource.PropertyDependencies.GetValueOrDefault(name)?.Any(replace.Contains) ?? false)
                {
                    touched = true;
                    return PropertyValue.Unknown;
                }

                return value;
            }
        );
        if (!touched)
        {
            return (false, []);
        }

        if (resource.IsProvider)
        {
            await _deployment.Registry.SameAsync(resource, checkedBefore: false).ConfigureAwait(false);
        }
        else
        {
            await _deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
        }

        var diff = await ResourceDiffer
            .DiffAsync(
                _deployment.Manager(resource),
                resource.Urn,
                resource.Id,
                resource.Inputs,
                resource.Outputs,
                inputs,
                resource.IgnoreChanges,
                _deployment,
                allowUnknowns: true
            )
            .ConfigureAwait(false);
        diff = ResourceDiffer.ReplaceOnChanges(diff, resource.ReplaceOnChanges, initErrors: false);
        return (diff.Replace, diff.ReplaceKeys);
    }
}
