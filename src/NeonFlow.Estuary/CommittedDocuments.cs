using System.Text.Json.Nodes;

namespace NeonFlow.Estuary;

/// <summary>
/// The documents of a journal that are committed, in the order in which they were: those of a transaction count once its producer has
/// acknowledged them, what was rolled back never does, and what was written twice counts once.
/// </summary>
/// <param name="most">How many are wanted; of a transaction one more is kept, which tells that there are more.</param>
internal sealed class CommittedDocuments(int most)
{
    private readonly Dictionary<string, Sequence> _producers = new(StringComparer.Ordinal);

    /// <summary>Takes the next one that was read; what it commits.</summary>
    public IReadOnlyList<JsonObject> Take(JsonObject document)
    {
        // What this client cannot tell is shown, not hidden.
        if (MessageUuid.TryParse(document.Object("_meta").Text("uuid")) is not { } uuid)
        {
            return [document];
        }

        if (!_producers.TryGetValue(uuid.Producer, out var sequence))
        {
            _producers[uuid.Producer] = sequence = new();
        }

        switch (uuid.Flags)
        {
            case MessageUuid.Continues:
                if (uuid.Clock > Math.Max(sequence.Acknowledged, sequence.Read))
                {
                    sequence.Read = uuid.Clock;
                    if (sequence.Open.Count <= most)
                    {
                        sequence.Open.Add((uuid.Clock, document));
                    }
                }

                return [];
            case MessageUuid.Acknowledges:
                // One that was seen before finds nothing up to its clock: what came after it is rolled back.
                var committed = sequence.Open.Where(d => d.Clock <= uuid.Clock).Select(static d => d.Document).ToList();
                sequence.EndAt(uuid.Clock);
                return committed;
            default:
                if (uuid.Clock <= sequence.Acknowledged)
                {
                    return [];
                }

                sequence.EndAt(uuid.Clock);
                return [document];
        }
    }

    private sealed class Sequence
    {
        public ulong Acknowledged { get; private set; }

        public ulong Read { get; set; }

        public List<(ulong Clock, JsonObject Document)> Open { get; } = [];

        public void EndAt(ulong clock)
        {
            (Acknowledged, Read) = (clock, clock);
            Open.Clear();
        }
    }
}
