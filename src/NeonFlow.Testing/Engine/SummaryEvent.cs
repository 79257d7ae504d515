namespace NeonFlow.Testing.Engine;

/// <summary>The operation is over; counts are per step kind of resources that are not the engine's own default providers.</summary>
/// <remarks>In pulumi/pulumi: SummaryEventPayload (pkg/engine/events.go).</remarks>
public sealed record SummaryEvent(bool IsPreview, IReadOnlyDictionary<StepOp, int> ResourceChanges, TimeSpan Duration, bool MaybeCorrupt)
    : EngineEvent
{
    /// <summary>Whether the operation did all it was asked for.</summary>
    public bool Succeeded { get; init; } = true;
}
