using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>The order that a recorded run was in, where chance decides it.</summary>
internal sealed partial class Replay
{
    /// <summary>
    /// Whether the database was put back to its start before a part of a case: the log then grew by a whole database, which is copied
    /// through it, though the case wrote
    /// next to nothing.
    /// </summary>
    private static bool IsPutBack(List<JsonObject> messages, int at)
    {
        const ulong DatabaseInLog = 4_000_000;
        if (messages.Any(CaseNeeds.SeesLostSlot))
        {
            return false;
        }
        var before = messages.Take(at).SelectMany(PositionsIn).LastOrDefault();
        var part = messages
            .Skip(at + 1)
            .TakeWhile(m => (string?)m["note"] is not { } note || !note.StartsWith("---", StringComparison.Ordinal));
        var after = part.SelectMany(PositionsIn).FirstOrDefault();
        return before > 0 && after > before + DatabaseInLog;

        static IEnumerable<ulong> PositionsIn(JsonObject message)
        {
            foreach (var text in (string?[])[Transcript.Cursor(message["from"] as JsonObject), (string?)message["fields"]?["startLSN"]])
            {
                if (Lsn.TryParse(text, out var position))
                {
                    yield return position;
                }
            }
        }
    }

    /// <summary>
    /// A statement was recorded when it was over, so what it set off may stand before it with the same time; what cost a slot its log was
    /// done before the words it led to.
    /// </summary>
    private static List<JsonObject> InOrderOfCause(JsonArray recorded)
    {
        var messages = recorded.Select(m => m!.AsObject()).ToList();
        for (var i = 1; i < messages.Count; i++)
        {
            // A grant or a new object sets nothing off.
            if ((string?)messages[i]["sql"] is not { } sql || Enabling().IsMatch(sql))
            {
                continue;
            }
            var time = (double)messages[i]["t"]!;
            var lost = CaseNeeds.SeesLostSlot(messages[i]);
            var to = i;
            while (
                to > 0
                && !messages[to - 1].ContainsKey("$process")
                && !messages[to - 1].ContainsKey("sql")
                && (
                    messages[to - 1]["t"] is not { } t ? IsAcknowledgement(messages[to - 1])
                    : lost ? (string?)messages[to - 1]["log"] == "stderr"
                    : (messages[to - 1].ContainsKey("from") || messages[to - 1].ContainsKey("log"))
                        && time - (double)t! < 0.2
                        && !IsBackfill(messages[to - 1])
                )
            )
            {
                to--;
            }
            var statement = messages[i];
            messages.RemoveAt(i);
            messages.Insert(to, statement);
        }
        return messages;

        static bool IsBackfill(JsonObject message) => message["from"]?["captured"]?["doc"]?["_meta"]?["source"]?["snapshot"] is not null;
        static bool IsAcknowledgement(JsonObject message) => message["to"]?["acknowledge"] is not null;
    }

    /// <summary>What a recording only says in words.</summary>
    private static string Tables(int count, string name) =>
        $"DO $$ BEGIN FOR i IN 0..{count - 1} LOOP EXECUTE format('CREATE TABLE public.%I (id int PRIMARY KEY)', '{name}' || i); EXECUTE "
        + $"format('GRANT SELECT ON public.%I TO flow_capture', '{name}' || i); END LOOP; END $$";

    [GeneratedRegex(@"^(\d+) tables ([a-z]+)0\.\.[a-z]+\d+ made, readable, not published$")]
    private static partial Regex InWords();

    [GeneratedRegex(
        @"^\s*(GRANT|CREATE)\b(?!.*\b(INSERT INTO|DELETE FROM|UPDATE \S+ SET)\b)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Enabling();

    /// <summary>The bindings in the order in which the recorded run backfilled them.</summary>
    private static Func<IReadOnlyList<string>, string> PickAsRecorded(List<JsonObject> messages, int from)
    {
        var order = new Queue<string>();
        List<string> keys = [];
        string? chunk = null;
        foreach (var message in messages.Skip(from).TakeWhile(m => !m.ContainsKey("$process")))
        {
            if (message["to"]?["open"]?["capture"]?["bindings"] is JsonArray bindings)
            {
                keys = [.. bindings.Select(b => StateKey(b!.AsObject()))];
            }
            if (message["from"]?["captured"] is { } captured && captured["doc"]!["_meta"]!["source"]!["snapshot"] is not null)
            {
                chunk = keys[(int?)captured["binding"] ?? 0];
            }
            if (message["$omitted_backfill_documents"] is JsonObject omitted)
            {
                chunk ??= keys[int.Parse(omitted.First().Key, CultureInfo.InvariantCulture)];
            }
            if (message["from"]?["checkpoint"]?["state"]?["updated"] is not JsonObject updated)
            {
                continue;
            }
            if (
                chunk is null
                && updated["bindingStateV1"] is JsonObject { Count: 1 } changed
                && (string?)changed.First().Value!["mode"] is not ("Pending" or "Ignore")
            )
            {
                chunk = changed.First().Key;
            }
            if (chunk is not null)
            {
                order.Enqueue(chunk);
            }
            chunk = null;
        }
        return candidates => order.TryDequeue(out var next) && candidates.Contains(next) ? next : candidates[0];
    }

    /// <summary>
    /// After which of the run's periodic fences the catalogue was read again: where a changed schema, or a checkpoint at the cursor of the
    /// one before, followed the fence's own.
    /// </summary>
    private static Func<int, bool> RediscoveredAsRecorded(List<JsonObject> messages, int from)
    {
        var run = messages.Skip(from).TakeWhile(m => !m.ContainsKey("$process")).ToList();
        var opened = run.FirstOrDefault(m => m["from"]?["opened"] is not null)?["t"];
        var after = new HashSet<int>();
        var (window, ownSeen) = (0, false);
        string? cursor = null;
        foreach (var message in run)
        {
            if (opened is null || message["t"] is not { } t || message["from"] is not JsonObject response)
            {
                continue;
            }
            var fences = PlayedRun.FencesBy((double)t!, (double)opened!);
            if (fences != window)
            {
                (window, ownSeen) = (fences, false);
            }
            var now = Transcript.Cursor(response);
            if (fences > 0 && (response.ContainsKey("sourcedSchema") || (ownSeen && now is not null && now == cursor)))
            {
                after.Add(fences);
            }
            ownSeen |= now is not null;
            cursor = now ?? cursor;
        }
        return after.Contains;
    }
}
