namespace NeonFlow.Testing.Engine;

/// <summary>Something that happened during an operation; the display draws from these.</summary>
public abstract record EngineEvent;
