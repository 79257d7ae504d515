namespace NeonFlow.Testing.Engine;

/// <summary>A step is done, or a component's outputs were registered.</summary>
/// <remarks>In pulumi/pulumi: ResourceOutputsEventPayload (pkg/engine/events.go).</remarks>
public sealed record ResourceOutputsEvent(StepMetadata Metadata, bool Planning) : EngineEvent;
