namespace NeonFlow.Testing.Engine;

/// <summary>A step failed; its error is a diagnostic of its own.</summary>
public sealed record ResourceOperationFailedEvent(StepMetadata Metadata) : EngineEvent;
