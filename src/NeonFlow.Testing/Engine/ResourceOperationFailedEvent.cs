namespace NeonFlow.Testing.Engine;

/// <summary>A step failed; its error is a diagnostic of its own.</summary>
/// <remarks>In pulumi/pulumi: ResourceOperationFailedPayload (pkg/engine/events.go).</remarks>
public sealed record ResourceOperationFailedEvent(StepMetadata Metadata) : EngineEvent;
