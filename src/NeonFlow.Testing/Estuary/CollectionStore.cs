using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>The documents of all collections, in the order they were committed.</summary>
internal sealed class CollectionStore(string? folder)
{
    // The last bits of a UUID's clock sequence say what the message is of a transaction.
    private const int OfTransaction = 0x8001;
    private const int Acknowledgement = 0x8002;

    private const long GregorianOffset = 122_192_928_000_000_000; // 100 ns ticks from 1582-10-15 to 1970-01-01
    private readonly Dictionary<string, List<JsonObject>> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CollectionJournal> _journals = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _producer = Convert.ToHexStringLower([
        (byte)(Random.Shared.Next(256) | 1),
        .. Guid.NewGuid().ToByteArray().AsSpan(0, 5),
    ]);
    private long _clock;

    public void Append(IReadOnlyList<(string Collection, JsonObject Document)> transaction)
    {
        lock (_gate)
        {
            foreach (var (_, document) in transaction)
            {
                if (document["_meta"] is not JsonObject meta)
                {
                    document["_meta"] = meta = [];
                }
                meta["uuid"] = NextUuid(OfTransaction);
            }
            // The files come first: what cannot be written there is not committed, and comes again.
            if (folder is not null)
            {
                foreach (var group in transaction.GroupBy(t => t.Collection))
                {
                    var file = Path.Combine(folder, group.Key + ".jsonl");
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    File.AppendAllLines(file, group.Select(g => g.Document.Text()));
                }
            }
            foreach (var (collection, document) in transaction)
            {
                if (!_documents.TryGetValue(collection, out var list))
                {
                    _documents[collection] = list = [];
                }
                list.Add(document);
                JournalOf(collection).Add(document);
            }
            foreach (var collection in transaction.Select(static t => t.Collection).Distinct(StringComparer.Ordinal))
            {
                JournalOf(collection)
                    .Add(
                        new JsonObject
                        {
                            ["_meta"] = new JsonObject { ["uuid"] = NextUuid(Acknowledgement), ["ack"] = true },
                        }
                    );
            }
        }
    }

    /// <summary>A piece of a collection's journal, and where its next message will begin; null where nothing was ever written.</summary>
    public (long WriteHead, byte[] Content)? ReadJournal(string collection, long begin, long end)
    {
        lock (_gate)
        {
            if (!_journals.TryGetValue(collection, out var journal))
            {
                return null;
            }
            var head = journal.WriteHead();
            return (head, begin < head ? journal.Read(begin, Math.Min(end, head)) : []);
        }
    }

    public IReadOnlyList<JsonObject> Documents(string collection) => Last(collection, int.MaxValue);

    /// <summary>The last documents of a collection, the newest at the end.</summary>
    public IReadOnlyList<JsonObject> Last(string collection, int count)
    {
        lock (_gate)
        {
            return _documents.TryGetValue(collection, out var list) ? [.. list.TakeLast(count).Select(d => (JsonObject)d.DeepClone())] : [];
        }
    }

    /// <summary>When a document was committed, by its <c>_meta.uuid</c>; no two documents have the same time.</summary>
    public static DateTimeOffset CommittedAt(JsonObject document)
    {
        var uuid = document["_meta"]!["uuid"].String()!;
        var clock = Convert.ToInt64(uuid[15..18] + uuid[9..13] + uuid[..8], 16);
        return DateTimeOffset.UnixEpoch.AddTicks(clock - GregorianOffset);
    }

    public int Count(string collection)
    {
        lock (_gate)
        {
            return _documents.TryGetValue(collection, out var list) ? list.Count : 0;
        }
    }

    public void Remove(string collection)
    {
        lock (_gate)
        {
            _documents.Remove(collection);
            _journals.Remove(collection);
        }
    }

    /// <summary>The documents of a collection reduced by its key.</summary>
    public IReadOnlyList<JsonObject> Rows(string collection, IReadOnlyList<string> key)
    {
        lock (_gate)
        {
            return _documents.TryGetValue(collection, out var list) ? Reduced(list, key) : [];
        }
    }

    /// <summary>
    /// Documents reduced by key: a later document's properties replace the earlier ones', absent ones stay, <c>op: d</c> removes.
    /// </summary>
    public static IReadOnlyList<JsonObject> Reduced(IEnumerable<JsonObject> documents, IReadOnlyList<string> key)
    {
        var rows = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var id = string.Join('\n', key.Select(k => Json.At(document, k).Text()));
            if (document["_meta"]?["op"].String() == "d")
            {
                rows.Remove(id);
                continue;
            }
            if (!rows.TryGetValue(id, out var row))
            {
                rows[id] = row = [];
            }
            foreach (var (name, value) in document)
            {
                row[name] = value.Copy();
            }
        }
        return [.. rows.Values];
    }

    private CollectionJournal JournalOf(string collection)
    {
        if (!_journals.TryGetValue(collection, out var journal))
        {
            _journals[collection] = journal = new();
        }
        return journal;
    }

    // A version 1 UUID: 60 bits of time that never go back, the clock sequence, then the producer.
    private string NextUuid(int sequence)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 10_000 + GregorianOffset;
        _clock = Math.Max(_clock + 1, now);
        var hex = _clock.ToString("x15", System.Globalization.CultureInfo.InvariantCulture);
        return $"{hex[7..]}-{hex[3..7]}-1{hex[..3]}-{sequence:x4}-{_producer}";
    }
}
