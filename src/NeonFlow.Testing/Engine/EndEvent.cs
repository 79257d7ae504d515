namespace NeonFlow.Testing.Engine;

/// <summary>Nothing follows.</summary>
public sealed record EndEvent(bool Succeeded) : EngineEvent;
