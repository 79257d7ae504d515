namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>What a running capture may do otherwise than by its configuration.</summary>
internal sealed record CaptureHabits
{
    /// <summary>Ends the run after backfill and catch-up.</summary>
    public bool ShutdownAfterPolling { get; init; }

    /// <summary>How often the server is told what was acknowledged.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is waited for between two fences while changes are handed on; 60 seconds by default.</summary>
    public Func<CancellationToken, Task> FenceDue { get; init; } = stop => Task.Delay(TimeSpan.FromSeconds(60), stop);

    /// <summary>Called when such a fence has its position in the log.</summary>
    public Action FenceSet { get; init; } = () => { };

    /// <summary>
    /// Whether the catalogue is read again before the next fence; by default after the configured interval, give or take its half.
    /// </summary>
    public Func<bool>? RediscoveryDue { get; init; }

    /// <summary>Which of several bindings is backfilled next, by state key; any of them by default.</summary>
    public Func<IReadOnlyList<string>, string> PickBackfill { get; init; } = keys => keys[Random.Shared.Next(keys.Count)];
}
