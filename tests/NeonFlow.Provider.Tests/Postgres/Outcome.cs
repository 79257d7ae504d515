namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What one operation of the engine on one resource gave.</summary>
public sealed record Outcome(IReadOnlyList<string> Log, IReadOnlyList<string> Changes, string? Error, IReadOnlyList<string> Problems)
{
    public string Text => string.Join("\n", Log);

    public string Plan => string.Join("\n", Log.Where(static l => l.StartsWith("plan of ", StringComparison.Ordinal)));
}
