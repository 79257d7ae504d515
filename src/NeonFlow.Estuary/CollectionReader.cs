using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>Reads the journals of a collection, piece by piece, until there is enough.</summary>
/// <param name="broker">Brokers of the collection's data plane.</param>
/// <param name="token">What opens them.</param>
/// <param name="collection">Collection.</param>
/// <param name="limits">What is enough.</param>
internal sealed class CollectionReader(IBrokerApi broker, string token, string collection, CollectionLimits limits)
{
    private const string CollectionLabel = "estuary.dev/collection";
    private const int FirstPiece = 64 << 10;
    private const int LargestPiece = 1 << 20;

    private readonly List<JsonObject> _documents = [];
    private long _bytes;
    private long _left = limits.JournalBytes;
    private bool _more;

    public async Task<CollectionPage> ReadAsync(CancellationToken stop)
    {
        foreach (var journal in await JournalsAsync(stop).ConfigureAwait(false))
        {
            await ReadAsync(journal, stop).ConfigureAwait(false);
            if (_more)
            {
                break;
            }
        }

        return new(_documents, _more);
    }

    private async Task<IReadOnlyList<string>> JournalsAsync(CancellationToken stop)
    {
        const string call = "POST /v1/journals/list";
        var label = JsonReading.Members(("name", CollectionLabel), ("value", collection));
        var include = JsonReading.Members(("labels", new JsonArray(label)));
        var selector = JsonReading.Members(("selector", JsonReading.Members(("include", include))));
        var lines = await broker.List(selector, token, stop).ConfigureAwait(false);
        foreach (var line in lines)
        {
            Demand(call, line.Error);
        }

        return
        [
            .. lines
                .SelectMany(static l => (l.Result ?? l).Journals ?? [])
                .Select(static j => j.Spec?.Name)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
    }

    private async Task ReadAsync(string journal, CancellationToken stop)
    {
        const string call = "POST /v1/journals/read";
        var (committed, lines, piece) = (new CommittedDocuments(limits.Documents), new LineBuffer(), FirstPiece);
        for (long offset = 0; ; piece = Math.Min(piece * 4, LargestPiece))
        {
            if (_left <= 0)
            {
                _more = true;
                return;
            }

            var range = JsonReading.Members(("journal", journal), ("offset", $"{offset}"), ("endOffset", $"{offset + piece}"));
            var before = offset;
            foreach (var line in await broker.Read(range, token, stop).ConfigureAwait(false))
            {
                Demand(call, line.Error);
                var chunk = line.Result ?? new();
                switch (chunk.Status ?? JournalChunk.Ok)
                {
                    case JournalChunk.Ok:
                        break;
                    // The end of what was written, or a journal without content.
                    case JournalChunk.NotYetAvailable or JournalChunk.Suspended or JournalChunk.NotFound:
                        return;
                    case var status:
                        throw new EstuaryUnavailableException(
                            new(call) { Status = 200, Message = $"the broker says {status} of {journal}" },
                            outcomeUnknown: false
                        );
                }

                // What was there is gone by now. What is kept begins with a whole document.
                if (chunk.Offset is { } at && at > offset)
                {
                    lines.Drop();
                    offset = at;
                }

                if (chunk.Content is { Length: > 0 } content)
                {
                    offset += content.Length;
                    _left -= content.Length;
                    if (lines.Take(content).Any(text => IsFull(committed, text)))
                    {
                        return;
                    }
                }
            }

            if (offset == before)
            {
                // Nothing more is said than that there is nothing.
                return;
            }
        }
    }

    // Whether there is enough, and this line has more.
    private bool IsFull(CommittedDocuments committed, ReadOnlyMemory<byte> text)
    {
        foreach (var document in committed.Take(Parse(text)))
        {
            var size = document.ToJsonString(EstuaryText.Options).Length;
            _more = _documents.Count == limits.Documents || (_documents.Count > 0 && _bytes + size > limits.Bytes);
            if (_more)
            {
                return true;
            }

            _documents.Add(document);
            _bytes += size;
        }

        return false;
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonNode.Parse(text.Span) as JsonObject ?? throw NoDocument();
        }
        catch (JsonException)
        {
            throw NoDocument();
        }
    }

    private static EstuaryUnavailableException NoDocument() =>
        EstuaryHttp.Malformed(new("POST /v1/journals/read") { Status = 200 }, outcomeUnknown: false);

    private static void Demand(string call, BrokerError? error)
    {
        if (error is not null)
        {
            throw new EstuaryUnavailableException(
                new(call) { Status = 200, Message = error.Message ?? "no explanation" },
                outcomeUnknown: false
            );
        }
    }
}
