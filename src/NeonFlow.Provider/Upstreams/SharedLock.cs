namespace NeonFlow.Provider.Upstreams;

/// <summary>A lock that many hold together or one alone, handed out in the order of asking.</summary>
internal sealed class SharedLock
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private int _together;
    private bool _alone;

    /// <summary>Waits for the lock; disposing the result gives it back.</summary>
    public async Task<IDisposable> TakeAsync(bool alone, CancellationToken stop)
    {
        var waiter = new Waiter(alone);
        lock (_gate)
        {
            _waiting.AddLast(waiter);
            Admit();
        }
        try
        {
            await waiter.Admitted.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (!_waiting.Remove(waiter))
                {
                    Return(alone);
                }
                Admit();
            }
            throw;
        }
        return new Release(this, alone);
    }

    private void Admit()
    {
        while (_waiting.First is { Value: var next } && !_alone && (!next.Alone || _together == 0))
        {
            _waiting.RemoveFirst();
            _alone = next.Alone;
            _together += next.Alone ? 0 : 1;
            next.Admitted.SetResult();
        }
    }

    private void Return(bool alone)
    {
        _alone &= !alone;
        _together -= alone ? 0 : 1;
    }

    private sealed record Waiter(bool Alone)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Release(SharedLock owner, bool alone) : IDisposable
    {
        private SharedLock? _owner = owner;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _owner, null) is { } held)
            {
                lock (held._gate)
                {
                    held.Return(alone);
                    held.Admit();
                }
            }
        }
    }
}
