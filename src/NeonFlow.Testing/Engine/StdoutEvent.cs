namespace NeonFlow.Testing.Engine;

/// <summary>
/// What the engine itself says between the rows, for example that it is being cancelled; lines of a program's output are diagnostics of a
/// stream.
/// </summary>
/// <remarks>In pulumi/pulumi: StdoutEventPayload (pkg/engine/events.go).</remarks>
public sealed record StdoutEvent(string Message) : EngineEvent;
