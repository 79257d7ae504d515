namespace NeonFlow.Http.Tests;

/// <summary>A clock on which pauses take no time: it jumps to their end. Time limits of calls never pass.</summary>
internal sealed class ImpatientClock(params TimeSpan[] limits) : TimeProvider
{
    private readonly List<TimeSpan> _pauses = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_pauses)
            {
                return [.. _pauses];
            }
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (limits.Contains(dueTime) || dueTime == Timeout.InfiniteTimeSpan)
        {
            return new Timer();
        }

        lock (_pauses)
        {
            _pauses.Add(dueTime);
        }

        Interlocked.Add(ref _ticks, dueTime.Ticks);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
