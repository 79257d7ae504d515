namespace NeonFlow.Testing.Engine;

/// <summary>What a step does to a resource.</summary>
public enum StepOp
{
    Same,
    Create,
    Update,
    Delete,
    Replace,
    CreateReplacement,
    DeleteReplaced,
    Read,
    ReadReplacement,
    Refresh,
    Discard,
    DiscardReplaced,
    RemovePendingReplace,
    Import,
    ImportReplacement,
}

/// <summary>The engine's own words for the steps, as its events and its state write them.</summary>
public static class StepOps
{
    private static readonly string[] Names =
    [
        "same", "create", "update", "delete", "replace", "create-replacement", "delete-replaced", "read", "read-replacement",
        "refresh", "discard", "discard-replaced", "remove-pending-replace", "import", "import-replacement",
    ];

    /// <summary>For example <c>create-replacement</c>.</summary>
    public static string Text(this StepOp op) => Names[(int)op];
}

/// <summary>How one property changes.</summary>
public enum PropertyDiffKind
{
    Add,
    AddReplace,
    Delete,
    DeleteReplace,
    Update,
    UpdateReplace,
}

/// <summary>One entry of a detailed diff; <paramref name="InputDiff"/> says that old inputs, not old outputs, are compared with the new inputs.</summary>
public sealed record DetailedDiffEntry(PropertyDiffKind Kind, bool InputDiff)
{
    /// <summary>The engine's word for the kind, for example <c>update-replace</c>.</summary>
    public string KindText => Kind switch
    {
        PropertyDiffKind.Add => "add",
        PropertyDiffKind.AddReplace => "add-replace",
        PropertyDiffKind.Delete => "delete",
        PropertyDiffKind.DeleteReplace => "delete-replace",
        PropertyDiffKind.Update => "update",
        _ => "update-replace",
    };

    /// <summary>The same change, forcing a replacement.</summary>
    internal DetailedDiffEntry ToReplace() => this with
    {
        Kind = Kind switch
        {
            PropertyDiffKind.Add => PropertyDiffKind.AddReplace,
            PropertyDiffKind.Delete => PropertyDiffKind.DeleteReplace,
            PropertyDiffKind.Update => PropertyDiffKind.UpdateReplace,
            var kind => kind,
        },
    };

    /// <summary>Whether the entry forces a replacement.</summary>
    public bool IsReplace => Kind is PropertyDiffKind.AddReplace or PropertyDiffKind.DeleteReplace or PropertyDiffKind.UpdateReplace;
}

/// <summary>What somebody is told.</summary>
public enum DiagnosticSeverity
{
    Debug,
    Info,
    InfoError,
    Warning,
    Error,
}

/// <summary>The operation a user asked for.</summary>
public enum OperationKind
{
    Preview,
    Update,
    Refresh,
    Destroy,
}

/// <summary>Something that happened during an operation; the display draws from these.</summary>
public abstract record EngineEvent;

/// <summary>The operation begins; config values are decrypted, secret ones already replaced by <c>[secret]</c>.</summary>
public sealed record PreludeEvent(OperationKind Operation, bool IsPreview, string Project, string Stack, IReadOnlyDictionary<string, string> Config) : EngineEvent;

/// <summary>A step is about to run (in a preview: was planned).</summary>
public sealed record ResourcePreEvent(StepMetadata Metadata, bool Planning) : EngineEvent;

/// <summary>A step is done, or a component's outputs were registered.</summary>
public sealed record ResourceOutputsEvent(StepMetadata Metadata, bool Planning) : EngineEvent;

/// <summary>A step failed; its error is a diagnostic of its own.</summary>
public sealed record ResourceOperationFailedEvent(StepMetadata Metadata) : EngineEvent;

/// <summary>A message for the user; <paramref name="Prefix"/> is for example <c>error: </c>, an empty URN belongs to the stack.</summary>
public sealed record DiagnosticEvent(Urn Urn, string Prefix, string Message, DiagnosticSeverity Severity, int StreamId, bool Ephemeral) : EngineEvent;

/// <summary>What the engine itself says between the rows, for example that it is being cancelled; lines of a program's output are diagnostics of a stream.</summary>
public sealed record StdoutEvent(string Message) : EngineEvent;

/// <summary>The operation is over; counts are per step kind of resources that are not the engine's own default providers.</summary>
public sealed record SummaryEvent(bool IsPreview, IReadOnlyDictionary<StepOp, int> ResourceChanges, TimeSpan Duration, bool MaybeCorrupt) : EngineEvent;

/// <summary>Nothing follows.</summary>
public sealed record EndEvent(bool Succeeded) : EngineEvent;

/// <summary>What an event says of its step; <paramref name="Keys"/> are the properties that force a replacement.</summary>
public sealed record StepMetadata(
    StepOp Op,
    Urn Urn,
    string Type,
    StepState? Old,
    StepState? New,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> Diffs,
    IReadOnlyDictionary<string, DetailedDiffEntry>? DetailedDiff,
    bool Logical,
    string Provider)
{
    /// <summary>The new state, or the old one where there is no new (deletes).</summary>
    public StepState? Res => New ?? Old;

    internal ResourceState? OldResource { get; init; }

    internal ResourceState? NewResource { get; init; }

    /// <summary>Whether the step is the engine's own bookkeeping, which no display shows.</summary>
    public bool Internal { get; init; }
}

/// <summary>A resource before or after a step; secrets in the values are still wrapped and must be shown as <c>[secret]</c>.</summary>
public sealed record StepState(
    Urn Urn,
    string Type,
    bool Custom,
    bool Delete,
    string Id,
    Urn Parent,
    bool Protect,
    bool RetainOnDelete,
    PropertyMap Inputs,
    PropertyMap Outputs,
    string Provider,
    IReadOnlyList<string> InitErrors)
{
    /// <summary>Whether somebody else owns the resource and it was only read.</summary>
    public bool External { get; init; }

    /// <summary>The import id that the program gave.</summary>
    public string ImportId { get; init; } = "";

    /// <summary>Properties whose changes are not shown.</summary>
    public IReadOnlyList<string> HideDiffs { get; init; } = [];
}

/// <summary>Who is told of events, in order, one at a time; it must not throw.</summary>
public interface IEngineDisplay
{
    /// <summary>Draws one event.</summary>
    void On(EngineEvent engineEvent);
}
