namespace NeonFlow.Postgres;

/// <summary>
/// Waits for the answers in one session. Where one is long in coming, another connection shows whether the server works or is silent: a
/// long statement is waited for, a silent server is given up.
/// </summary>
/// <param name="address">The server; the status names it.</param>
/// <param name="access">What its sessions share: they ask together.</param>
/// <param name="limit">How long a server may say nothing.</param>
/// <param name="ask">Whether the server answers another connection within a time.</param>
/// <param name="progress">Told what is waited for.</param>
internal sealed class AnswerWatch(
    PostgresAddress address,
    ServerAccess access,
    TimeSpan limit,
    Func<TimeSpan, Task<bool>> ask,
    IProgress<string>? progress
)
{
    // A server that works has cancelled a statement by then.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    // Together with the first sixth the limit: half of it is waited, the other half is for the other connection.
    private readonly TimeSpan _wait = limit / 3;
    private readonly TimeSpan _ask = limit / 2;

    /// <summary>The time after which people are told that an answer is waited for.</summary>
    public static TimeSpan ToldAfter(TimeSpan limit) => limit / 6;

    /// <summary>Work that was given up before it ended: Npgsql waits for a silent server still, and its connection is in use.</summary>
    public Task? Abandoned { get; private set; }

    /// <summary>The result of work, whose token is cancelled when it is stopped or the server is given up.</summary>
    public async Task<T> AwaitAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        var given = new CancellationTokenSource();
        // Npgsql asks the server to cancel before it returns from the cancellation of its token; nobody else waits for that.
        using var stopping = stop.UnsafeRegister(static given => _ = ((CancellationTokenSource)given!).CancelAsync(), given);
        var working = work(given.Token);
        if (await IsLateAsync(working, ToldAfter(limit), stop))
        {
            progress?.Report($"waiting for {address}: no answer yet");
        }
        while (await IsLateAsync(working, _wait, stop))
        {
            var asking = access.AskAsync(() => ask(_ask));
            if (await Task.WhenAny(working, asking) == asking && !await asking)
            {
                _ = given.CancelAsync();
                Abandoned = working;
                throw new SilenceException(limit);
            }
        }
        if (stop.IsCancellationRequested && await Task.WhenAny(working, Task.Delay(LastWait, CancellationToken.None)) != working)
        {
            Abandoned = working;
            throw new OperationCanceledException(stop);
        }
        try
        {
            var result = await working;
            access.Answered();
            return result;
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, stop);
        }
    }

    private static async Task<bool> IsLateAsync(Task working, TimeSpan time, CancellationToken stop) =>
        !working.IsCompleted && await Task.WhenAny(working, Task.Delay(time, stop)) != working && !stop.IsCancellationRequested;
}
