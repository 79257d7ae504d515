namespace NeonFlow.Testing.Engine;

/// <summary>What a program wants of one resource.</summary>
/// <remarks>In pulumi/pulumi: Goal (pkg/resource/resource_goal.go).</remarks>
internal sealed record Goal
{
    public required string Type { get; init; }

    public required string Name { get; init; }

    public required bool Custom { get; init; }

    public required PropertyMap Properties { get; init; }

    public Urn Parent { get; init; }

    public bool? Protect { get; init; }

    public IReadOnlyList<Urn> Dependencies { get; init; } = [];

    public string Provider { get; init; } = "";

    public IReadOnlyDictionary<string, IReadOnlyList<Urn>> PropertyDependencies { get; init; } =
        new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);

    public bool? DeleteBeforeReplace { get; init; }

    public IReadOnlyList<string> IgnoreChanges { get; init; } = [];

    public IReadOnlyList<string> AdditionalSecretOutputs { get; init; } = [];

    public IReadOnlyList<AliasSpec> Aliases { get; init; } = [];

    public string ImportId { get; init; } = "";

    public Timeouts Timeouts { get; init; }

    public IReadOnlyList<string> ReplaceOnChanges { get; init; } = [];

    public bool? RetainOnDelete { get; init; }

    public Urn DeletedWith { get; init; }

    public IReadOnlyList<Urn> ReplaceWith { get; init; } = [];

    public IReadOnlyList<string> HideDiffs { get; init; } = [];

    public PropertyValue? ReplacementTrigger { get; init; }
}
