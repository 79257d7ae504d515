namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>How a replayed operation ended.</summary>
internal sealed record CapturedOutcome(int ExitCode, string Text, string ErrorText, string StateFile);
