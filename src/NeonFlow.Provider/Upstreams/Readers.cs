namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Changes that wait until a capture has let go of what they take away. The program changes what a capture needs before it changes the
/// capture, so each of them is kept here until the capture is published without it.
/// </summary>
public sealed class Readers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Func<CancellationToken, Task<bool>>>> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    /// <summary>Runs a change once the reader has let go; at once where it has done so already in this process.</summary>
    /// <param name="reader">Id of the mark of the reader.</param>
    /// <param name="urn">Whose change it is: a later one of the same resource takes its place.</param>
    /// <param name="change">The change; false where the reader has not let go of everything.</param>
    /// <param name="stop">Ends it where it runs at once.</param>
    public async Task AfterAsync(string reader, string urn, Func<CancellationToken, Task<bool>> change, CancellationToken stop)
    {
        lock (_lock)
        {
            if (!_ended.Contains(reader))
            {
                Keep(reader, urn, change);
                return;
            }
        }

        if (!await change(stop).ConfigureAwait(false))
        {
            lock (_lock)
            {
                Keep(reader, urn, change);
            }
        }
    }

    /// <summary>Runs what waits for a reader that reads what the database says it reads now.</summary>
    /// <param name="reader">Id of the mark of the reader.</param>
    /// <param name="stop">Ends the changes.</param>
    public async Task EndAsync(string reader, CancellationToken stop)
    {
        while (Next(reader) is { } change)
        {
            await change(stop).ConfigureAwait(false);
        }
    }

    private void Keep(string reader, string urn, Func<CancellationToken, Task<bool>> change)
    {
        if (!_waiting.TryGetValue(reader, out var changes))
        {
            _waiting[reader] = changes = new(StringComparer.Ordinal);
        }

        changes[urn] = change;
    }

    private Func<CancellationToken, Task<bool>>? Next(string reader)
    {
        lock (_lock)
        {
            _ended.Add(reader);
            if (_waiting.GetValueOrDefault(reader) is not { Count: > 0 } changes)
            {
                return null;
            }

            var (urn, change) = changes.First();
            changes.Remove(urn);
            return change;
        }
    }
}
