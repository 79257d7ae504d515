namespace NeonFlow.Testing.Engine;

/// <summary>A message for the user; <paramref name="Prefix"/> is for example <c>error: </c>, an empty URN belongs to the stack.</summary>
/// <remarks>In pulumi/pulumi: DiagEventPayload (pkg/engine/events.go).</remarks>
public sealed record DiagnosticEvent(Urn Urn, string Prefix, string Message, DiagnosticSeverity Severity, int StreamId, bool Ephemeral)
    : EngineEvent;
