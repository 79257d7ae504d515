namespace NeonFlow.Testing.Engine;

/// <summary>One resource as the engine keeps it; changed in place while an operation runs.</summary>
/// <remarks>In pulumi/pulumi: State (pkg/resource/state.go).</remarks>
internal sealed class ResourceState
{
    public required Urn Urn { get; set; }

    public required string Type { get; init; }

    public required bool Custom { get; init; }

    public bool Delete { get; set; }

    public string Id { get; set; } = "";

    public PropertyMap Inputs { get; set; } = PropertyMap.Empty;

    public PropertyMap Outputs { get; set; } = PropertyMap.Empty;

    public Urn Parent { get; set; }

    public bool Protect { get; set; }

    public bool Taint { get; set; }

    public bool External { get; set; }

    public IReadOnlyList<Urn> Dependencies { get; set; } = [];

    public IReadOnlyList<string> InitErrors { get; set; } = [];

    public string Provider { get; set; } = "";

    public IReadOnlyDictionary<string, IReadOnlyList<Urn>> PropertyDependencies { get; set; } =
        new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);

    public bool PendingReplacement { get; set; }

    public IReadOnlyList<string> AdditionalSecretOutputs { get; set; } = [];

    public IReadOnlyList<Urn> Aliases { get; set; } = [];

    public Timeouts Timeouts { get; set; }

    public string ImportId { get; set; } = "";

    public bool RetainOnDelete { get; set; }

    public Urn DeletedWith { get; set; }

    public IReadOnlyList<Urn> ReplaceWith { get; set; } = [];

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? Modified { get; set; }

    public IReadOnlyList<string> IgnoreChanges { get; set; } = [];

    public IReadOnlyList<string> ReplaceOnChanges { get; set; } = [];

    public IReadOnlyList<string> HideDiffs { get; set; } = [];

    public PropertyValue? ReplacementTrigger { get; set; }

    public bool RefreshBeforeUpdate { get; set; }

    public bool IsProvider => Type.StartsWith(Urn.ProviderTypePrefix, StringComparison.Ordinal);

    public ProviderReference? ProviderReference => Provider.Length == 0 ? null : Engine.ProviderReference.Parse(Provider);

    public ResourceState Clone() => (ResourceState)MemberwiseClone();

    /// <summary>The same resource, with what it needs called by its new name where that was renamed.</summary>
    public ResourceState PointingTo(IReadOnlyDictionary<Urn, Urn> renamed)
    {
        Urn Now(Urn urn) => renamed.TryGetValue(urn, out var found) && found != urn ? Now(found) : urn;
        return PointingTo(Now);
    }

    /// <summary>The same resource, with what it needs called by its new name.</summary>
    public ResourceState PointingTo(Func<Urn, Urn> newName)
    {
        var pointing = Clone();
        pointing.Parent = newName(Parent);
        pointing.Dependencies = [.. Dependencies.Select(newName)];
        pointing.PropertyDependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(
            PropertyDependencies.ToDictionary(d => d.Key, d => (IReadOnlyList<Urn>)[.. d.Value.Select(newName)]),
            StringComparer.Ordinal
        );
        pointing.DeletedWith = newName(DeletedWith);
        pointing.ReplaceWith = [.. ReplaceWith.Select(newName)];
        if (ProviderReference is { } provider)
        {
            pointing.Provider = (provider with { Urn = newName(provider.Urn) }).ToString();
        }

        return pointing;
    }

    /// <summary>What the resource needs: its parent, provider, dependencies and the one it is deleted with.</summary>
    public IEnumerable<Urn> Needs()
    {
        if (!Parent.IsEmpty)
        {
            yield return Parent;
        }

        foreach (var urn in NeedsWithoutParent())
        {
            yield return urn;
        }
    }

    /// <summary>What the resource needs to be made; a provider that cannot be had has failed the operation before.</summary>
    public IEnumerable<Urn> NeedsWithoutProvider() => Parent.IsEmpty ? NeedsByOption() : NeedsByOption().Prepend(Parent);

    public IEnumerable<Urn> NeedsWithoutParent() =>
        ProviderReference is { } provider ? NeedsByOption().Prepend(provider.Urn) : NeedsByOption();

    /// <summary>
    /// Whether a file that holds the one need not be written to hold the other; when it was made and changed does not count.
    /// </summary>
    public bool IsSavedLike(ResourceState other) =>
        Urn == other.Urn
        && Type == other.Type
        && Custom == other.Custom
        && Timeouts == other.Timeouts
        && RetainOnDelete == other.RetainOnDelete
        && Provider == other.Provider
        && Parent == other.Parent
        && DeletedWith == other.DeletedWith
        && ReplaceWith.SequenceEqual(other.ReplaceWith)
        && Protect == other.Protect
        && Inputs.Equals(other.Inputs)
        && Outputs.Equals(other.Outputs)
        && Dependencies.ToHashSet().SetEquals(other.Dependencies)
        && PropertyDependencies.Count == other.PropertyDependencies.Count
        && PropertyDependencies.All(d => other.PropertyDependencies.TryGetValue(d.Key, out var urns) && d.Value.SequenceEqual(urns));

    private IEnumerable<Urn> NeedsByOption()
    {
        foreach (var urn in Dependencies.Concat(PropertyDependencies.Values.SelectMany(u => u)).Concat(ReplaceWith))
        {
            yield return urn;
        }

        if (!DeletedWith.IsEmpty)
        {
            yield return DeletedWith;
        }
    }

    public StepState ToStepState(Redaction redaction) =>
        new(
            Urn,
            Type,
            Custom,
            Delete,
            Id,
            Parent,
            Protect,
            RetainOnDelete,
            redaction.Apply(Inputs),
            redaction.Apply(Outputs),
            Provider,
            InitErrors
        )
        {
            External = External,
            ImportId = ImportId,
            HideDiffs = HideDiffs,
        };
}
