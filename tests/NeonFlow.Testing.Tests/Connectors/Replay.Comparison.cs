using System.Globalization;
using System.Text.Json.Nodes;
using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>What came, compared with what was recorded.</summary>
internal sealed partial class Replay
{
    private void CompareResponses(PlayedRun played)
    {
        var (recorded, responses) = (Transcript.Of(played.Expected), played.Connector.Responses);
        var now = Transcript.Of(responses);
        Require(Transcript.Disorder(responses) is null, Transcript.Disorder(responses) ?? "");
        var (expected, actual) = (recorded.Messages, now.Messages);
        var (e, a) = (0, 0);
        while (e < expected.Count || a < actual.Count)
        {
            var (expectedFrom, actualFrom) = (e, a);
            var expectedRun = Run(expected, ref e, m => m.ContainsKey("captured") || m.ContainsKey("$omitted_backfill_documents"));
            var actualRun = Run(actual, ref a, m => m.ContainsKey("captured"));
            CompareDocuments(expectedRun, actualRun);
            var expectedSchemas = Run(expected, ref e, m => m.ContainsKey("sourcedSchema"));
            var actualSchemas = Run(actual, ref a, m => m.ContainsKey("sourcedSchema"));
            CompareIdle(recorded, expectedFrom, now, actualFrom);
            if (expectedSchemas.Count + actualSchemas.Count > 0)
            {
                expectedSchemas.Sort((x, y) => Number(x["sourcedSchema"]!["binding"]).CompareTo(Number(y["sourcedSchema"]!["binding"])));
                actualSchemas.Sort((x, y) => Number(x["sourcedSchema"]!["binding"]).CompareTo(Number(y["sourcedSchema"]!["binding"])));
                Require(
                    expectedSchemas.Count == actualSchemas.Count,
                    $"{actualSchemas.Count} sourced schemas instead of {expectedSchemas.Count}"
                );
                for (var i = 0; i < expectedSchemas.Count; i++)
                {
                    Same(expectedSchemas[i], actualSchemas[i], "sourcedSchema");
                }
                continue;
            }
            if (expectedRun.Count + actualRun.Count > 0 && e < expected.Count && a < actual.Count)
            {
                CompareIdle(recorded, e, now, a);
            }
            if (e >= expected.Count && a >= actual.Count)
            {
                break;
            }
            Require(e < expected.Count, $"one message too many: {(a < actual.Count ? Short(actual[a]) : "")}");
            Require(a < actual.Count, $"missing: {Short(expected[e])}");
            if (expected[e]["discovered"] is JsonObject discovered)
            {
                CompareDiscovered(discovered, actual[a]);
            }
            else if ((expected[e]["spec"] as JsonValue)?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            {
                Require(
                    JsonNode.DeepEquals(actual[a]["spec"], SourcePostgresSpec.Response()),
                    "the Spec response is not the connector's spec"
                );
            }
            else if (expected[e].ContainsKey("checkpoint"))
            {
                CompareCheckpoints(
                    recorded,
                    expected[e],
                    actual[a],
                    played,
                    afterLive: expectedRun.Any(m => m.ContainsKey("captured") && !IsSnapshot(m))
                );
            }
            else
            {
                Same(expected[e], actual[a], "message");
            }
            e++;
            a++;
        }
        CompareIdle(recorded, expected.Count, now, actual.Count);
    }

    private void CompareIdle(Transcript recorded, int place, Transcript now, int at)
    {
        var (least, most) = recorded.Allowed(place);
        var found = now.Idle[at].Count;
        Require(
            found >= least && found <= most,
            $"{found} checkpoints without documents instead of "
                + $"{recorded.Idle[place].Count}{(place > 0 ? $" after {Short(recorded.Messages[place - 1])}" : "")}"
        );
    }

    /// <summary>
    /// A cursor behind changes is where their transaction ends; at the start it is the one that the run was given; anywhere else it may
    /// have moved on.
    /// </summary>
    private void CompareCheckpoints(Transcript recorded, JsonObject expected, JsonObject actual, PlayedRun played, bool afterLive)
    {
        var (before, now) = (Transcript.Cursor(expected), Transcript.Cursor(actual));
        Require(before is null == now is null, $"the cursor is {now ?? "null"} instead of {before ?? "null"}");
        if (before is not null && recorded.Starts.Contains(expected))
        {
            Require(
                now == (before == played.RecordedCursor ? played.GivenCursor : before),
                $"the cursor is {now} and not the one that was given"
            );
        }
        else if (before is not null && afterLive && !recorded.Chunks.Contains(expected))
        {
            Require(
                Lsn.TryParse(before, out var there) && Lsn.TryParse(now, out var here) && Agrees(_cursors, there, here),
                $"the cursor is {now} where another one was at {before} before"
            );
        }
        var (left, right) = (expected.DeepClone().AsObject(), actual.DeepClone().AsObject());
        foreach (var message in (JsonObject[])[left, right])
        {
            message["checkpoint"]!["state"]!["updated"]!.AsObject().Remove("cursor");
        }
        Same(left, right, "message");
    }

    private static bool IsSnapshot(JsonObject m) => m["captured"]!["doc"]!["_meta"]!["source"]!["snapshot"] is not null;

    private void CompareDocuments(List<JsonObject> expected, List<JsonObject> actual)
    {
        var omitted = new Dictionary<int, int>();
        foreach (var message in expected)
        {
            foreach (var (binding, count) in message["$omitted_backfill_documents"] as JsonObject ?? [])
            {
                var index = int.Parse(binding, CultureInfo.InvariantCulture);
                omitted[index] = omitted.GetValueOrDefault(index) + (int)count!;
            }
        }
        var shown = expected.Where(m => m.ContainsKey("captured")).ToList();
        var expectedLive = shown.Where(m => !IsSnapshot(m)).ToList();
        var actualLive = actual.Where(m => !IsSnapshot(m)).ToList();
        Require(
            expectedLive.Count == actualLive.Count,
            $"{actualLive.Count} live documents instead of {expectedLive.Count}: {string.Join("\n", actualLive.Select(Short))}"
        );
        for (var i = 0; i < expectedLive.Count; i++)
        {
            Same(expectedLive[i], actualLive[i], "captured");
        }

        var expectedBackfill = shown.Where(IsSnapshot).ToLookup(BindingOf);
        var actualBackfill = actual.Where(IsSnapshot).ToLookup(BindingOf);
        foreach (
            var binding in expectedBackfill.Select(g => g.Key).Concat(omitted.Keys).Concat(actualBackfill.Select(g => g.Key)).Distinct()
        )
        {
            var count = expectedBackfill[binding].Count() + omitted.GetValueOrDefault(binding);
            Require(
                actualBackfill[binding].Count() == count,
                $"{actualBackfill[binding].Count()} backfilled documents of binding {binding} instead of {count}"
            );
            var byNumber = actualBackfill[binding].ToDictionary(RowOf);
            foreach (var document in expectedBackfill[binding])
            {
                Require(byNumber.TryGetValue(RowOf(document), out var found), $"missing: {Short(document)}");
                Same(document, found!, "captured");
            }
        }

        static int BindingOf(JsonObject m) => Number(m["captured"]!["binding"]);
        static int RowOf(JsonObject m) => (int)m["captured"]!["doc"]!["_meta"]!["source"]!["loc"]![1]!;
    }

    private void CompareDiscovered(JsonObject expected, JsonObject actual)
    {
        var found =
            actual["discovered"]
                ?["bindings"]?.AsArray()
                .Select(b => b!.AsObject())
                .OrderBy(b => (string)b["recommendedName"]!, StringComparer.Ordinal)
                .ToList()
            ?? [];
        if ((string?)(expected["bindings"] as JsonValue) is { } names)
        {
            Require(
                names == "$" + string.Join(", ", found.Select(b => (string)b["recommendedName"]!)),
                $"discovered {string.Join(", ", found.Select(b => (string)b["recommendedName"]!))} instead of {names}"
            );
            return;
        }
        var wanted = expected["bindings"]!
            .AsArray()
            .Select(b => b!.AsObject())
            .OrderBy(b => (string)b["recommendedName"]!, StringComparer.Ordinal)
            .ToList();
        Require(wanted.Count == found.Count, $"{found.Count} bindings discovered instead of {wanted.Count}");
        for (var i = 0; i < wanted.Count; i++)
        {
            Same(wanted[i], found[i], "discovered");
        }
    }

    private void Same(JsonNode? expected, JsonNode? actual, string path)
    {
        if ((string?)(expected as JsonValue)?.ToString() == "…")
        {
            return;
        }
        switch (expected)
        {
            case JsonObject wanted:
                Require(actual is JsonObject, $"{path}: {Short(actual)} instead of {Short(expected)}");
                foreach (var name in wanted.Select(p => p.Key).Union(actual!.AsObject().Select(p => p.Key)))
                {
                    Require(wanted.ContainsKey(name), $"{path}.{name} is too many: {Short(actual[name])}");
                    Require(actual.AsObject().ContainsKey(name), $"{path}.{name} is missing: {Short(wanted[name])}");
                    if (name is "ts_ms" or "txid" && path.EndsWith("source", StringComparison.Ordinal))
                    {
                        Require((long)actual[name]! > 0, $"{path}.{name}: {Short(actual[name])}");
                        continue;
                    }
                    if (name == "loc" && wanted[name] is JsonArray { Count: 3 } places && (long)places[0]! >= 0)
                    {
                        Require(actual[name] is JsonArray { Count: 3 }, $"{path}.loc: {Short(actual[name])} instead of {Short(places)}");
                        for (var i = 1; i < places.Count; i++)
                        {
                            Require(
                                Agrees(_changes, (ulong)places[i]!, (ulong)actual[name]![i]!),
                                $"{path}.loc[{i}]: {Short(actual[name])} is not the place that {Short(places)} was before"
                            );
                        }
                        continue;
                    }
                    Same(wanted[name], actual[name], $"{path}.{name}");
                }
                break;
            case JsonArray wanted:
                Require(actual is JsonArray found && found.Count == wanted.Count, $"{path}: {Short(actual)} instead of {Short(expected)}");
                for (var i = 0; i < wanted.Count; i++)
                {
                    Same(wanted[i], actual![i], $"{path}[{i}]");
                }
                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                Require(
                    actual?.GetValueKind() == System.Text.Json.JsonValueKind.Number
                        && decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
                            == decimal.Parse(actual.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
                    $"{path}: {Short(actual)} instead of {Short(expected)}"
                );
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && Repeated().Match(text) is { Success: true } repeated:
                Same(
                    new string(repeated.Groups[2].Value[0], int.Parse(repeated.Groups[1].Value, CultureInfo.InvariantCulture)),
                    actual,
                    path
                );
                break;
            default:
                Require(JsonNode.DeepEquals(expected, actual), $"{path}: {Short(actual)} instead of {Short(expected)}");
                break;
        }
    }

    /// <summary>The same recorded position is the same position now.</summary>
    private static bool Agrees(Dictionary<ulong, ulong> seen, ulong recorded, ulong now) =>
        seen.TryAdd(recorded, now) || seen[recorded] == now;

    private static List<JsonObject> Run(IReadOnlyList<JsonObject> messages, ref int at, Func<JsonObject, bool> belongs)
    {
        var run = new List<JsonObject>();
        while (at < messages.Count && belongs(messages[at]))
        {
            run.Add(messages[at++]);
        }
        return run;
    }

    private void Require(bool holds, string otherwise)
    {
        if (holds)
        {
            return;
        }
        output.WriteLine(otherwise);
        throw new ReplayDifference(otherwise);
    }

    private static int Number(JsonNode? number) => (int?)number ?? 0;

    internal static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 600 ? text[..600] + "…" : text;
    }
}
