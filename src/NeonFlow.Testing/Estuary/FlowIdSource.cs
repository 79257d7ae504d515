namespace NeonFlow.Testing.Estuary;

internal sealed class FlowIdSource
{
    private const long EpochMilliseconds = 1_600_000_000_000;
    private ulong _last;

    public FlowId Next()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _last);
            var now = (ulong)(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - EpochMilliseconds) << 23;
            var next = now > seen ? now : seen + (1UL << 10);
            if (Interlocked.CompareExchange(ref _last, next, seen) == seen)
            {
                return new FlowId(next);
            }
        }
    }
}
