namespace NeonFlow.Postgres;

/// <summary>
/// What the sessions of one login on one server share: how many run at a time, and what one of them has waited for in vain.
/// </summary>
internal sealed class ServerAccess
{
    /// <summary>Most sessions at a time; fewer where the server has fewer connections for the login.</summary>
    public const int MostSessions = 4;

    // Who comes later does not wait for the same once more.
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _places = new(MostSessions, MostSessions);
    private readonly Lock _gate = new();
    private Task<bool>? _asking;
    private int _lost;
    private volatile Outage? _outage;

    /// <summary>Waits for a place; throws where another session has just waited for the server in vain.</summary>
    public async Task EnterAsync(CancellationToken stop)
    {
        await _places.WaitAsync(stop);
        if (_outage is { } outage && Environment.TickCount64 - outage.At < Holds.TotalMilliseconds)
        {
            _places.Release();
            throw outage.Failure;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => _places.Release();

    /// <summary>Leaves without giving the place back, because the server has no connection for it; one place always remains.</summary>
    public void LeaveForGood()
    {
        if (Interlocked.Increment(ref _lost) >= MostSessions)
        {
            Interlocked.Decrement(ref _lost);
            _places.Release();
        }
    }

    /// <summary>Whether the server answers; who asks while it is being asked gets the same answer.</summary>
    public Task<bool> AskAsync(Func<Task<bool>> ask)
    {
        lock (_gate)
        {
            return _asking is { IsCompleted: false } ? _asking : _asking = ask();
        }
    }

    /// <summary>The server has answered.</summary>
    public void Answered() => _outage = null;

    /// <summary>Nobody else waits for what this failure was waited for.</summary>
    public void GaveUp(DatabaseException failure) => _outage = new(failure, Environment.TickCount64);

    private sealed record Outage(DatabaseException Failure, long At);
}
