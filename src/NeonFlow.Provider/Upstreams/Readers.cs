using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Upstreams;

/// <summary>
/// Changes that wait until captures have let go of what they take away. The program changes what a capture needs before it changes the
/// capture, so each of them is kept here until the capture is published without it.
/// </summary>
public sealed class Readers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Change>> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    /// <summary>A change; it gives back the captures that it still waits for, by the marks of their resources.</summary>
    /// <param name="stop">Ends it.</param>
    public delegate Task<IReadOnlyCollection<OwnershipMark>> Change(CancellationToken stop);

    /// <summary>Runs a change whenever one of these has let go; at once where one has done so already in this process.</summary>
    /// <param name="readers">The captures, by the marks of their resources.</param>
    /// <param name="key">Whose change it is: a later one of the same key takes its place.</param>
    /// <param name="change">The change.</param>
    /// <param name="stop">Ends it where it runs at once.</param>
    public async Task AfterAsync(IReadOnlyCollection<OwnershipMark> readers, string key, Change change, CancellationToken stop)
    {
        // What has let go in an earlier operation of this process may read again.
        while (readers.Count > 0 && !Keep(readers, key, change, isLast: false))
        {
            var left = await change(stop).ConfigureAwait(false);
            if (left.Count >= readers.Count)
            {
                Keep(left, key, change, isLast: true);
                return;
            }

            readers = left;
        }
    }

    /// <summary>Whether something waits for a reader.</summary>
    /// <param name="reader">Id of the mark of the reader.</param>
    public bool Waits(string reader)
    {
        lock (_lock)
        {
            return _waiting.GetValueOrDefault(reader) is { Count: > 0 };
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

    // False where one of the readers has let go already, unless that was tried.
    private bool Keep(IReadOnlyCollection<OwnershipMark> readers, string key, Change change, bool isLast)
    {
        lock (_lock)
        {
            if (!isLast && readers.Any(r => _ended.Contains(r.Id)))
            {
                return false;
            }

            foreach (var reader in readers)
            {
                if (!_waiting.TryGetValue(reader.Id, out var changes))
                {
                    _waiting[reader.Id] = changes = new(StringComparer.Ordinal);
                }

                changes[key] = change;
            }

            return true;
        }
    }

    private Change? Next(string reader)
    {
        lock (_lock)
        {
            _ended.Add(reader);
            if (_waiting.GetValueOrDefault(reader) is not { Count: > 0 } changes)
            {
                return null;
            }

            var (key, change) = changes.First();
            changes.Remove(key);
            return change;
        }
    }
}
