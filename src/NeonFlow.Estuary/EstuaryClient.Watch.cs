namespace NeonFlow.Estuary;

// Tasks that start, and tasks that fail again and again.
public sealed partial class EstuaryClient
{
    // A connector opens before it reads: what stops it comes seconds after it counts as running.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WatchPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Waits until a task's last build is active and its shards run. Returns the last status seen when it runs, when it failed for good, or
    /// when the patience ends; the caller tells which by <see cref="TaskStatus.IsRunning"/>.
    /// </summary>
    /// <param name="name">Catalogue name.</param>
    /// <param name="looks">How many looks in a row must find it running.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<TaskStatus> WaitUntilRunningAsync(string name, int looks, TimeSpan patience, CancellationToken stop)
    {
        var (failing, running) = (0, 0);
        int? before = null;
        var (last, _) = await FollowAsync(name, patience, slowsDown: true, IsDecided, stop).ConfigureAwait(false);
        return last ?? Unknown(name);

        bool IsDecided(TaskStatus? status)
        {
            // A failure may be what the publish has just put right: Estuary starts a task that failed again by itself.
            failing = status?.Status == TaskStatus.Error ? failing + 1 : 0;
            running = status?.IsRunning == true ? running + 1 : 0;
            before = status?.Failures < before ? status?.Failures : before ?? status?.Failures;
            var failedAgain = failing > 0 && (status?.Failures is { } now ? now > before + 1 : failing > 2);
            return running >= looks || status?.IsDisabled == true || failedAgain;
        }
    }

    /// <summary>
    /// How a task does, where it may fail again and again: after every start it runs for a moment. One that failed lately runs only where
    /// it stays so for some seconds. Names without a live spec: null.
    /// </summary>
    /// <param name="name">Catalogue name.</param>
    /// <param name="hasFailed">Whether it failed before this build, whose failures alone Estuary counts.</param>
    /// <param name="stop">Ends the look.</param>
    public async Task<TaskStatus?> WatchAsync(string name, bool hasFailed, CancellationToken stop)
    {
        var steadyFrom = _options.Clock.GetTimestamp();
        int? failures = null;
        var (last, isDecided) = await FollowAsync(name, WatchPatience, slowsDown: false, IsDecided, stop).ConfigureAwait(false);
        return isDecided || last is not { IsRunning: true } ? last : last with { Status = TaskStatus.Error, IsRunning = false };

        bool IsDecided(TaskStatus? status)
        {
            if (status is null or { IsDisabled: true } || (status.IsRunning && !hasFailed && !FailedLately(status)))
            {
                return true;
            }

            var (now, isFirst) = (_options.Clock.GetTimestamp(), failures is null);
            if (!status.IsRunning || (!isFirst && status.Failures > failures))
            {
                steadyFrom = now;
            }

            failures = status.Failures ?? 0;
            return status.IsRunning && _options.Clock.GetElapsedTime(steadyFrom, now) >= Steady;
        }
    }

    // Looks until it is decided, or until the patience ends, and tells what there is to see meanwhile.
    private async Task<(TaskStatus? Status, bool IsDecided)> FollowAsync(
        string name,
        TimeSpan patience,
        bool slowsDown,
        Func<TaskStatus?, bool> isDecided,
        CancellationToken stop
    )
    {
        var started = _options.Clock.GetTimestamp();
        var pause = PollPause;
        string? told = null;
        while (true)
        {
            var status = (await GetStatusAsync([name], stop).ConfigureAwait(false)).FirstOrDefault();
            if (isDecided(status))
            {
                return (status, true);
            }

            if (_options.Clock.GetElapsedTime(started) + pause > patience)
            {
                return (status, false);
            }

            var seen = status ?? Unknown(name);
            var word = $"{name}: {seen.ConnectorMessage ?? (seen.Summary.Length > 0 ? seen.Summary : seen.Status)}";
            if (word != told)
            {
                Tell(told = word);
            }

            await Task.Delay(pause, _options.Clock, stop).ConfigureAwait(false);
            pause = slowsDown ? Grow(pause) : pause;
        }
    }

    private static TaskStatus Unknown(string name) =>
        new()
        {
            Name = name,
            Status = TaskStatus.Pending,
            Summary = "not known to the data plane yet",
        };

    private bool FailedLately(TaskStatus status) =>
        status.Failures > 0 && !(status.LastChange is { } changed && _options.Clock.GetUtcNow() - changed > Lately);
}
