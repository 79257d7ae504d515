namespace NeonFlow.Testing.Engine;

/// <summary>Something that happened during an operation; the display draws from these.</summary>
/// <remarks>In pulumi/pulumi: Event (pkg/engine/events.go).</remarks>
public abstract record EngineEvent;
