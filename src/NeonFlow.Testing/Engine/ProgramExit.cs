namespace NeonFlow.Testing.Engine;

/// <summary>How a program ended: an error to report, or that it reported its own.</summary>
internal sealed record ProgramExit(string? Error, bool Bail);
