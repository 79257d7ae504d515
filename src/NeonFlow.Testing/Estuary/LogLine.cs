namespace NeonFlow.Testing.Estuary;

internal sealed record LogLine(Guid Token, DateTimeOffset At, string Stream, string Line);
