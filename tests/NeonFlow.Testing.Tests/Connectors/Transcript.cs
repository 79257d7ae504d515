using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>
/// The responses of one run, with the checkpoints that hold nothing taken out of them and counted by where they stood.
/// </summary>
/// <remarks>
/// Where the server wrote a record of its running transactions to the log just before a fence, the position moved and the connector writes
/// its watermark, whose own transaction
/// then ends the fence or comes after it; otherwise the fence is over at once. So next to a fence that the run makes by itself (the one
/// after the start, and one after each chunk of a
/// backfill) there may be one checkpoint without documents more or less, and its cursor may be another. Nothing else is left to chance.
/// </remarks>
internal sealed class Transcript
{
    private readonly List<bool> _afterFence = [];

    private Transcript() => Idle.Add([]);

    /// <summary>All other messages, in order.</summary>
    public List<JsonObject> Messages { get; } = [];

    /// <summary>
    /// The checkpoints without anything in them: at n those that stood before message n, at the end those after the last.
    /// </summary>
    public List<List<JsonObject>> Idle { get; } = [];

    /// <summary>Whether a message is a checkpoint of the start, which repeats the cursor that the run was given.</summary>
    public HashSet<JsonObject> Starts { get; } = [];

    /// <summary>Whether a message is the checkpoint of a backfill's chunk.</summary>
    public HashSet<JsonObject> Chunks { get; } = [];

    public static Transcript Of(IEnumerable<JsonObject> responses)
    {
        var transcript = new Transcript();
        var (checkpoints, open) = (0, false);
        foreach (var message in responses)
        {
            if (message["checkpoint"]?["state"]?["updated"] is not JsonObject updated)
            {
                open = true;
                transcript.Add(message, afterFence: false);
                continue;
            }
            checkpoints++;
            var states = updated.ContainsKey("bindingStateV1");
            if (checkpoints <= 2)
            {
                transcript.Starts.Add(message);
                transcript.Add(message, afterFence: checkpoints == 2);
            }
            else if (open || states)
            {
                if (states)
                {
                    transcript.Chunks.Add(message);
                }
                transcript.Add(message, afterFence: states);
            }
            else
            {
                transcript.Idle[^1].Add(message);
            }
            open = false;
        }
        return transcript;
    }

    /// <summary>How many checkpoints without anything there may be at a place where so many were recorded.</summary>
    public (int Least, int Most) Allowed(int place)
    {
        var recorded = Idle[place].Count;
        if (place == 0 || !_afterFence[place - 1])
        {
            return (recorded, recorded);
        }
        // The fence after the start always ends with a checkpoint.
        return (Math.Max(recorded - 1, Starts.Contains(Messages[place - 1]) ? Math.Min(recorded, 1) : 0), recorded + 1);
    }

    /// <summary>Whether as much came as was recorded so far, chance allowed for.</summary>
    public bool IsReachedBy(Transcript actual)
    {
        var wanted = Messages.Sum(Weight);
        if (actual.Messages.Count < wanted)
        {
            return false;
        }
        return actual.Messages.Count > wanted || actual.Idle[wanted].Count >= Allowed(Messages.Count).Least;
    }

    /// <summary>
    /// The cursor of this run that stands for a recorded one: where the recorded run could be resumed from, this one can.
    /// </summary>
    public static string? Corresponding(string cursor, Transcript recorded, Transcript actual)
    {
        var at = 0;
        string? last = null;
        string? found = null;
        for (var place = 0; place < recorded.Idle.Count; place++)
        {
            var (there, here) = (recorded.Idle[place], at < actual.Idle.Count ? actual.Idle[at] : []);
            for (var i = 0; i < there.Count; i++)
            {
                if (Cursor(there[i]) != cursor)
                {
                    continue;
                }
                var fromEnd = here.Count - (there.Count - i);
                found = here.Count == 0 ? last : Cursor(here[Math.Clamp(fromEnd, 0, here.Count - 1)]);
            }
            if (here.Count > 0)
            {
                last = Cursor(here[^1]) ?? last;
            }
            if (place == recorded.Messages.Count)
            {
                break;
            }
            at += Weight(recorded.Messages[place]);
            var message = at - 1 >= 0 && at - 1 < actual.Messages.Count ? actual.Messages[at - 1] : null;
            last = Cursor(message) ?? last;
            if (Cursor(recorded.Messages[place]) == cursor && last is not null)
            {
                found = last;
            }
        }
        return found;
    }

    public static string? Cursor(JsonObject? message) => (string?)message?["checkpoint"]?["state"]?["updated"]?["cursor"];

    /// <summary>How many messages one of the recording stands for.</summary>
    public static int Weight(JsonObject message) =>
        message["$omitted_backfill_documents"] is JsonObject omitted ? omitted.Sum(o => (int)o.Value!) : 1;

    /// <summary>
    /// Positions only grow, and every change says where the transaction before its own ended, which is the last cursor there was.
    /// </summary>
    public static string? Disorder(IReadOnlyList<JsonObject> responses)
    {
        var (cursor, last) = ("", 0UL);
        for (var i = 0; i < responses.Count; i++)
        {
            if (Cursor(responses[i]) is { } now && Lsn.TryParse(now, out var position))
            {
                if (position < last)
                {
                    return $"the cursor went back to {now} from {Lsn.Format(last)}";
                }
                (cursor, last) = (now, position);
            }
            if (responses[i]["captured"]?["doc"]?["_meta"]?["source"] is not JsonObject source || source["snapshot"] is not null)
            {
                continue;
            }
            var loc = source["loc"]!.AsArray().Select(l => (ulong)l!).ToArray();
            if (loc[0] > loc[1] || loc[1] > loc[2])
            {
                return $"positions out of order: {source.ToJsonString()}";
            }
            // What happens during a backfill's chunk becomes durable with it: there several transactions end in one checkpoint.
            var end = responses.Skip(i).FirstOrDefault(r => r.ContainsKey("checkpoint"));
            if (end?["checkpoint"]!["state"]!["updated"]!.AsObject().ContainsKey("bindingStateV1") == true)
            {
                continue;
            }
            if (cursor.Length > 0 && Lsn.Format(loc[0]) != cursor)
            {
                return $"the transaction before did not end at {cursor}: {source.ToJsonString()}";
            }
        }
        return null;
    }

    private void Add(JsonObject message, bool afterFence)
    {
        Messages.Add(message);
        _afterFence.Add(afterFence);
        Idle.Add([]);
    }
}
