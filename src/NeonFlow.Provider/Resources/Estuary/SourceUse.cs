namespace NeonFlow.Provider.Resources.Estuary;

/// <summary>
/// The use that a connector makes of its source while Estuary validates it and starts it: a change of the source that ends sessions waits
/// for that, and would else look like a failure of the capture. Held for a minute at most, because a task may start much later.
/// </summary>
/// <param name="take">Waits until the source may be used; disposing the result ends the use.</param>
internal sealed class SourceUse(Func<CancellationToken, Task<IDisposable>> take) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private IDisposable? _turn;
    private CancellationTokenSource? _limit;

    /// <summary>Begins the use; it ends with <see cref="Dispose"/>, and may begin again.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        _turn = await take(stop).ConfigureAwait(false);
        _limit = new CancellationTokenSource(Longest);
        _limit.Token.Register(Release);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit?.Dispose();
        Release();
    }

    private void Release() => Interlocked.Exchange(ref _turn, null)?.Dispose();
}
