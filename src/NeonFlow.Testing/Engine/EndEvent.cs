namespace NeonFlow.Testing.Engine;

/// <summary>Nothing follows.</summary>
/// <remarks>In pulumi/pulumi: CancelEvent (pkg/engine/events.go).</remarks>
public sealed record EndEvent(bool Succeeded) : EngineEvent;
