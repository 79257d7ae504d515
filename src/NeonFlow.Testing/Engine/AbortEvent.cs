namespace NeonFlow.Testing.Engine;

/// <summary>A call of the program failed, and its user was told: the operation cannot go on.</summary>
internal sealed record AbortEvent : SourceEvent;
