namespace NeonFlow.Testing.Engine;

/// <summary>A step is about to run (in a preview: was planned).</summary>
/// <remarks>In pulumi/pulumi: ResourcePreEventPayload (pkg/engine/events.go).</remarks>
public sealed record ResourcePreEvent(StepMetadata Metadata, bool Planning) : EngineEvent;
