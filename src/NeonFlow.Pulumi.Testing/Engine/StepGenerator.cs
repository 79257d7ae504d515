using System.Globalization;
using System.Security.Cryptography;

namespace NeonFlow.Pulumi.Testing.Engine;

/// <summary>The operation cannot go on, and the user was told why.</summary>
internal sealed class BailException : Exception;

/// <summary>Decides what has to happen to each resource (README 3.3 to 3.5); one registration after the other.</summary>
internal sealed class StepGenerator
{
    private readonly Deployment deployment;
    private readonly Dictionary<Urn, ResourceState> olds = [];
    private readonly HashSet<Urn> seen = [];
    private readonly Dictionary<Urn, Urn> aliased = [];
    private readonly HashSet<Urn> kept = [];
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

    public Urn UrnOf(Urn parent, string type, string name) => Urn.Create(deployment.Stack, deployment.Project, parent.QualifiedType, type, name);

    /// <summary>The saved state that a registration is about.</summary>
    public ResourceState? OldOf(Goal goal)
    {
        var urn = UrnOf(goal.Parent, goal.Type, goal.Name);
        return olds.GetValueOrDefault(urn);
    }

    /// <summary>Notes a resource that is only read: it stays, and children may follow.</summary>
    public void Keep(ResourceState state)
    {
        seen.Add(state.Urn);
        kept.Add(state.Urn);
        news[state.Urn] = state;
    }

    /// <summary>What the program did not register.</summary>
    public IReadOnlyList<ResourceState> Left() => [.. deployment.Base.Resources.Where(r => !kept.Contains(r.Urn))];

    public async Task<IReadOnlyList<Step>> RegisterAsync(RegisterEvent registration)
    {
        var goal = registration.Goal;
        var urn = UrnOf(goal.Parent, goal.Type, goal.Name);
        CheckParent(goal.Parent, urn);
        if (!seen.Add(urn))
        {
            Diagnostics.Error(urn, $"Duplicate resource URN '{urn}'; try giving it a unique name");
            throw new BailException();
        }

        var aliases = Aliases(goal, urn);
        var old = FindOld(urn, aliases);
        var inputs = goal.Properties;
        if (old is not null && goal.IgnoreChanges.Count > 0)
        {
            inputs = PropertyTrees.ResetIgnored(
                inputs,
                old.Inputs,
                goal.IgnoreChanges,
                path => Diagnostics.Info(urn, $"cannot ignore changes in added or removed elements of the path: {path}"));
        }

        var @new = NewState(goal, urn, inputs, aliases);
        @new.RefreshBeforeUpdate = old?.RefreshBeforeUpdate ?? false;
        news[urn] = @new;
        var manager = deployment.ManagerOrNull(@new);
        var seed = RandomNumberGenerator.GetBytes(32);
        var recreating = deleted.Contains(urn);
        var wasExternal = old?.External ?? false;
        var imported = false;
        if (goal.Custom && goal.ImportId.Length > 0 && (old is null || old.External || (old.Id != goal.ImportId && old.ImportId != goal.ImportId)))
        {
            var read = @new.Clone();
            read.Id = goal.ImportId;
            var original = recreating ? null : old;
            await deployment.RunNowAsync(original is null
                ? [new ImportStep(null, read)]
                : [new ImportStep(original, read), new ReplaceStep(original, read, null)]).ConfigureAwait(false);
            old = read;
            wasExternal = false;
            recreating = false;
            imported = true;
        }

        if (manager is not null)
        {
            var olding = recreating || wasExternal || old is null ? PropertyMap.Empty : old.Inputs;
            @new.Inputs = await CheckAsync(manager, @new, olding, inputs, seed).ConfigureAwait(false);
        }

        if (recreating)
        {
            kept.Add(urn);
            replaced.Add(urn);
            var keys = DiffResult.Some with { ReplaceKeys = dependentReplaceKeys.GetValueOrDefault(urn) ?? [] };
            return [new ReplaceStep(old!, @new, null), CreateStep.Replacement(registration, old!, @new, keys, false)];
        }

        if (wasExternal)
        {
            kept.Add(urn);
            replaced.Add(urn);
            return [CreateStep.Replacement(registration, old!, @new, DiffResult.Some, true), new ReplaceStep(old!, @new, null)];
        }

        kept.Add(urn);
        if (old is null)
        {
            return [new CreateStep(registration, @new)];
        }

        var steps = await ChangeAsync(registration, goal, old, @new, inputs, manager, seed).ConfigureAwait(false);
        if (steps.Count > 0)
        {
            return steps;
        }

        var same = new SameStep(registration, old, @new);
        if (imported)
        {
            deployment.Silence(same);
        }

        return [same];
    }

    public IReadOnlyList<Step> Read(ReadEvent read)
    {
        var urn = UrnOf(read.Parent, read.Type, read.Name);
        CheckParent(read.Parent, urn);
        if (!seen.Add(urn))
        {
            Diagnostics.Error(urn, $"Duplicate resource URN '{urn}'; try giving it a unique name");
            throw new BailException();
        }

        var old = olds.GetValueOrDefault(urn);
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
        };
        news[urn] = @new;
        kept.Add(urn);

        // A resource that was ours until now is deleted, and read from then on.
        if (old is { External: false })
        {
            replaced.Add(urn);
            return [new ReadStep(read, old, @new, read.IdUnknown, replacing: true), new ReplaceStep(old, @new, null)];
        }

        return [new ReadStep(read, old, @new, read.IdUnknown, replacing: false)];
    }

    /// <summary>The steps that remove what the program no longer wants, last first.</summary>
    public IReadOnlyList<Step> Deletes()
    {
        var steps = new List<Step>();
        for (var i = deployment.Base.Resources.Count - 1; i >= 0; i--)
        {
            var resource = deployment.Base.Resources[i];
            if (resource.Delete)
            {
                deleted.Add(resource.Urn);
                steps.Add(DeleteStep.Replaced(resource, deleted, pendingReplacement: false));
            }
            else if (!kept.Contains(resource.Urn) && !aliased.ContainsKey(resource.Urn))
            {
                deleted.Add(resource.Urn);
                steps.Add(resource.PendingReplacement ? new RemovePendingReplaceStep(resource) : new DeleteStep(resource, deleted));
            }
        }

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
        Deployment deployment)
    {
        var diff = await manager.DiffAsync(urn, id, oldInputs, oldOutputs, newInputs, ignoreChanges, deployment.Preview).ConfigureAwait(false);
        if (diff.Changes != DiffChanges.Unknown)
        {
            return diff;
        }

        var compared = PropertyTrees.Compare(oldInputs, PropertyTrees.ResetIgnored(newInputs, oldInputs, ignoreChanges, static _ => { }));
        return compared.Count == 0
            ? diff with { Changes = DiffChanges.None }
            : diff with
            {
                Changes = DiffChanges.Some,
                ChangedKeys = [.. compared.Keys.Select(k => (string)PropertyPath.Parse(k).Segments[0]).Distinct(StringComparer.Ordinal)],
                DetailedDiff = compared,
            };
    }

    private static string GoText(PropertyValue? value) => value switch
    {
        null or NullValue => "<nil>",
        StringValue s => s.Value,
        NumberValue n => Math.Abs(n.Value) is >= 1e21 or (< 1e-4 and > 0)
            ? n.Value.ToString("0.################e+00", CultureInfo.InvariantCulture)
            : n.Value.ToString("0.################", CultureInfo.InvariantCulture),
        BoolValue b => b.Value ? "true" : "false",
        ArrayValue a => "[" + string.Join(" ", a.Items.Select(i => "{" + GoText(i) + "}")) + "]",
        ObjectValue o => "map[" + string.Join(" ", o.Members.Select(m => $"{m.Key}:{{{GoText(m.Value)}}}")) + "]",
        SecretValue s => "&{{" + GoText(s.Element) + "}}",
        UnknownValue => "{{}}",
        _ => value.ToString()!,
    };

    private void CheckParent(Urn parent, Urn child)
    {
        if (!parent.IsEmpty && !news.ContainsKey(parent))
        {
            throw new EngineException($"could not find parent resource {parent} of {child}: it must be registered first");
        }
    }

    private ResourceState? FindOld(Urn urn, IReadOnlyList<Urn> aliases)
    {
        if (olds.TryGetValue(urn, out var direct))
        {
            return direct;
        }

        foreach (var alias in aliases)
        {
            if (olds.TryGetValue(alias, out var found))
            {
                if (aliased.TryGetValue(alias, out var taker))
                {
                    Diagnostics.Error(urn, $"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource with URN '{taker}'");
                    throw new BailException();
                }

                if (seen.Contains(alias))
                {
                    Diagnostics.Error(urn, $"Alias '{alias}' of resource '{urn}' is the URN of another resource of this program");
                    throw new BailException();
                }

                aliased[alias] = urn;
                return found;
            }
        }

        return null;
    }

    private List<Urn> Aliases(Goal goal, Urn urn)
    {
        var result = new List<Urn>();
        void Add(Urn alias)
        {
            if (alias != urn && !result.Contains(alias))
            {
                result.Add(alias);
            }
        }

        foreach (var alias in goal.Aliases)
        {
            Add(alias.Urn.IsEmpty ? Resolve(alias, goal.Parent) : alias.Urn);
        }

        // A child follows the former names of its parent.
        if (news.GetValueOrDefault(goal.Parent) is { Aliases.Count: > 0 } parent)
        {
            foreach (var parentAlias in parent.Aliases)
            {
                var name = goal.Name.StartsWith(parent.Urn.Name, StringComparison.Ordinal)
                    ? parentAlias.Name + goal.Name[parent.Urn.Name.Length..]
                    : goal.Name;
                Add(Urn.Create(parentAlias.Stack, parentAlias.Project, parentAlias.QualifiedType, goal.Type, name));
                foreach (var alias in goal.Aliases.Where(a => a.Urn.IsEmpty && a.Parent.IsEmpty && !a.NoParent))
                {
                    Add(Resolve(alias, parentAlias));
                }
            }
        }

        return result;

        Urn Resolve(AliasSpec alias, Urn parent)
        {
            var under = alias.NoParent ? default : alias.Parent.IsEmpty ? parent : alias.Parent;
            return Urn.Create(
                alias.Stack.Length > 0 ? alias.Stack : deployment.Stack,
                alias.Project.Length > 0 ? alias.Project : deployment.Project,
                under.QualifiedType,
                alias.Type.Length > 0 ? alias.Type : goal.Type,
                alias.Name.Length > 0 ? alias.Name : goal.Name);
        }
    }

    private ResourceState NewState(Goal goal, Urn urn, PropertyMap inputs, IReadOnlyList<Urn> aliases)
    {
        var parent = news.GetValueOrDefault(goal.Parent);
        return new()
        {
            Urn = urn,
            Type = goal.Type,
            Custom = goal.Custom,
            Inputs = inputs,
            Parent = goal.Parent,
            Protect = goal.Protect ?? parent?.Protect ?? false,
            Dependencies = goal.Dependencies,
            Provider = goal.Provider,
            PropertyDependencies = goal.PropertyDependencies,
            AdditionalSecretOutputs = goal.AdditionalSecretOutputs,
            Aliases = aliases,
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

    private async Task<PropertyMap> CheckAsync(IResourceManager manager, ResourceState @new, PropertyMap olds, PropertyMap inputs, byte[] seed)
    {
        var result = await manager.CheckAsync(@new.Urn, olds, inputs, seed, Preview).ConfigureAwait(false);
        if (result.Failures.Count == 0)
        {
            return result.Inputs;
        }

        foreach (var failure in result.Failures)
        {
            // The value of a named property is printed as it is, secrets included: the real engine does, and a test must catch it.
            Diagnostics.Error(@new.Urn, failure.Property.Length > 0
                ? $"{@new.Type} resource '{@new.Urn.Name}': property {failure.Property} value {{{GoText(inputs.Get(failure.Property))}}} has a problem: {failure.Reason}"
                : $"{@new.Type} resource '{@new.Urn.Name}' has a problem: {failure.Reason}");
        }

        throw new BailException();
    }

    private async Task<IReadOnlyList<Step>> ChangeAsync(
        RegisterEvent registration,
        Goal goal,
        ResourceState old,
        ResourceState @new,
        PropertyMap inputs,
        IResourceManager? manager,
        byte[] seed)
    {
        var diff = await DiffAsync(goal, old, @new, manager).ConfigureAwait(false);
        if (diff.Changes != DiffChanges.Some && !old.PendingReplacement)
        {
            return old.InitErrors.Count > 0 ? [new UpdateStep(registration, old, @new, null, [])] : [];
        }

        if (!diff.Replace && !old.PendingReplacement)
        {
            return [new UpdateStep(registration, old, @new, diff, goal.IgnoreChanges)];
        }

        if (@new.Protect && old.Protect)
        {
            Diagnostics.Error(
                @new.Urn,
                $"unable to replace resource \"{@new.Urn}\"\nas it is currently marked for protection. To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`");
            if (!Preview)
            {
                throw new BailException();
            }

            deployment.MarkFailed();
        }

        if (goal.ImportId.Length > 0)
        {
            const string preamble = "previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program";
            if (!Preview)
            {
                throw new EngineException(preamble);
            }

            var lines = diff.ReplaceKeys.Select(k => $"{k}: {{{GoText(old.Inputs.Get(k))}}} => {{{GoText(@new.Inputs.Get(k))}}}");
            Diagnostics.Warning(@new.Urn, $"{preamble};\n{string.Join("\n", lines)}");
        }

        replaced.Add(@new.Urn);
        if (manager is not null)
        {
            @new.Inputs = await CheckAsync(manager, @new, PropertyMap.Empty, inputs, seed).ConfigureAwait(false);
        }

        if (goal.DeleteBeforeReplace ?? diff.DeleteBeforeReplace || old.PendingReplacement)
        {
            return await DeleteFirstAsync(registration, old, @new, diff).ConfigureAwait(false);
        }

        return [CreateStep.Replacement(registration, old, @new, diff, true), new ReplaceStep(old, @new, diff)];
    }

    private async Task<IReadOnlyList<Step>> DeleteFirstAsync(RegisterEvent registration, ResourceState old, ResourceState @new, DiffResult diff)
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

            if (dependant.Protect)
            {
                Diagnostics.Error(
                    dependant.Urn,
                    $"unable to replace resource \"{dependant.Urn}\" as part of replacing \"{@new.Urn}\" as it is currently marked for protection. "
                    + "To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`");
                throw new BailException();
            }

            dependentReplaceKeys[dependant.Urn] = keys;
            await deployment.EnsureProviderAsync(dependant).ConfigureAwait(false);
            steps.Add(DeleteStep.Replaced(dependant, deleted, pendingReplacement: true));
            deleted.Add(dependant.Urn);
        }

        if (!old.PendingReplacement)
        {
            await deployment.EnsureProviderAsync(old).ConfigureAwait(false);
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
        var replace = new HashSet<Urn> { root.Urn };
        foreach (var dependant in graph.DependingOn(root, seen))
        {
            var (must, keys) = await MustReplaceAsync(dependant, replace).ConfigureAwait(false);
            if (must)
            {
                result.Add((dependant, keys));
                replace.Add(dependant.Urn);
            }
        }

        return result;
    }

    private async Task<(bool Must, IReadOnlyList<string> Keys)> MustReplaceAsync(ResourceState resource, HashSet<Urn> replace)
    {
        if (!resource.Custom || resource.External)
        {
            return (false, []);
        }

        if ((resource.ProviderReference is { } provider && replace.Contains(provider.Urn))
            || (!resource.DeletedWith.IsEmpty && replace.Contains(resource.DeletedWith))
            || resource.ReplaceWith.Any(replace.Contains))
        {
            return (true, []);
        }

        var touched = false;
        var inputs = resource.Inputs.Select((name, value) =>
        {
            if (resource.PropertyDependencies.GetValueOrDefault(name)?.Any(replace.Contains) ?? false)
            {
                touched = true;
                return PropertyValue.Unknown;
            }

            return value;
        });
        if (!touched)
        {
            return (false, []);
        }

        await deployment.EnsureProviderAsync(resource).ConfigureAwait(false);
        var diff = await deployment.Manager(resource).DiffAsync(
            resource.Urn, resource.Id, resource.Inputs, resource.Outputs, inputs, [], true).ConfigureAwait(false);
        return (diff.Replace, diff.ReplaceKeys);
    }

    private async Task<DiffResult> DiffAsync(Goal goal, ResourceState old, ResourceState @new, IResourceManager? manager)
    {
        if (old.Taint)
        {
            return DiffResult.Some with { ReplaceKeys = ["id"] };
        }

        if ((!@new.DeletedWith.IsEmpty && replaced.Contains(@new.DeletedWith)) || @new.ReplaceWith.Any(replaced.Contains))
        {
            return DiffResult.Some with { ReplaceKeys = [replaced.Contains(@new.DeletedWith) ? "deletedWith" : "replaceWith"] };
        }

        if (await ProviderReplacesAsync(old, @new).ConfigureAwait(false))
        {
            return DiffResult.Some with { ReplaceKeys = ["provider"] };
        }

        if (old.Custom != @new.Custom)
        {
            return DiffResult.Some with { ReplaceKeys = ["custom"] };
        }

        if (manager is null)
        {
            return old.Inputs.Equals(@new.Inputs) ? DiffResult.None : DiffResult.Some;
        }

        DiffResult diff;
        try
        {
            diff = await DiffResourceAsync(manager, @new.Urn, old.Id, old.Inputs, old.Outputs, @new.Inputs, goal.IgnoreChanges, deployment).ConfigureAwait(false);
        }
        catch (DiffUnavailableException unavailable)
        {
            Diagnostics.Warning(@new.Urn, unavailable.Message);
            diff = DiffResult.Some;
        }

        if (old.ReplacementTrigger is { } before && @new.ReplacementTrigger is { } now && !before.Equals(now))
        {
            diff = diff with { Changes = DiffChanges.Some, ReplaceKeys = [.. diff.ReplaceKeys, "replacementTrigger"] };
        }

        return ReplaceOnChanges(diff, goal.ReplaceOnChanges, old.InitErrors.Count > 0);
    }

    private static DiffResult ReplaceOnChanges(DiffResult diff, IReadOnlyList<string> paths, bool initErrors)
    {
        if (paths.Count == 0 || (diff.Changes != DiffChanges.Some && !initErrors))
        {
            return diff;
        }

        var parsed = paths.Where(p => p != "#initerror").Select(PropertyPath.Parse).ToArray();
        bool Listed(string key) => PropertyPath.Parse(key) is var path && parsed.Any(p => p.Contains(path));
        var detailed = diff.DetailedDiff?.ToDictionary(
            d => d.Key,
            d => !Listed(d.Key) ? d.Value : d.Value with
            {
                Kind = d.Value.Kind switch
                {
                    PropertyDiffKind.Add => PropertyDiffKind.AddReplace,
                    PropertyDiffKind.Delete => PropertyDiffKind.DeleteReplace,
                    PropertyDiffKind.Update => PropertyDiffKind.UpdateReplace,
                    var kind => kind,
                },
            });
        var keys = new SortedSet<string>(diff.ReplaceKeys, StringComparer.Ordinal);
        keys.UnionWith(diff.ChangedKeys.Where(Listed));
        if (detailed is not null)
        {
            keys.UnionWith(detailed.Where(d => d.Value.IsReplace).Select(d => (string)PropertyPath.Parse(d.Key).Segments[0]));
        }

        if (initErrors && paths.Any(p => p is "#initerror" or "*"))
        {
            return diff with { Changes = DiffChanges.Some, ReplaceKeys = [.. keys, "#initerror"], DetailedDiff = detailed };
        }

        return diff with { ReplaceKeys = keys.SequenceEqual(diff.ReplaceKeys.Order(StringComparer.Ordinal)) ? diff.ReplaceKeys : [.. keys], DetailedDiff = detailed };
    }

    /// <summary>Whether a resource cannot be managed by its new provider any more and has to be made anew.</summary>
    private async Task<bool> ProviderReplacesAsync(ResourceState old, ResourceState @new)
    {
        if (!old.Custom || !@new.Custom || old.Provider == @new.Provider || old.ProviderReference is not { } before || @new.ProviderReference is not { } after)
        {
            return false;
        }

        if (deployment.Registry.Find(after) is not { } plugin || !olds.TryGetValue(before.Urn, out var oldProvider) || !news.TryGetValue(after.Urn, out var newProvider))
        {
            return true;
        }

        if (newProvider.Inputs.ContainsUnknowns)
        {
            return false;
        }

        var diff = await plugin.DiffConfigAsync(after.Urn, oldProvider.Inputs, oldProvider.Outputs, newProvider.Inputs, []).ConfigureAwait(false);
        return diff.Replace;
    }
}
