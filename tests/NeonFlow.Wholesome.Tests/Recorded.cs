namespace NeonFlow.Wholesome.Tests;

/// <summary>One recorded case: the file without its ending, the command or name, and whether a test plays it.</summary>
internal sealed record Recorded(string File, string Name, bool IsPlayed)
{
    /// <summary>Whether it is of the newest engine; those of older ones are in folders.</summary>
    public bool IsNewest => !File.Contains('/', StringComparison.Ordinal);
}
