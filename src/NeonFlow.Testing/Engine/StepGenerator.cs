using System.Security.Cryptography;

namespace NeonFlow.Testing.Engine;

/// <summary>Decides what has to happen to each resource (README 3.3 to 3.5); one registration after the other.</summary>
internal sealed partial class StepGenerator
{
    private const string InitErrorKey = "#initerror";

    private readonly Deployment deployment;
    private readonly Dictionary<Urn, ResourceState> olds = [];
    private readonly HashSet<Urn> seen = [];
    private readonly Dictionary<Urn, Urn> aliased = [];
    private readonly Dictionary<Urn, Urn> former = [];
    private readonly HashSet<Urn> kept = [];
    private readonly HashSet<Urn> absent = [];
    private readonly HashSet<Urn> replaced = [];
    private readonly HashSet<Urn> deleted = [];
    private readonly HashSet<ResourceState> pendingDeletes = [];
    private readonly Dictionary<Urn, IReadOnlyList<string>> dependentReplaceKeys = [];
    private readonly Dictionary<Urn, ResourceState> news = [];
    private readonly DependencyGraph graph;

    public StepGenerator(Deployment deployment)
    {
        this.deployment = deployment;
        graph = new(deployment.Base.Resources);
        foreach (var resource in deployment.Base.Resources.Where(r => !r.Delete))
        {
            olds[resource.Urn] = resource;
        }
    }

    private bool Preview => deployment.Preview;

    private Diagnostics Diagnostics => deployment.Diagnostics;

    public Urn UrnOf(Urn parent, string type, string name) =>
        Urn.Create(deployment.Stack, deployment.Project, parent.QualifiedType, type, name);

    /// <summary>What the program did not register.</summary>
    public IReadOnlyList<ResourceState> Left() =>
        [.. deployment.Base.Resources.Where(r => !kept.Contains(r.Urn) && !aliased.ContainsKey(r.Urn))];

    /// <summary>
    /// What a registration means to a refresh: what can be read is read, providers and components are taken as the program has them.
    /// </summary>
    public async Task<GeneratedSteps> RefreshAsync(RegisterEvent registration)
    {
        var goal = registration.Goal;
        var (old, @new, _, invalid) = Begin(goal);
        var isRead = goal.Custom && !@new.IsProvider;
        if (old is null && (isRead || @new.Needs().Any(absent.Contains)))
        {
            kept.Add(@new.Urn);
            absent.Add(@new.Urn);
            return new([SameStep.SkippedCreate(registration, @new)]);
        }

        if (old is null)
        {
            return await DecideAsync(
                    registration,
                    old,
                    @new,
                    Manager(@new),
                    RandomNumberGenerator.GetBytes(32),
                    recreating: false,
                    invalid,
                    imported: false
                )
                .ConfigureAwait(false);
        }

        kept.Add(@new.Urn);
        if (isRead)
        {
            await deployment.EnsureProviderAsync(old).ConfigureAwait(false);
        }

        var step = isRead ? new RefreshStep(old, @new) : new RefreshStep(old) { TakenOver = true };
        return new(
            [step],
            async () =>
            {
                if (step.New is not { } found)
                {
                    absent.Add(@new.Urn);
                    return new([SameStep.SkippedCreate(registration, @new)]);
                }

                if (isRead || @new.Needs().Any(absent.Contains))
                {
                    news[@new.Urn] = found;
                    registration.Done.TrySetResult(new(found, RegistrationOutcome.Done));
                    return new([]);
                }

                return await DecideAsync(
                        registration,
                        old,
                        @new,
                        Manager(@new),
                        RandomNumberGenerator.GetBytes(32),
                        recreating: false,
                        invalid,
                        imported: false
                    )
                    .ConfigureAwait(false);
            }
        );
    }

    public async Task<GeneratedSteps> RegisterAsync(RegisterEvent registration)
    {
        var goal = registration.Goal;
        var (old, @new, alias, invalid) = Begin(goal);
        var urn = @new.Urn;
        var manager = Manager(@new);
        var seed = RandomNumberGenerator.GetBytes(32);
        var recreating = deleted.Contains(urn);
        var importedBefore =
            old is null ? ""
            : old.ImportId.Length > 0 ? old.ImportId
            : old.Id;
        if (!goal.Custom || goal.ImportId.Length == 0 || !deployment.Targets.Include(urn) || (old is { External: false } && importedBefore == goal.ImportId))
        {
            return await DecideAsync(registration, old, @new, manager, seed, recreating, invalid, imported: false).ConfigureAwait(false);
        }

        var import = new ImportStep(registration, recreating ? null : old, @new);
        kept.Add(urn);
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
        var (old, alias, _) = FindOld(urn, read.Name, read.Type, read.Parent, []);
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
        news[urn] = @new;
        kept.Add(urn);

        // Another object that was ours until now is deleted; the same one is only given up.
        if (old is { External: false } && old.Id != read.Id)
        {
            replaced.Add(urn);
            return [new ReadStep(read, old, @new, read.IdUnknown, replacing: true), new ReplaceStep(old, @new, null)];
        }

        return [new ReadStep(read, old, @new, read.IdUnknown, replacing: false)];
    }

    /// <summary>Whether there is a resource of this name, in the saved state or in the program.</summary>
    public bool Knows(Urn urn) => seen.Contains(urn) || deployment.Base.Resources.Any(r => r.Urn == urn);

    /// <summary>The steps that remove what the program no longer wants; their providers run.</summary>
    public async Task<IReadOnlyList<Step>> DeletesAsync()
    {
        var steps = new List<Step>();
        var allowed = await DeletableAsync().ConfigureAwait(false);
        foreach (var resource in deployment.Base.Resources.Where(r => allowed(r.Urn)))
        {
            if (resource.Delete)
            {
                if (pendingDeletes.Contains(resource))
                {
                    continue;
                }

                deleted.Add(resource.Urn);
                steps.Add(DeleteStep.Replaced(resource, deleted, pendingReplacement: false));
            }
            else if (!kept.Contains(resource.Urn) && !aliased.ContainsKey(resource.Urn))
            {
                deleted.Add(resource.Urn);
                steps.Add(resource.PendingReplacement ? new RemovePendingReplaceStep(resource) : new DeleteStep(resource, deleted));
            }

            if (deleted.Contains(resource.Urn))
            {
                await deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
            }
        }

        DemandTargetsOfDeletes(steps);
        return steps;
    }

    public static async Task<DiffResult> DiffResourceAsync(
        IResourceManager manager,
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        IReadOnlyList<string> ignoreChanges,
        Deployment deployment,
        bool allowUnknowns = false
    )
    {
        var diff = await manager
            .DiffAsync(urn, id, oldInputs, oldOutputs, newInputs, ignoreChanges, allowUnknowns || deployment.Preview)
            .ConfigureAwait(false);
        if (diff.Changes != DiffChanges.Unknown)
        {
            return diff;
        }

        var compared = PropertyTrees.Compare(oldInputs, Ignoring(deployment.Diagnostics, urn, newInputs, oldInputs, ignoreChanges));
        return compared.Count == 0
            ? diff with
            {
                Changes = DiffChanges.None,
            }
            : diff with
            {
                Changes = DiffChanges.Some,
                ChangedKeys = [.. compared.Keys.Select(k => (string)PropertyPath.Parse(k).Segments[0]).Distinct(StringComparer.Ordinal)],
                DetailedDiff = compared,
            };
    }

    /// <summary>The inputs with the old values where changes are to be ignored; paths where that is impossible are told.</summary>
    private static PropertyMap Ignoring(
        Diagnostics diagnostics,
        Urn urn,
        PropertyMap inputs,
        PropertyMap oldInputs,
        IReadOnlyList<string> paths
    )
    {
        var impossible = new List<string>();
        var result = PropertyTrees.ResetIgnored(inputs, oldInputs, paths, impossible.Add);
        if (impossible.Count > 0)
        {
            diagnostics.Info(
                urn,
                $"cannot ignore changes in added or removed elements of the path: {Display.GoText.Quote(string.Join(", ", impossible))}"
            );
        }

        return result;
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
        news[urn] = @new;
        var wasExternal = old?.External ?? false;
        var autonaming = goal.Custom ? deployment.Autonaming?.For(urn, seed) : null;
        if (autonaming is { DeleteBeforeReplace: true })
        {
            goal = goal with { DeleteBeforeReplace = true };
        }

        // What is ignored is reset before anything else, also where the old inputs play no part afterwards.
        var inputs = old is null ? goal.Properties : Ignoring(Diagnostics, urn, goal.Properties, old.Inputs, goal.IgnoreChanges);
        var isTargeted = deployment.Targets.Include(urn);
        if (!isTargeted)
        {
            inputs = @new.Inputs = old?.Inputs ?? PropertyMap.Empty;
        }
        else if (manager is not null)
        {
            var (olds, wanted) =
                recreating || wasExternal || old is null || deployment.Targets.Replace(urn, old) ? (PropertyMap.Empty, goal.Properties) : (old.Inputs, inputs);
            var said = await manager.CheckAsync(urn, olds, wanted, seed, autonaming?.Options, Preview).ConfigureAwait(false);
            invalid |= !IsValid(said, @new);
            inputs = @new.Inputs = said.Inputs;
        }

        if (invalid)
        {
            throw new BailException();
        }

        kept.Add(urn);
        if (recreating)
        {
            deleted.Remove(urn);
            replaced.Add(urn);
            var keys = DiffResult.Some with { ReplaceKeys = dependentReplaceKeys.GetValueOrDefault(urn) ?? [] };
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
            news[urn] = old;
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
        var (old, alias, invalid) = FindOld(urn, goal.Name, goal.Type, goal.Parent, goal.Aliases);
        var @new = NewState(goal, urn, alias);
        @new.RefreshBeforeUpdate = old?.RefreshBeforeUpdate ?? false;
        @new.Created = old?.Created;
        @new.Modified = old?.Modified;
        news[urn] = @new;
        return (old, @new, alias, invalid);
    }

    private void Take(Urn urn)
    {
        if (!seen.Add(urn))
        {
            Diagnostics.Error(urn, $"Duplicate resource URN '{urn}'; try giving it a unique name");
            throw new BailException();
        }
    }

    private void CheckParent(Urn parent)
    {
        if (!parent.IsEmpty && !seen.Contains(parent))
        {
            throw new EngineException($"could not find parent resource {parent}");
        }
    }

    private IResourceManager? Manager(ResourceState resource)
    {
        if (!resource.Custom || resource.IsProvider)
        {
            return deployment.ManagerOrNull(resource);
        }

        if (resource.ProviderReference is not { } reference || deployment.Registry.Find(reference) is not { } plugin)
        {
            Diagnostics.Error(resource.Urn, $"unknown provider '{resource.Provider}' for resource '{resource.Urn}'");
            throw new BailException();
        }

        return plugin;
    }

    /// <summary>
    /// The saved state of a resource, by its own name or one that it had before; that a name is claimed twice is said, and ends the
    /// operation after Check.
    /// </summary>
    private (ResourceState? Old, Urn Alias, bool Invalid) FindOld(
        Urn urn,
        string name,
        string type,
        Urn parent,
        IReadOnlyList<AliasSpec> aliases
    )
    {
        var invalid = false;
        if (aliased.TryGetValue(urn, out var heir))
        {
            invalid = true;
            Diagnostics.Error(urn, $"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{heir}'");
        }

        if (olds.TryGetValue(urn, out var direct))
        {
            return (direct, default, invalid);
        }

        foreach (var alias in Aliases(name, type, parent, aliases))
        {
            if (!olds.TryGetValue(alias, out var found) || alias == urn)
            {
                continue;
            }

            if (seen.Contains(alias))
            {
                invalid = true;
                Diagnostics.Error(
                    urn,
                    $"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource with URN '{urn}'"
                );
            }

            if (aliased.TryGetValue(alias, out var taker))
            {
                invalid = true;
                Diagnostics.Error(
                    urn,
                    $"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource with URN '{taker}'"
                );
            }

            aliased[alias] = urn;
            former[urn] = alias;
            deployment.Registry.RegisterAlias(urn, alias);
            return (found, alias, invalid);
        }

        return (null, default, invalid);
    }

    private List<Urn> Aliases(string name, string type, Urn parent, IReadOnlyList<AliasSpec> given)
    {
        var result = new List<Urn>();
        result.AddRange(given.Select(Resolve));

        // A child follows the name that its parent was found under.
        if (!parent.IsEmpty && former.TryGetValue(parent, out var parentAlias))
        {
            result.Add(Inherited(type, name));
            result.AddRange(given.Select(Resolve).Select(a => Inherited(a.Type, a.Name)));

            Urn Inherited(string childType, string childName) =>
                Urn.Create(
                    deployment.Stack,
                    deployment.Project,
                    parentAlias.QualifiedType,
                    childType,
                    childName.StartsWith(parent.Name, StringComparison.Ordinal)
                        ? parentAlias.Name + childName[parent.Name.Length..]
                        : childName
                );
        }

        return result;

        Urn Resolve(AliasSpec alias)
        {
            if (!alias.Urn.IsEmpty)
            {
                return alias.Urn;
            }

            var under =
                alias.NoParent ? default
                : alias.Parent.IsEmpty ? parent
                : former.GetValueOrDefault(alias.Parent, alias.Parent);
            return Urn.Create(
                alias.Stack.Length > 0 ? alias.Stack : deployment.Stack,
                alias.Project.Length > 0 ? alias.Project : deployment.Project,
                under.QualifiedType,
                alias.Type.Length > 0 ? alias.Type : type,
                alias.Name.Length > 0 ? alias.Name : name
            );
        }
    }

    private ResourceState NewState(Goal goal, Urn urn, Urn alias)
    {
        var parent = news.GetValueOrDefault(goal.Parent);
        return new()
        {
            Urn = urn,
            Type = goal.Type,
            Custom = goal.Custom,
            Inputs = goal.Properties,
            Parent = goal.Parent,
            Protect = goal.Protect ?? parent?.Protect ?? false,
            Dependencies = goal.Dependencies,
            Provider = goal.Provider,
            PropertyDependencies = goal.PropertyDependencies,
            AdditionalSecretOutputs = goal.AdditionalSecretOutputs,
            Aliases = alias.IsEmpty ? [] : [alias],
            Timeouts = goal.Timeouts,
            ImportId = goal.ImportId,
            RetainOnDelete = goal.RetainOnDelete ?? parent?.RetainOnDelete ?? false,
            DeletedWith = goal.DeletedWith.IsEmpty ? parent?.DeletedWith ?? default : goal.DeletedWith,
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

        var triggered = Triggers(old.ReplacementTrigger, @new.ReplacementTrigger);
        var diff = triggered ? DiffResult.Some : await DiffAsync(goal, old, @new, inputs, manager).ConfigureAwait(false);
        diff = ReplaceOnChanges(diff, goal.ReplaceOnChanges, old.InitErrors.Count > 0);
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

            deployment.MarkFailed();
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

        replaced.Add(@new.Urn);
        if (manager is not null && !deployment.Targets.Replace(@new.Urn, old))
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
            if (!pendingDeletes.Add(dependant))
            {
                continue;
            }

            dependentReplaceKeys[dependant.Urn] = keys;
            if (dependant.Delete)
            {
                steps.Add(new DeleteStep(dependant, deleted));
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
                deployment.MarkFailed();
                throw new BailException();
            }
            else
            {
                steps.Add(DeleteStep.Replaced(dependant, deleted, pendingReplacement: true));
            }

            deleted.Add(dependant.Urn);
        }

        await deployment.EnsureProviderAsync(old).ConfigureAwait(false);
        if (!old.PendingReplacement)
        {
            deleted.Add(old.Urn);
            steps.Add(DeleteStep.Replaced(old, deleted, pendingReplacement: true));
        }

        steps.Add(new ReplaceStep(old, @new, diff));
        steps.Add(CreateStep.Replacement(registration, old, @new, diff, false));
        return steps;
    }

    /// <summary>Which dependants a change of the root would replace: each is asked with the values it has from there unknown.</summary>
    private async Task<List<(ResourceState Resource, IReadOnlyList<string> Keys)>> DependentReplacementsAsync(ResourceState root)
    {
        var result = new List<(ResourceState, IReadOnlyList<string>)>();
        if (deployment.Base.Resources.Contains(root))
        {
            var replace = new HashSet<Urn> { root.Urn };
            var done = kept.Union(deleted).Where(u => u != root.Urn).ToHashSet();
            foreach (var dependant in graph.DependingOn(root, done))
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
            olds.Values.Where(r => r.ReplaceWith.Contains(root.Urn) || r.DeletedWith == root.Urn)
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
            await deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
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
            await deployment.Registry.SameAsync(resource, checkedBefore: false).ConfigureAwait(false);
        }
        else
        {
            await deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
        }

        var diff = await DiffResourceAsync(
                deployment.Manager(resource),
                resource.Urn,
                resource.Id,
                resource.Inputs,
                resource.Outputs,
                inputs,
                resource.IgnoreChanges,
                deployment,
                allowUnknowns: true
            )
            .ConfigureAwait(false);
        diff = ReplaceOnChanges(diff, resource.ReplaceOnChanges, initErrors: false);
        return (diff.Replace, diff.ReplaceKeys);
    }

    /// <summary>
    /// Whether the program asks for a replacement by another value of its trigger; one that is not known yet may become another.
    /// </summary>
    private static bool Triggers(PropertyValue? old, PropertyValue? @new) =>
        (old?.ContainsUnknowns ?? false)
        || (@new?.ContainsUnknowns ?? false)
        || (old is not (null or NullValue) && @new is not (null or NullValue) && !Plain(old).Equals(Plain(@new)));

    private static PropertyValue Plain(PropertyValue value) => new PropertyMap([new("", value)]).WithoutSecrets().Get("")!;

    private async Task<DiffResult> DiffAsync(
        Goal goal,
        ResourceState old,
        ResourceState @new,
        PropertyMap inputs,
        IResourceManager? manager
    )
    {
        if (deployment.Targets.Replace(@new.Urn, old))
        {
            return DiffResult.Some with { ReplaceKeys = ["id"] };
        }

        if (@new.ReplaceWith.Any(replaced.Contains))
        {
            return DiffResult.Some with { ReplaceKeys = ["replaceWith"] };
        }

        if (!@new.DeletedWith.IsEmpty && replaced.Contains(@new.DeletedWith))
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
            diff = await DiffResourceAsync(manager, @new.Urn, old.Id, old.Inputs, old.Outputs, inputs, goal.IgnoreChanges, deployment)
                .ConfigureAwait(false);
        }
        catch (DiffUnavailableException unavailable)
        {
            Diagnostics.Warning(@new.Urn, unavailable.Message);
            diff = DiffResult.Some;
        }

        return diff;
    }

    private static DiffResult ReplaceOnChanges(DiffResult diff, IReadOnlyList<string> paths, bool initErrors)
    {
        if (diff.Changes != DiffChanges.Some && !initErrors)
        {
            return diff;
        }

        var parsed = paths.Select(PropertyPath.Parse).ToArray();
        bool Listed(PropertyPath path) => parsed.Any(p => p.Contains(path));
        var detailed = diff.DetailedDiff?.ToDictionary(d => d.Key, d => Listed(PropertyPath.Parse(d.Key)) ? d.Value.ToReplace() : d.Value);
        var keys = new SortedSet<string>(diff.ReplaceKeys, StringComparer.Ordinal);
        keys.UnionWith(diff.ChangedKeys.Where(k => PropertyPath.TryParse(k) is { } path && Listed(path)));
        if (!initErrors || !Listed(PropertyPath.Of(InitErrorKey)))
        {
            return diff with { ReplaceKeys = [.. keys], DetailedDiff = detailed };
        }

        if (detailed is not null)
        {
            detailed[InitErrorKey] = new(PropertyDiffKind.UpdateReplace, false);
        }

        return diff with
        {
            Changes = DiffChanges.Some,
            ReplaceKeys = [.. keys, InitErrorKey],
            DetailedDiff = detailed,
        };
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

        if (aliased.GetValueOrDefault(before.Urn) == after.Urn)
        {
            return false;
        }

        if (
            deployment.Registry.Find(after) is not { } plugin
            || !olds.TryGetValue(before.Urn, out var oldProvider)
            || !news.TryGetValue(after.Urn, out var newProvider)
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
