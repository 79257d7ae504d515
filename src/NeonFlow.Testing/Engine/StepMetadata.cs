namespace NeonFlow.Testing.Engine;

/// <summary>What an event says of its step; <paramref name="Keys"/> are the properties that force a replacement.</summary>
/// <remarks>In pulumi/pulumi: StepEventMetadata (pkg/engine/events.go).</remarks>
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
    string Provider
)
{
    /// <summary>The new state, or the old one where there is no new (deletes).</summary>
    public StepState? Res => New ?? Old;

    internal ResourceState? OldResource { get; init; }

    internal ResourceState? NewResource { get; init; }

    /// <summary>Whether the step is the engine's own bookkeeping, which no display shows.</summary>
    public bool Internal { get; init; }
}
