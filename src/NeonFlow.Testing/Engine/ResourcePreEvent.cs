namespace NeonFlow.Testing.Engine;

/// <summary>A step is about to run (in a preview: was planned).</summary>
public sealed record ResourcePreEvent(StepMetadata Metadata, bool Planning) : EngineEvent;
