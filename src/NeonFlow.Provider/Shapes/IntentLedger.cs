using System.Collections.Concurrent;

namespace NeonFlow.Provider.Shapes;

/// <summary>
/// What the program is about to make, per database: every preview of a Create or Update (and every Delete) adds to it, the Capture judges facts and intents together.
/// One provider process sees a whole operation, so one ledger per process is enough.
/// </summary>
public sealed class IntentLedger
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<object>> _byDatabase = new(StringComparer.Ordinal);

    /// <summary>Adds an intent about a database (key: <c>DatabaseId.LedgerKeys</c>).</summary>
    public void Add(string database, object intent) => _byDatabase.GetOrAdd(database, static _ => new()).Enqueue(intent);

    /// <summary>All intents of one kind about a database, oldest first.</summary>
    public IReadOnlyList<T> Of<T>(string database) =>
        _byDatabase.TryGetValue(database, out var all) ? [.. all.OfType<T>()] : [];
}
