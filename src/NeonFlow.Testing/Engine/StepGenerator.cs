using System.Security.Cryptography;

namespace NeonFlow.Testing.Engine;

/// <summary>Decides what has to happen to each resource, one registration after the other.</summary>
/// <remarks>In pulumi/pulumi: stepGenerator (pkg/resource/deploy/step_generator.go).</remarks>
internal sealed partial class StepGenerator
{
    private readonly Deployment _deployment;
    private readonly Dictionary<Urn, ResourceState> _olds = [];
    private readonly HashSet<Urn> _seen = [];
    private readonly HashSet<Urn> _kept = [];
    private readonly HashSet<Urn> _absent = [];
    private readonly HashSet<Urn> _replaced = [];
    private readonly HashSet<Urn> _deleted = [];
    private readonly HashSet<ResourceState> _pendingDeletes = [];
    private readonly Dictionary<Urn, IReadOnlyList<string>> _dependentReplaceKeys = [];
    private readonly Dictionary<Urn, ResourceState> _news = [];
    private readonly DependencyGraph _graph;
    private readonly AliasResolver _aliases;

    public StepGenerator(Deployment deployment)
    {
        _deployment = deployment;
        _graph = new(deployment.Base.Resources);
        _aliases = new(deployment, _olds, _seen);
        foreach (var resource in deployment.Base.Resources.Where(r => !r.Delete))
        {
            _olds[resource.Urn] = resource;
        }
    }

    private bool Preview => _deployment.Preview;

    private Diagnostics Diagnostics => _deployment.Diagnostics;

    public Urn UrnOf(Urn parent, string type, string name) =>
        Urn.Create(_deployment.Stack, _deployment.Project, parent.QualifiedType, type, name);

    public async Task<GeneratedSteps> RegisterAsync(RegisterEvent registration)
    {
        var goal = registration.Goal;
        var (old, @new, alias, invalid) = Begin(goal);
        var urn = @new.Urn;
        var manager = Manager(@new);
        var seed = RandomNumberGenerator.GetBytes(32);
        var recreating = _deleted.Contains(urn);
        var importedBefore =
            old is null ? ""
            : old.ImportId.Length > 0 ? old.ImportId
            : old.Id;
        if (!goal.Custom || goal.ImportId.Length == 0 || !Includes(@new) || (old is { External: false } && importedBefore == goal.ImportId))
        {
            return await DecideAsync(registration, old, @new, manager, seed, recreating, invalid, imported: false).ConfigureAwait(false);
        }

        var import = new ImportStep(registration, recreating ? null : old, @new);
        _kept.Add(urn);
        return new(
            recreating || old is null ? [import] : [import, new ReplaceStep(old, @new, null)],
            () =>
            {
                var wanted = NewState(goal, urn, alias);
                wanted.RefreshBeforeUpdate = @new.RefreshBeforeUpdate;
                wanted.Created = @new.Created;
                wanted.Modified = @new.Modified;
                return DecideAsync(registration, @new, wanted, manager, seed, recreating, invalid, imported: true);
            }
        );
    }

    public IReadOnlyList<Step> Read(ReadEvent read)
    {
        var urn = UrnOf(read.Parent, read.Type, read.Name);
        CheckParent(read.Parent);
        Take(urn);
        var (old, alias, _) = _aliases.FindOld(urn, read.Name, read.Type, read.Parent, []);
        if (read.Id.Length == 0)
        {
            throw new EngineException($"Expected an ID for {urn}");
        }

        var @new = new ResourceState
        {
            Urn = urn,
            Type = read.Type,
            Custom = true,
            Id = read.Id,
            Inputs = read.Properties,
            Parent = read.Parent,
            External = true,
            Dependencies = read.Dependencies,
            Provider = read.Provider,
            AdditionalSecretOutputs = read.AdditionalSecretOutputs,
            Aliases = alias.IsEmpty ? [] : [alias],
        };
        _news[urn] = @new;
        _kept.Add(urn);

        // Another object that was ours until now is deleted; the same one is only given up.
        if (old is { External: false } && old.Id != read.Id)
        {
            _replaced.Add(urn);
            return [new ReadStep(read, old, @new, read.IdUnknown, replacing: true), new ReplaceStep(old, @new, null)];
        }

        return [new ReadStep(read, old, @new, read.IdUnknown, replacing: false)];
    }

    /// <summary>Whether there is a resource of this name, in the saved state or in the program.</summary>
    public bool Knows(Urn urn) => _seen.Contains(urn) || _deployment.Base.Resources.Any(r => r.Urn == urn);

    /// <summary>
    /// The steps that remove what the program no longer wants, whose providers run, and those of what is left out and stays.
    /// </summary>
    public async Task<(IReadOnlyList<Step> Sames, IReadOnlyList<Step> Deletes)> DeletesAsync()
    {
        var (sames, steps) = (new List<Step>(), new List<Step>());
        var allowed = await DeletableAsync().ConfigureAwait(false);
        foreach (var resource in _deployment.Base.Resources)
        {
            if (!allowed(resource.Urn))
            {
                if (!_kept.Contains(resource.Urn) && _aliases.NewName(resource.Urn) is null)
                {
                    sames.Add(new SameStep(null, resource, resource.Clone()) { IsUntargeted = true });
                }

                continue;
            }

            if (resource.Delete)
            {
                if (_pendingDeletes.Contains(resource))
                {
                    continue;
                }

                _deleted.Add(resource.Urn);
                steps.Add(DeleteStep.Replaced(resource, _deleted, pendingReplacement: false));
            }
            else if (!_kept.Contains(resource.Urn) && _aliases.NewName(resource.Urn) is null)
            {
                _deleted.Add(resource.Urn);
                steps.Add(resource.PendingReplacement ? new RemovePendingReplaceStep(resource) : new DeleteStep(resource, _deleted));
            }

            if (_deleted.Contains(resource.Urn))
            {
                await _deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
            }
        }

        DemandTargetsOfDeletes(steps);
        return (sames, steps);
    }

    /// <summary>Decides what a registration means, once everything it is compared with is known.</summary>
    private async Task<GeneratedSteps> DecideAsync(
        RegisterEvent registration,
        ResourceState? old,
        ResourceState @new,
        IResourceManager? manager,
        byte[] seed,
        bool recreating,
        bool invalid,
        bool imported
    )
    {
        var goal = registration.Goal;
        var urn = @new.Urn;
        _news[urn] = @new;
        var wasExternal = old?.External ?? false;
        var autonaming = goal.Custom ? _deployment.Autonaming?.For(urn, seed) : null;
        if (autonaming is { DeleteBeforeReplace: true })
        {
            goal = goal with { DeleteBeforeReplace = true };
        }

        // What is ignored is reset before anything else, also where the old inputs play no part afterwards.
        var inputs = old is null
            ? goal.Properties
            : ResourceDiffer.Ignoring(Diagnostics, urn, goal.Properties, old.Inputs, goal.IgnoreChanges);
        var isTargeted = Includes(@new);
        if (!isTargeted)
        {
            inputs = @new.Inputs = old?.Inputs ?? PropertyMap.Empty;
        }
        else if (manager is not null)
        {
            var (olds, wanted) =
                recreating || wasExternal || old is null || _deployment.Targets.Replace(urn, old)
                    ? (PropertyMap.Empty, goal.Properties)
                    : (old.Inputs, inputs);
            var said = await manager.CheckAsync(urn, olds, wanted, seed, autonaming?.Options, Preview).ConfigureAwait(false);
            invalid |= !IsValid(said, @new);
            inputs = @new.Inputs = said.Inputs;
        }

        if (invalid)
        {
            throw new BailException();
        }

        _kept.Add(urn);
        if (recreating)
        {
            _deleted.Remove(urn);
            _replaced.Add(urn);
            var keys = DiffResult.Some with { ReplaceKeys = _dependentReplaceKeys.GetValueOrDefault(urn) ?? [] };
            return new([new ReplaceStep(old!, @new, null), CreateStep.Replacement(registration, old!, @new, keys, false)]);
        }

        if (wasExternal)
        {
            return new([CreateStep.Replacement(registration, old!, @new, DiffResult.Some, true), new ReplaceStep(old!, @new, null)]);
        }

        if (!isTargeted)
        {
            return new(Untargeted(registration, old, @new));
        }

        if (old is null)
        {
            return new([new CreateStep(registration, @new)]);
        }

        var steps = await ChangeAsync(registration, goal, old, @new, inputs, manager, seed, autonaming?.Options).ConfigureAwait(false);
        if (steps.Count > 0)
        {
            return new(steps);
        }

        if (imported)
        {
            // What was found is what is wanted: it stays as it was found.
            _news[urn] = old;
            registration.Done.TrySetResult(new(old, RegistrationOutcome.Done));
            return new([]);
        }

        return new([new SameStep(registration, old, @new)]);
    }

    /// <summary>
    /// What is known of a resource before anything is decided: its saved state, the state that the program wants, the name that it was
    /// found under.
    /// </summary>
    private (ResourceState? Old, ResourceState New, Urn Alias, bool Invalid) Begin(Goal goal)
    {
        var urn = UrnOf(goal.Parent, goal.Type, goal.Name);
        CheckParent(goal.Parent);
        Take(urn);
        var (old, alias, invalid) = _aliases.FindOld(urn, goal.Name, goal.Type, goal.Parent, goal.Aliases);
        var @new = NewState(goal, urn, alias);
        @new.RefreshBeforeUpdate = old?.RefreshBeforeUpdate ?? false;
        @new.Created = old?.Created;
        @new.Modified = old?.Modified;
        _news[urn] = @new;
        return (old, @new, alias, invalid);
    }

    private void Take(Urn urn)
    {
        if (!_seen.Add(urn))
        {
            Diagnostics.Error(urn, $"Duplicate resource URN '{urn}'; try giving it a unique name");
            throw new BailException();
        }
    }

    private void CheckParent(Urn parent)
    {
        if (!parent.IsEmpty && !_seen.Contains(parent))
        {
            throw new EngineException($"could not find parent resource {parent}");
        }
    }

    private IResourceManager? Manager(ResourceState resource)
    {
        if (!resource.Custom || resource.IsProvider)
        {
            return _deployment.ManagerOrNull(resource);
        }

        if (resource.ProviderReference is not { } reference || _deployment.Registry.ProviderOf(reference) is not { } provider)
        {
            Diagnostics.Error(resource.Urn, $"unknown provider '{resource.Provider}' for resource '{resource.Urn}'");
            throw new BailException();
        }

        return provider;
    }

    private static ResourceState NewState(Goal goal, Urn urn, Urn alias)
    {
        return new()
        {
            Urn = urn,
            Type = goal.Type,
            Custom = goal.Custom,
            Inputs = goal.Properties,
            Parent = goal.Parent,
            Protect = goal.Protect ?? false,
            Dependencies = goal.Dependencies,
            Provider = goal.Provider,
            PropertyDependencies = goal.PropertyDependencies,
            AdditionalSecretOutputs = goal.AdditionalSecretOutputs,
            Aliases = alias.IsEmpty ? [] : [alias],
            Timeouts = goal.Timeouts,
            ImportId = goal.ImportId,
            RetainOnDelete = goal.RetainOnDelete ?? false,
            DeletedWith = goal.DeletedWith,
            ReplaceWith = goal.ReplaceWith,
            IgnoreChanges = goal.IgnoreChanges,
            ReplaceOnChanges = goal.ReplaceOnChanges,
            HideDiffs = goal.HideDiffs,
            ReplacementTrigger = goal.ReplacementTrigger,
        };
    }

    private bool IsValid(CheckResult said, ResourceState @new)
    {
        foreach (var failure in said.Failures)
        {
            // The value of a named property is printed as it is, secrets included: the real engine does, and a test must catch it.
            Diagnostics.Error(
                @new.Urn,
                failure.Property.Length > 0
                    ? $"{@new.Type} resource '{@new.Urn.Name}': property {failure.Property} value "
                        + $"{Display.GoText.Value(@new.Inputs.Get(failure.Property))} has a problem: {failure.Reason}"
                    : $"{@new.Type} resource '{@new.Urn.Name}' has a problem: {failure.Reason}"
            );
        }

        return said.Failures.Count == 0;
    }
}
