namespace NeonFlow.Testing.Engine;

/// <summary>The program wants nothing more.</summary>
internal sealed record ProgramEndedEvent : SourceEvent;
