using Pulumirpc;

namespace NeonFlow.Harness;

/// <summary>One line that the provider said to the engine.</summary>
internal sealed record Line(LogSeverity Severity, string Text, string Urn, bool Ephemeral);
