namespace NeonFlow.Kill.Tests;

/// <summary>How an engine process ended, and which calls it had made on the provider.</summary>
internal sealed record Ran(int ExitCode, string Text, IReadOnlyList<string> Calls, string Mark)
{
    public bool WasKilled => ExitCode == 128 + 9;
}
