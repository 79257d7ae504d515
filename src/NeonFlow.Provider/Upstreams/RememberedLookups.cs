using System.Collections.Concurrent;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Look-ups that callers who ask at once share, and whose answers are remembered for seconds only.</summary>
/// <param name="clock">The clock.</param>
internal sealed class RememberedLookups<TKey, TValue>(TimeProvider clock)
    where TKey : notnull
    where TValue : notnull
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<TKey, Lazy<Task<Found>>> _lookups = new();

    /// <summary>The answer, looked up where it is not remembered; a failure is not remembered.</summary>
    public async Task<TValue> GetAsync(TKey key, Func<TKey, CancellationToken, Task<TValue>> look, CancellationToken stop)
    {
        while (true)
        {
            var lookup = _lookups.GetOrAdd(key, k => new(async () => new(await look(k, stop), clock.GetTimestamp())));
            try
            {
                var found = await lookup.Value.WaitAsync(stop);
                if (clock.GetElapsedTime(found.At) < Remembered)
                {
                    return found.Value;
                }
                _lookups.TryRemove(KeyValuePair.Create(key, lookup));
            }
            catch (Exception e) when (lookup.Value.IsCompleted)
            {
                _lookups.TryRemove(KeyValuePair.Create(key, lookup));
                // The operation that began the look-up was stopped; the others still want its answer.
                if (e is not OperationCanceledException || stop.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Forgets an answer that proved wrong, unless there is another one by now.</summary>
    public void Forget(TKey key, TValue wrong)
    {
        if (
            _lookups.TryGetValue(key, out var known)
            && known is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result.Value: var value } }
            && value.Equals(wrong)
        )
        {
            _lookups.TryRemove(KeyValuePair.Create(key, known));
        }
    }

    /// <summary>Forgets all answers of some keys.</summary>
    public void Forget(Func<TKey, bool> which)
    {
        foreach (var key in _lookups.Keys.Where(which))
        {
            _lookups.TryRemove(key, out _);
        }
    }

    private sealed record Found(TValue Value, long At);
}
