namespace NeonFlow.Testing.Engine;

/// <summary>A step is done, or a component's outputs were registered.</summary>
public sealed record ResourceOutputsEvent(StepMetadata Metadata, bool Planning) : EngineEvent;
