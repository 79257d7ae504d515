using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Pulumi.Testing.Connectors.SourcePostgres;
using Npgsql;
using Xunit.Abstractions;

namespace NeonFlow.Pulumi.Testing.Tests.Connectors;

/// <summary>
/// Plays a recorded case against a real server and our connector and compares what comes, apart from what is never the same twice: positions of the
/// log (which must still agree with each other), times, ids, ports, and the orders the real connector leaves to chance.
/// </summary>
internal sealed partial class Replay(ShopServer shop, string folder, ITestOutputHelper output)
{
    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<ulong, ulong> _positions = [];
    private readonly JsonObject _baseConfig = Captures.Find(Captures.Bundled, "03-validate-apply-ok.json", "03-validate-ok")["messages"]!.AsArray()
        .Select(m => m!["to"]?["validate"]?["config"]).First(c => c is not null)!.AsObject();

    /// <exception cref="ReplayDifference">At the first difference.</exception>
    public async Task RunAsync(JsonObject recorded)
    {
        await shop.ResetAsync();
        if (Prelude(recorded) is { } before) { await PlayAsync(before); }
        await PlayAsync(recorded);
    }

    /// <summary>A case that resumes from a cursor of another one continues in that one's database.</summary>
    private JsonObject? Prelude(JsonObject recorded)
    {
        foreach (var message in recorded["messages"]!.AsArray())
        {
            if (message!["from"]?["checkpoint"] is not null) { return null; }
            if (message["to"]?["open"]?["state"]?["cursor"] is { } cursor) { return Captures.WhereCursor(folder, (string)cursor!) is { } found && (string)found["case"]! != (string)recorded["case"]! ? found : null; }
        }
        return null;
    }

    private async Task PlayAsync(JsonObject recorded)
    {
        var messages = InOrderOfCause(recorded["messages"]!.AsArray());
        var withInfo = messages.Any(m => (string?)m["log"] == "info");
        var acknowledges = true;
        Played? current = null;
        try
        {
            for (var i = 0; i < messages.Count; i++)
            {
                var message = messages[i];
                if (message.ContainsKey("$process"))
                {
                    if (current is not null) { await EndAsync(current, null); }
                    // A session outlives its client by a moment, which a limit of connections would notice.
                    await SqlAsync("select count(*) from pg_stat_activity where application_name = 'estuary_flow'", new JsonObject { ["result"] = "0" });
                    current = new Played(new ConnectorUnderTest(PickAsRecorded(messages, i + 1), fencePeriod: FencePeriod(messages, i + 1)) { Acknowledges = acknowledges }, withInfo);
                }
                else if (message["to"] is JsonObject request)
                {
                    if (request["acknowledge"]?["checkpoints"] is { } count && (int)count! == 1) { continue; }
                    await current!.SettleAsync();
                    current.LastRequest = request.First().Key;
                    current.Connector.Send(Complete(request));
                }
                else if (message["from"] is JsonObject response) { current!.Expected.Add(response); }
                else if (message["$omitted_backfill_documents"] is JsonObject) { current!.Expected.Add(message); }
                else if (message["log"] is not null) { current!.ExpectedLog.Add(message); }
                else if (message["sql"] is { } sql)
                {
                    if (current is not null) { await current.SettleAsync(); }
                    await SqlAsync((string)sql!, message);
                }
                else if (message["exit"] is { } exit)
                {
                    await EndAsync(current!, (int)exit!);
                    current = null;
                }
                else if ((string?)message["note"] is { } note)
                {
                    if (note.StartsWith("SIG", StringComparison.Ordinal))
                    {
                        await current!.SettleAsync();
                        current.Killed = note == "SIGKILL";
                        current.Connector.Terminate();
                    }
                    else if (note.Contains("not acknowledged", StringComparison.Ordinal))
                    {
                        acknowledges = false;
                        current!.Connector.Acknowledges = false;
                    }
                }
            }
            if (current is not null) { await EndAsync(current, null); }
        }
        finally
        {
            if (current is not null) { await current.Connector.DisposeAsync(); }
        }
    }

    /// <summary>A statement was recorded when it was over, so what it set off may stand before it with the same time.</summary>
    private static List<JsonObject> InOrderOfCause(JsonArray recorded)
    {
        var messages = recorded.Select(m => m!.AsObject()).ToList();
        for (var i = 1; i < messages.Count; i++)
        {
            if (!messages[i].ContainsKey("sql")) { continue; }
            var time = (double)messages[i]["t"]!;
            var to = i;
            while (to > 0 && !messages[to - 1].ContainsKey("$process") && !messages[to - 1].ContainsKey("sql")
                && (messages[to - 1]["t"] is not { } t ? IsAcknowledgement(messages[to - 1])
                    : (messages[to - 1].ContainsKey("from") || messages[to - 1].ContainsKey("log")) && time - (double)t! < 0.2 && !IsBackfill(messages[to - 1]))) { to--; }
            var statement = messages[i];
            messages.RemoveAt(i);
            messages.Insert(to, statement);
        }
        return messages;

        static bool IsBackfill(JsonObject message) => message["from"]?["captured"]?["doc"]?["_meta"]?["source"]?["snapshot"] is not null;
        static bool IsAcknowledgement(JsonObject message) => message["to"]?["acknowledge"] is not null;
    }

    private async Task EndAsync(Played played, int? exit)
    {
        if (played.LastRequest != "open" || exit == 0) { await played.SettleAsync(); played.Connector.EndInput(); }
        var finished = await Task.WhenAny(played.Connector.Exit, Task.Delay(ConnectorUnderTest.Patience));
        if (finished != played.Connector.Exit)
        {
            played.Connector.Terminate();
            await played.Connector.Exit;
            throw new ReplayDifference("the connector did not end by itself\n" + played.Describe());
        }
        try
        {
            if (exit is { } code && !played.Killed && await played.Connector.Exit != code) { throw new ReplayDifference($"exit code {await played.Connector.Exit} instead of {code}"); }
            CompareResponses(played.Expected, played.Connector.Responses);
            if (!played.Killed) { CompareLogs(played.ExpectedLog, played.ActualLog()); }
        }
        catch (ReplayDifference e)
        {
            throw new ReplayDifference($"{e.Message}\n{played.Describe()}");
        }
    }

    private async Task SqlAsync(string sql, JsonObject recorded)
    {
        var database = (string?)recorded["db"] ?? "shop";
        var expected = (string?)recorded["result"];
        var expectedError = (string?)recorded["error"];
        var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
        // What a query sees of slots and rows follows the connector's and the server's own pace.
        var repeatable = sql.StartsWith("select", StringComparison.OrdinalIgnoreCase) && !Changing().IsMatch(sql);
        while (true)
        {
            string? actual = null, error = null;
            try
            {
                actual = await shop.QueryAsync(sql, database);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && DateTime.UtcNow < deadline)
            {
                await Task.Delay(20);
                continue;
            }
            catch (PostgresException e)
            {
                error = $"{e.Severity}:  {e.SqlState}: {e.MessageText}";
            }
            if (error == expectedError && (expected is null || Masked(actual ?? "") == Masked(expected))) { return; }
            if (!repeatable || DateTime.UtcNow > deadline)
            {
                throw new ReplayDifference($"{sql}\n  recorded: {expected}{expectedError}\n  now:      {actual}{error}");
            }
            await Task.Delay(50);
        }
    }

    /// <summary>The bindings in the order in which the recorded run backfilled them.</summary>
    private static Func<IReadOnlyList<string>, string> PickAsRecorded(List<JsonObject> messages, int from)
    {
        var order = new Queue<string>();
        List<string> keys = [];
        string? chunk = null;
        foreach (var message in messages.Skip(from).TakeWhile(m => !m.ContainsKey("$process")))
        {
            if (message["to"]?["open"]?["capture"]?["bindings"] is JsonArray bindings) { keys = [.. bindings.Select(b => StateKey(b!.AsObject()))]; }
            if (message["from"]?["captured"] is { } captured && captured["doc"]!["_meta"]!["source"]!["snapshot"] is not null) { chunk = keys[(int?)captured["binding"] ?? 0]; }
            if (message["$omitted_backfill_documents"] is JsonObject omitted) { chunk ??= keys[int.Parse(omitted.First().Key, CultureInfo.InvariantCulture)]; }
            if (message["from"]?["checkpoint"]?["state"]?["updated"] is not JsonObject updated) { continue; }
            if (chunk is null && updated["bindingStateV1"] is JsonObject { Count: 1 } changed && (string?)changed.First().Value!["mode"] is not ("Pending" or "Ignore")) { chunk = changed.First().Key; }
            if (chunk is not null) { order.Enqueue(chunk); }
            chunk = null;
        }
        return candidates => order.TryDequeue(out var next) && candidates.Contains(next) ? next : candidates[0];
    }

    /// <summary>Where the recorded run was waited for until its next fence, the fences come sooner here.</summary>
    private static TimeSpan FencePeriod(List<JsonObject> messages, int from)
    {
        var times = messages.Skip(from).TakeWhile(m => !m.ContainsKey("$process")).Select(m => (double?)m["t"]).Where(t => t is not null).ToList();
        return times.Zip(times.Skip(1)).Any(pair => pair.Second - pair.First > 30) ? TimeSpan.FromSeconds(3) : TimeSpan.FromSeconds(60);
    }

    private static string StateKey(JsonObject binding)
    {
        if (binding["stateKey"] is { } given) { return (string)given!; }
        return $"{Uri.EscapeDataString($"{(string?)binding["namespace"]}/{(string?)binding["stream"]}")}.v{(int?)binding["$backfill"] ?? 0}";
    }

    private JsonObject Complete(JsonObject request)
    {
        var completed = request.DeepClone().AsObject();
        if (completed.Count == 0) { return completed; }
        var (kind, body) = completed.First();
        var target = body!.AsObject();
        if (target["capture"] is JsonObject capture) { CompleteCapture(capture); }
        else { CompleteCapture(target); }
        if ((string?)(target["lastCapture"] as JsonValue) is not null)
        {
            target["lastCapture"] = new JsonObject
            {
                ["name"] = "acmeCo/shop/source-postgres",
                ["config"] = Config(new JsonObject { ["$base"] = 1 }),
                ["bindings"] = new JsonArray(Binding(new JsonObject { ["namespace"] = "public", ["stream"] = "customers", ["$key"] = new JsonArray("/id") })),
            };
        }
        if (target["state"] is JsonObject state && state["cursor"] is { } cursor && Lsn.TryParse((string?)cursor, out var position) && _positions.TryGetValue(position, out var now))
        {
            state["cursor"] = Lsn.Format(now);
        }
        return completed;
    }

    private void CompleteCapture(JsonObject capture)
    {
        if (capture["config"] is JsonObject config && config.Count > 0) { capture["config"] = Config(config); }
        if (capture["bindings"] is JsonArray bindings) { capture["bindings"] = new JsonArray([.. bindings.Select(b => (JsonNode?)Binding(b!.AsObject()))]); }
    }

    private JsonObject Config(JsonObject given)
    {
        var config = given.DeepClone().AsObject();
        if (config.Remove("$base"))
        {
            var based = _baseConfig.DeepClone().AsObject();
            foreach (var name in config["$without"] as JsonArray ?? []) { based.Remove((string)name!); }
            config.Remove("$without");
            foreach (var (name, value) in config) { based[name] = value?.DeepClone(); }
            config = based;
        }
        if ((string?)config["address"] == "127.0.0.1:5432") { config["address"] = shop.Address; }
        if ((string?)config["credentials"]?["password"] == "<password>") { config["credentials"]!["password"] = ShopServer.CapturePassword; }
        if ((string?)config["password"] == "<password>") { config["password"] = ShopServer.CapturePassword; }
        return config;
    }

    private static JsonObject Binding(JsonObject given)
    {
        var binding = given.DeepClone().AsObject();
        if (binding.ContainsKey("resourceConfig")) { return binding; }
        var key = binding["$key"]?.AsArray().Select(k => (string)k!).ToList() ?? [];
        var projections = new JsonArray([.. key.Order(StringComparer.Ordinal).Select(k => (JsonNode?)new JsonObject { ["ptr"] = k, ["field"] = k[1..], ["isPrimaryKey"] = true })]);
        if ((string?)binding["$project"] is { } projected) { projections.Add(new JsonObject { ["ptr"] = projected, ["field"] = projected[1..] }); }
        var backfill = (int?)binding["$backfill"] ?? 0;
        var stateKey = StateKey(binding);
        foreach (var name in (string[])["$key", "$project", "$backfill"]) { binding.Remove(name); }
        var (schema, table) = ((string?)binding["namespace"], (string?)binding["stream"]);
        return new JsonObject
        {
            ["resourceConfig"] = binding,
            ["resourcePath"] = new JsonArray(schema, table),
            ["collection"] = new JsonObject
            {
                ["name"] = $"acmeCo/shop/{schema}/{table}",
                ["writeSchema"] = new JsonObject { ["type"] = "object" },
                ["key"] = new JsonArray([.. key.Select(k => (JsonNode?)JsonValue.Create(k))]),
                ["uuidPtr"] = "/_meta/uuid",
                ["projections"] = projections,
            },
            ["backfill"] = backfill,
            ["stateKey"] = stateKey,
        };
    }

    private void CompareResponses(List<JsonObject> expected, IReadOnlyList<JsonObject> actual)
    {
        var (e, a) = (0, 0);
        var cursor = "";
        while (e < expected.Count || a < actual.Count)
        {
            var expectedRun = Run(expected, ref e, m => m.ContainsKey("captured") || m.ContainsKey("$omitted_backfill_documents"));
            var actualRun = Run(actual, ref a, m => m.ContainsKey("captured"));
            CompareDocuments(expectedRun, actualRun, cursor);
            var expectedSchemas = Run(expected, ref e, m => m.ContainsKey("sourcedSchema"));
            var actualSchemas = Run(actual, ref a, m => m.ContainsKey("sourcedSchema"));
            if (expectedSchemas.Count + actualSchemas.Count > 0)
            {
                expectedSchemas.Sort((x, y) => Number(x["sourcedSchema"]!["binding"]).CompareTo(Number(y["sourcedSchema"]!["binding"])));
                actualSchemas.Sort((x, y) => Number(x["sourcedSchema"]!["binding"]).CompareTo(Number(y["sourcedSchema"]!["binding"])));
                Require(expectedSchemas.Count == actualSchemas.Count, $"{actualSchemas.Count} sourced schemas instead of {expectedSchemas.Count}");
                for (var i = 0; i < expectedSchemas.Count; i++) { Same(expectedSchemas[i], actualSchemas[i], "sourcedSchema"); }
                continue;
            }
            if (e >= expected.Count && a >= actual.Count) { return; }
            Require(e < expected.Count, $"one message too many: {(a < actual.Count ? Short(actual[a]) : "")}");
            Require(a < actual.Count, $"missing: {Short(expected[e])}");
            if (expected[e]["discovered"] is JsonObject discovered) { CompareDiscovered(discovered, actual[a]); }
            else if ((expected[e]["spec"] as JsonValue)?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            {
                Require(JsonNode.DeepEquals(actual[a]["spec"], SourcePostgresSpec.Response()), "the Spec response is not the connector's spec");
            }
            else { Same(expected[e], actual[a], "message"); }
            cursor = (string?)actual[a]["checkpoint"]?["state"]?["updated"]?["cursor"] ?? cursor;
            e++;
            a++;
        }
    }

    private void CompareDocuments(List<JsonObject> expected, List<JsonObject> actual, string cursor)
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
        foreach (var live in actual.Where(m => !IsSnapshot(m)))
        {
            var loc = live["captured"]!["doc"]!["_meta"]!["source"]!["loc"]!.AsArray().Select(l => (ulong)l!).ToArray();
            Require(loc[0] <= loc[1] && loc[1] <= loc[2], $"positions out of order: {Short(live)}");
            Require(cursor.Length == 0 || Lsn.Format(loc[0]) == cursor, $"the previous transaction did not end at {cursor}: {Short(live)}");
        }
        var expectedLive = shown.Where(m => !IsSnapshot(m)).ToList();
        var actualLive = actual.Where(m => !IsSnapshot(m)).ToList();
        Require(expectedLive.Count == actualLive.Count, $"{actualLive.Count} live documents instead of {expectedLive.Count}: {string.Join("\n", actualLive.Select(Short))}");
        for (var i = 0; i < expectedLive.Count; i++) { Same(expectedLive[i], actualLive[i], "captured"); }

        var expectedBackfill = shown.Where(IsSnapshot).ToLookup(BindingOf);
        var actualBackfill = actual.Where(IsSnapshot).ToLookup(BindingOf);
        foreach (var binding in expectedBackfill.Select(g => g.Key).Concat(omitted.Keys).Concat(actualBackfill.Select(g => g.Key)).Distinct())
        {
            var count = expectedBackfill[binding].Count() + omitted.GetValueOrDefault(binding);
            Require(actualBackfill[binding].Count() == count, $"{actualBackfill[binding].Count()} backfilled documents of binding {binding} instead of {count}");
            var byNumber = actualBackfill[binding].ToDictionary(RowOf);
            foreach (var document in expectedBackfill[binding])
            {
                Require(byNumber.TryGetValue(RowOf(document), out var found), $"missing: {Short(document)}");
                Same(document, found!, "captured");
            }
        }

        static bool IsSnapshot(JsonObject m) => m["captured"]!["doc"]!["_meta"]!["source"]!["snapshot"] is not null;
        static int BindingOf(JsonObject m) => Number(m["captured"]!["binding"]);
        static int RowOf(JsonObject m) => (int)m["captured"]!["doc"]!["_meta"]!["source"]!["loc"]![1]!;
    }

    private void CompareDiscovered(JsonObject expected, JsonObject actual)
    {
        var found = actual["discovered"]?["bindings"]?.AsArray().Select(b => b!.AsObject()).OrderBy(b => (string)b["recommendedName"]!, StringComparer.Ordinal).ToList() ?? [];
        if ((string?)(expected["bindings"] as JsonValue) is { } names)
        {
            Require(names == "$" + string.Join(", ", found.Select(b => (string)b["recommendedName"]!)), $"discovered {string.Join(", ", found.Select(b => (string)b["recommendedName"]!))} instead of {names}");
            return;
        }
        var wanted = expected["bindings"]!.AsArray().Select(b => b!.AsObject()).OrderBy(b => (string)b["recommendedName"]!, StringComparer.Ordinal).ToList();
        Require(wanted.Count == found.Count, $"{found.Count} bindings discovered instead of {wanted.Count}");
        for (var i = 0; i < wanted.Count; i++) { Same(wanted[i], found[i], "discovered"); }
    }

    private void Same(JsonNode? expected, JsonNode? actual, string path)
    {
        if ((string?)(expected as JsonValue)?.ToString() == "…") { return; }
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
                    if (name == "loc" && wanted[name] is JsonArray && (long)wanted[name]![0]! >= 0) { Position((ulong)wanted[name]![0]!, (ulong)actual[name]![0]!, $"{path}.loc[0]"); continue; }
                    Same(wanted[name], actual[name], $"{path}.{name}");
                }
                break;
            case JsonArray wanted:
                Require(actual is JsonArray found && found.Count == wanted.Count, $"{path}: {Short(actual)} instead of {Short(expected)}");
                for (var i = 0; i < wanted.Count; i++) { Same(wanted[i], actual![i], $"{path}[{i}]"); }
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && path.EndsWith("cursor", StringComparison.Ordinal) && Lsn.TryParse(text, out var recorded):
                Require(Lsn.TryParse((string?)actual, out var now), $"{path}: {Short(actual)} instead of a position");
                Position(recorded, now, path);
                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                Require(actual?.GetValueKind() == System.Text.Json.JsonValueKind.Number
                    && decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) == decimal.Parse(actual.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
                    $"{path}: {Short(actual)} instead of {Short(expected)}");
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && Repeated().Match(text) is { Success: true } repeated:
                Same(new string(repeated.Groups[2].Value[0], int.Parse(repeated.Groups[1].Value, CultureInfo.InvariantCulture)), actual, path);
                break;
            default:
                Require(JsonNode.DeepEquals(expected, actual), $"{path}: {Short(actual)} instead of {Short(expected)}");
                break;
        }
    }

    /// <summary>The same recorded position is the same position now.</summary>
    private void Position(ulong recorded, ulong now, string path)
    {
        if (!_positions.TryAdd(recorded, now)) { Require(_positions[recorded] == now, $"{path}: {Lsn.Format(now)} where {Lsn.Format(_positions[recorded])} was at {Lsn.Format(recorded)} before"); }
    }

    private void CompareLogs(List<JsonObject> expected, List<(string Level, string Text)> actual)
    {
        var wanted = Sorted(expected.Select(m => Line((string)m["log"]!, (string)m["msg"]!, m["fields"] as JsonObject)));
        var found = Sorted(actual.Select(l => l.Level == "stderr" ? Line("stderr", l.Text, null) : FromJson(l.Text)));
        for (var i = 0; i < Math.Max(wanted.Count, found.Count); i++)
        {
            var (w, f) = (i < wanted.Count ? wanted[i] : "(nothing)", i < found.Count ? found[i] : "(nothing)");
            Require(w == f, $"log line {i}:\n  recorded: {w}\n  now:      {f}");
        }
    }

    private string FromJson(string line)
    {
        var log = JsonNode.Parse(line)!.AsObject();
        var (level, message) = ((string)log["level"]!, (string)log["msg"]!);
        foreach (var name in (string[])["level", "msg", "time"]) { log.Remove(name); }
        return Line(level, message, log);
    }

    private string Line(string level, string message, JsonObject? fields)
    {
        var lines = message.Split("\n - ");
        Array.Sort(lines, 1, lines.Length - 1, StringComparer.Ordinal);
        var printed = string.Join(" ", (fields ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value?.ToJsonString(Plain) ?? "null"}"));
        return Masked($"{level}: {string.Join("\n - ", lines)} {printed}".Replace(shop.Address, "127.0.0.1:5432", StringComparison.Ordinal).Replace($"dial tcp 127.0.0.1:{shop.Port}", "dial tcp 127.0.0.1:5432", StringComparison.Ordinal));
    }

    /// <summary>Bindings are added and removed in no order.</summary>
    private static List<string> Sorted(IEnumerable<string> lines)
    {
        var sorted = lines.ToList();
        for (var i = 0; i < sorted.Count;)
        {
            var end = i;
            while (end < sorted.Count && sorted[end].StartsWith("info: binding ", StringComparison.Ordinal)) { end++; }
            if (end > i) { sorted.Sort(i, end - i, StringComparer.Ordinal); }
            i = Math.Max(end, i + 1);
        }
        return sorted;
    }

    private static List<JsonObject> Run(IReadOnlyList<JsonObject> messages, ref int at, Func<JsonObject, bool> belongs)
    {
        var run = new List<JsonObject>();
        while (at < messages.Count && belongs(messages[at])) { run.Add(messages[at++]); }
        return run;
    }

    private void Require(bool holds, string otherwise)
    {
        if (holds) { return; }
        output.WriteLine(otherwise);
        throw new ReplayDifference(otherwise);
    }

    private static int Number(JsonNode? number) => (int?)number ?? 0;

    private static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 600 ? text[..600] + "…" : text;
    }

    private static string Masked(string text) => Resolvers().Replace(Pointers().Replace(Processes().Replace(Positions().Replace(text, "L/L"), "PID n"), "0x…"), " on <resolver>:53");

    [GeneratedRegex(@"\b[0-9A-F]{1,8}/[0-9A-F]{1,8}\b")]
    private static partial Regex Positions();

    [GeneratedRegex(@"^<(\d+) (.)>$")]
    private static partial Regex Repeated();

    [GeneratedRegex(@" on [\d.]+:53")]
    private static partial Regex Resolvers();

    [GeneratedRegex(@"PID \d+")]
    private static partial Regex Processes();

    [GeneratedRegex(@"0x[0-9a-f…]+")]
    private static partial Regex Pointers();

    [GeneratedRegex("pg_(create|drop|terminate|switch|copy)")]
    private static partial Regex Changing();

    private sealed class Played(ConnectorUnderTest connector, bool withInfo)
    {
        public ConnectorUnderTest Connector => connector;
        public List<JsonObject> Expected { get; } = [];
        public List<JsonObject> ExpectedLog { get; } = [];
        public string? LastRequest { get; set; }
        public bool Killed { get; set; }

        /// <summary>Waits until as much has come as was recorded up to here.</summary>
        public async Task SettleAsync()
        {
            var messages = Expected.Sum(m => m["$omitted_backfill_documents"] is JsonObject omitted ? omitted.Sum(o => (int)o.Value!) : 1);
            var lines = ExpectedLog.Count;
            if (!await connector.WaitAsync(c => c.Responses.Count >= messages && ActualLog().Count >= lines))
            {
                throw new ReplayDifference($"{connector.Responses.Count} messages instead of {messages}, {ActualLog().Count} log lines instead of {lines}\n{Describe()}");
            }
        }

        public List<(string Level, string Text)> ActualLog() => [.. connector.Log.Select(l => l.StartsWith('{') ? ((string)JsonNode.Parse(l)!["level"]!, l) : ("stderr", l))
            .Where(l => l.Item1 != "debug" && (withInfo || l.Item1 != "info"))];

        public string Describe() => "--- log\n" + string.Join('\n', connector.Log) + "\n--- messages\n"
            + string.Join('\n', connector.Responses.Where(r => !r.ContainsKey("captured")).Select(Short).TakeLast(30));
    }
}

internal sealed class ReplayDifference(string message) : Exception(message);
