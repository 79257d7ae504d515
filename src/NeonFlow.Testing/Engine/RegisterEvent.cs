namespace NeonFlow.Testing.Engine;

internal sealed record RegisterEvent(Goal Goal) : SourceEvent;
