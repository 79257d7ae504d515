namespace NeonFlow.Testing.Engine;

/// <summary>What a program wants of one resource.</summary>
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

    public IReadOnlyDictionary<string, IReadOnlyList<Urn>> PropertyDependencies { get; init; } = new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);

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

/// <summary>A former name of a resource: a whole URN, or what of it was different.</summary>
internal sealed record AliasSpec(Urn Urn, string Name, string Type, string Stack, string Project, Urn Parent, bool NoParent);

/// <summary>How a registration ended; the program goes on after a failed or skipped one only if the operation continues on errors. Absent is what a refresh did not find.</summary>
internal sealed record Registered(ResourceState State, RegistrationOutcome Outcome);

internal enum RegistrationOutcome
{
    Done,
    Failed,
    Skipped,
    Absent,
}

/// <summary>Something the program asked for that becomes steps, handled one after the other.</summary>
internal abstract record SourceEvent
{
    public TaskCompletionSource<Registered> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the program asked for, also where this is only a later part of it.</summary>
    public virtual SourceEvent Registration => this;
}

/// <summary>The program wants nothing more.</summary>
internal sealed record ProgramEndedEvent : SourceEvent;

/// <summary>A call of the program failed, and its user was told: the operation cannot go on.</summary>
internal sealed record AbortEvent : SourceEvent;

/// <summary>The first steps of a registration are over, so that the rest can be decided.</summary>
internal sealed record ContinuationEvent(SourceEvent Source, bool Succeeded, Func<Task<GeneratedSteps>> ContinueAsync) : SourceEvent
{
    public override SourceEvent Registration => Source;
}

/// <summary>What has to happen to one resource now, and how the rest is decided once that is over.</summary>
internal sealed record GeneratedSteps(IReadOnlyList<Step> Steps, Func<Task<GeneratedSteps>>? ContinueAsync = null);

internal sealed record RegisterEvent(Goal Goal) : SourceEvent;

internal sealed record ReadEvent(
    string Type,
    string Name,
    string Id,
    bool IdUnknown,
    Urn Parent,
    string Provider,
    PropertyMap Properties,
    IReadOnlyList<Urn> Dependencies,
    IReadOnlyList<string> AdditionalSecretOutputs) : SourceEvent;

internal sealed record OutputsEvent(Urn Urn, PropertyMap Outputs) : SourceEvent;
