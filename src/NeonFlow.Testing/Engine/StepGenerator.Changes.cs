namespace NeonFlow.Testing.Engine;

/// <summary>What a change of a registered resource means: an update or a replacement.</summary>
internal sealed partial class StepGenerator
{
    private async Task<IReadOnlyList<Step>> ChangeAsync(
        RegisterEvent registration,
        Goal goal,
        ResourceState old,
        ResourceState @new,
        PropertyMap inputs,
        IResourceManager? manager,
        byte[] seed,
        AutonamingOptions? autonaming
    )
    {
        if (!Preview && (@new.ReplacementTrigger?.ContainsUnknowns ?? false))
        {
            Diagnostics.Error(@new.Urn, $"replacement trigger contains unknowns for {@new.Urn}");
            throw new BailException();
        }

        var triggered = ResourceDiffer.Triggers(old.ReplacementTrigger, @new.ReplacementTrigger);
        var diff = triggered ? DiffResult.Some : await DiffAsync(goal, old, @new, inputs, manager).ConfigureAwait(false);
        diff = ResourceDiffer.ReplaceOnChanges(diff, goal.ReplaceOnChanges, old.InitErrors.Count > 0);
        if (diff.Changes != DiffChanges.Some && !old.PendingReplacement)
        {
            return old.InitErrors.Count > 0 ? [new UpdateStep(registration, old, @new, diff, goal.IgnoreChanges)] : [];
        }

        if (!diff.Replace && !triggered && !old.PendingReplacement)
        {
            return [new UpdateStep(registration, old, @new, diff, goal.IgnoreChanges)];
        }

        if (@new.Protect && old.Protect)
        {
            Diagnostics.Error(
                @new.Urn,
                $"unable to replace resource \"{@new.Urn}\"\nas it is currently marked for protection. To unprotect the resource, remove "
                    + "the `protect` flag from the resource in your Pulumi program and run `pulumi up`"
            );
            if (!Preview)
            {
                throw new BailException();
            }

            _deployment.MarkFailed();
        }

        if (goal.ImportId.Length > 0)
        {
            var changes = diff.ReplaceKeys.Select(k =>
                $"{k}: {Display.GoText.Value(old.Inputs.Get(k), redact: true)} => {Display.GoText.Value(@new.Inputs.Get(k), redact: true)}"
            );
            var message =
                "previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from "
                + $"your program;\n{string.Join('\n', changes)}";
            if (!Preview)
            {
                throw new EngineException(message);
            }

            Diagnostics.Warning(@new.Urn, message);
        }

        _replaced.Add(@new.Urn);
        if (manager is not null && !_deployment.Targets.Replace(@new.Urn, old))
        {
            var said = await manager
                .CheckAsync(@new.Urn, PropertyMap.Empty, goal.Properties, seed, autonaming, Preview)
                .ConfigureAwait(false);
            if (!IsValid(said, @new))
            {
                throw new BailException();
            }

            @new.Inputs = said.Inputs;
        }

        if (goal.DeleteBeforeReplace ?? diff.DeleteBeforeReplace)
        {
            return await DeleteFirstAsync(registration, old, @new, diff).ConfigureAwait(false);
        }

        return [CreateStep.Replacement(registration, old, @new, diff, true), new ReplaceStep(old, @new, diff)];
    }

    private async Task<DiffResult> DiffAsync(
        Goal goal,
        ResourceState old,
        ResourceState @new,
        PropertyMap inputs,
        IResourceManager? manager
    )
    {
        if (_deployment.Targets.Replace(@new.Urn, old))
        {
            return DiffResult.Some with { ReplaceKeys = ["id"] };
        }

        if (@new.ReplaceWith.Any(_replaced.Contains))
        {
            return DiffResult.Some with { ReplaceKeys = ["replaceWith"] };
        }

        if (!@new.DeletedWith.IsEmpty && _replaced.Contains(@new.DeletedWith))
        {
            return DiffResult.Some with { ReplaceKeys = ["deletedWith"] };
        }

        if (await ProviderReplacesAsync(old, @new).ConfigureAwait(false))
        {
            return DiffResult.Some with { ReplaceKeys = ["provider"] };
        }

        if (manager is null)
        {
            return old.Inputs.Equals(inputs) ? DiffResult.None : DiffResult.Some;
        }

        DiffResult diff;
        try
        {
            diff = await ResourceDiffer
                .DiffAsync(manager, @new.Urn, old.Id, old.Inputs, old.Outputs, inputs, goal.IgnoreChanges, _deployment)
                .ConfigureAwait(false);
        }
        catch (DiffUnavailableException unavailable)
        {
            Diagnostics.Warning(@new.Urn, unavailable.Message);
            diff = DiffResult.Some;
        }

        return diff;
    }

    /// <summary>Whether a resource cannot be managed by its new provider any more and has to be made anew.</summary>
    private async Task<bool> ProviderReplacesAsync(ResourceState old, ResourceState @new)
    {
        if (old.Provider == @new.Provider)
        {
            return false;
        }

        if (old.ProviderReference is not { } before || @new.ProviderReference is not { } after)
        {
            return true;
        }

        if (_aliases.NewName(before.Urn) == after.Urn)
        {
            return false;
        }

        if (
            _deployment.Registry.Find(after) is not { } plugin
            || !_olds.TryGetValue(before.Urn, out var oldProvider)
            || !_news.TryGetValue(after.Urn, out var newProvider)
        )
        {
            throw new EngineException($"failed to resolve provider reference: \"{before}\"");
        }

        var diff = await plugin
            .DiffConfigAsync(after.Urn, oldProvider.Inputs, oldProvider.Outputs, newProvider.Inputs, [])
            .ConfigureAwait(false);
        return diff.Replace;
    }
}
