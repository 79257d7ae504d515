namespace NeonFlow.Estuary;

// Tasks that fail again and again.
public sealed partial class EstuaryClient
{
    // A connector opens before it reads: what stops it comes seconds after it counts as running.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WatchPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How a task does, where it may fail again and again: after every start it runs for a moment. One that failed lately runs only where
    /// it stays so for some seconds. Names without a live spec: null.
    /// </summary>
    /// <param name="name">Catalogue name.</param>
    /// <param name="hasFailed">Whether it failed before this build, whose failures alone Estuary counts.</param>
    /// <param name="stop">Ends the look.</param>
    public async Task<TaskStatus?> WatchAsync(string name, bool hasFailed, CancellationToken stop)
    {
        var started = _options.Clock.GetTimestamp();
        var steadyFrom = started;
        int? failures = null;
        while (true)
        {
            var status = (await GetStatusAsync([name], stop).ConfigureAwait(false)).FirstOrDefault();
            if (status is null or { IsDisabled: true } || (status.IsRunning && !hasFailed && !FailedLately(status)))
            {
                return status;
            }

            var (now, isFirst) = (_options.Clock.GetTimestamp(), failures is null);
            if (!status.IsRunning || (!isFirst && status.Failures > failures))
            {
                steadyFrom = now;
            }

            failures = status.Failures ?? 0;
            if (status.IsRunning && _options.Clock.GetElapsedTime(steadyFrom, now) >= Steady)
            {
                return status;
            }

            if (_options.Clock.GetElapsedTime(started, now) + PollPause > WatchPatience)
            {
                return status.IsRunning ? status with { Status = TaskStatus.Error, IsRunning = false } : status;
            }

            await Task.Delay(PollPause, _options.Clock, stop).ConfigureAwait(false);
        }
    }

    private bool FailedLately(TaskStatus status) =>
        status.Failures > 0 && !(status.LastChange is { } changed && _options.Clock.GetUtcNow() - changed > Lately);
}
