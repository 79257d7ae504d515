using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Testing.Connectors.SourcePostgres;
using Npgsql;
using Npgsql.Replication;
using Xunit.Abstractions;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>
/// Plays a recorded case against a real server and our connector and compares what comes, apart from what is never the same twice:
/// positions of the
/// log (which must still agree with each other), times, ids, ports, and the orders the real connector leaves to chance.
/// </summary>
internal sealed partial class Replay(ShopServers servers, string folder, ITestOutputHelper output)
{
    private static readonly TimeSpan FenceCycle = TimeSpan.FromSeconds(60);
    private static readonly System.Text.Json.JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<ulong, ulong> _positions = [];
    private readonly List<Played> _runs = [];
    private readonly JsonObject _baseConfig = Captures.Find(
        File.Exists(Path.Combine(folder, Captures.BaseFile)) ? folder : Captures.Bundled,
        Captures.BaseFile,
        "03-validate-ok"
    )["messages"]!
        .AsArray()
        .Select(m => m!["to"]?["validate"]?["config"])
        .First(c => c is not null)!
        .AsObject();

    private ShopServer _shop = null!;
    private Pooler? _pooler;

    /// <exception cref="ReplayDifference">At the first difference.</exception>
    public async Task RunAsync(JsonObject recorded)
    {
        var needs = CaseNeeds.Of(recorded);
        _shop = await servers.GetAsync(needs, folder);
        var before = Prelude(recorded);
        await _shop.ResetAsync(quiet: needs.Quiet || (before is not null && CaseNeeds.Of(before).Quiet));
        if (needs.Pooler)
        {
            _pooler = await Pooler.StartAsync(_shop, needs.PoolerIgnores);
        }
        await using var pooler = _pooler;
        if (before is not null)
        {
            await PlayAsync(before, CaseNeeds.Of(before));
        }
        await PlayAsync(recorded, needs);
    }

    /// <summary>A case that resumes from a cursor of another one continues in that one's database.</summary>
    private JsonObject? Prelude(JsonObject recorded)
    {
        foreach (var message in recorded["messages"]!.AsArray())
        {
            if (message!["from"]?["checkpoint"] is not null)
            {
                return null;
            }
            if (message["to"]?["open"]?["state"]?["cursor"] is { } cursor)
            {
                return Captures.WhereCursor(folder, (string)cursor!) is { } found && (string)found["case"]! != (string)recorded["case"]!
                    ? found
                    : null;
            }
        }
        return null;
    }

    private async Task PlayAsync(JsonObject recorded, CaseNeeds needs)
    {
        var messages = InOrderOfCause(recorded["messages"]!.AsArray());
        var withInfo = messages.Any(m => (string?)m["log"] == "info");
        var writes = new Writes(_shop) { Running = needs.Written };
        await using var taken = needs.WalSenderTaken ? new LogicalReplicationConnection(_shop.ConnectionString("postgres")) : null;
        if (taken is not null)
        {
            await taken.Open();
        }
        await using var writer = needs.WriterOpen ? await _shop.ConnectAsync() : null;
        var writing = writer is null ? null : await writer.BeginTransactionAsync();
        if (writer is not null)
        {
            await using var begin = new NpgsqlCommand("SELECT pg_current_xact_id()", writer, writing);
            await begin.ExecuteNonQueryAsync();
        }
        var acknowledges = !needs.Unacknowledged;
        var slotsLost = false;
        Played? current = null,
            beside = null;
        try
        {
            for (var i = 0; i < messages.Count; i++)
            {
                var message = messages[i];
                if (message["t"] is { } t)
                {
                    await writes.UntilAsync((double)t!);
                    foreach (var run in (Played?[])[beside, current])
                    {
                        if (run is not null)
                        {
                            await run.FencesUntilAsync((double)t!, _shop);
                        }
                    }
                }
                if (message.ContainsKey("$process"))
                {
                    if (current is { IsOver: true })
                    {
                        await EndAsync(current, null);
                    }
                    else if (current is not null)
                    {
                        await current.SettleAsync();
                        beside = current;
                    }
                    // A session outlives its client by a moment, which a limit of connections would notice.
                    if (beside is null && _pooler is null)
                    {
                        await SqlAsync(
                            "select count(*) from pg_stat_activity where application_name = 'estuary_flow'",
                            new JsonObject { ["result"] = "0" }
                        );
                    }
                    var shutsDown = (string?)message["env"]?["SHUTDOWN_AFTER_POLLING"] == "yes";
                    current = new Played(
                        new ConnectorUnderTest(PickAsRecorded(messages, i + 1), RediscoveredAsRecorded(messages, i + 1), shutsDown)
                        {
                            Acknowledges = acknowledges,
                        },
                        withInfo,
                        shutsDown
                    );
                    _runs.Add(current);
                    // Only a line that is no request at all was not recorded.
                    if (messages.Skip(i + 1).TakeWhile(m => !m.ContainsKey("$process")).All(m => !m.ContainsKey("to")))
                    {
                        current.Connector.Send("not json");
                    }
                }
                else if (message["to"] is JsonObject request)
                {
                    if (request["acknowledge"]?["checkpoints"] is { } count && (int)count! == 1)
                    {
                        continue;
                    }
                    await current!.SettleAsync();
                    var completed = Complete(request);
                    current.Asked(request, completed);
                    current.Connector.Send(completed.ToJsonString());
                }
                else if (message["from"] is JsonObject response)
                {
                    (beside is not null && !current!.CouldSay(response) ? beside : current!).Said(response, (double?)message["t"]);
                }
                else if (message["$omitted_backfill_documents"] is JsonObject)
                {
                    current!.Said(message, null);
                }
                else if (message["log"] is not null)
                {
                    current!.Logged(message);
                }
                else if (message["sql"] is { } sql)
                {
                    foreach (var run in (Played?[])[beside, current])
                    {
                        if (run is not null)
                        {
                            await run.SettleAsync();
                        }
                    }
                    if (CaseNeeds.SeesLostSlot(message) && !slotsLost)
                    {
                        slotsLost = true;
                        await _shop.LoseSlotsAsync();
                    }
                    await SqlAsync(
                        InWords().Match((string)sql!) is { Success: true } made
                            ? Tables(int.Parse(made.Groups[1].Value, CultureInfo.InvariantCulture), made.Groups[2].Value)
                            : (string)sql!,
                        message
                    );
                }
                else if (message["exit"] is { } exit)
                {
                    await EndAsync(current!, (int)exit!);
                    (current, beside) = (beside, null);
                }
                else if ((string?)message["note"] is { } note)
                {
                    if (note.StartsWith("SIG", StringComparison.Ordinal))
                    {
                        if (beside is not null && current!.IsOver)
                        {
                            await EndAsync(current, null);
                            (current, beside) = (beside, null);
                        }
                        await current!.SettleAsync();
                        current.Killed = note == "SIGKILL";
                        current.Connector.Terminate();
                    }
                    else if (note.Contains("not acknowledged", StringComparison.Ordinal))
                    {
                        acknowledges = false;
                        current!.Connector.Acknowledges = false;
                    }
                    else if (note == CaseNeeds.WriterCommitted)
                    {
                        await current!.SettleAsync();
                        await writing!.CommitAsync();
                    }
                    else if (note.StartsWith("---", StringComparison.Ordinal) && IsPutBack(messages, i))
                    {
                        if (current is not null)
                        {
                            await EndAsync(current, null);
                        }
                        current = null;
                        _positions.Clear();
                        await _shop.ResetAsync(needs.Quiet);
                    }
                    else
                    {
                        writes.Read(note, (double?)message["t"] ?? 0);
                    }
                }
            }
            if (current is not null)
            {
                await EndAsync(current, null);
            }
        }
        finally
        {
            foreach (var run in _runs)
            {
                await run.Connector.DisposeAsync();
            }
        }
    }

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

    private async Task EndAsync(Played played, int? exit)
    {
        if (played.LastRequest != "open" || exit == 0)
        {
            await played.SettleAsync();
            played.Connector.EndInput();
        }
        var finished = await Task.WhenAny(played.Connector.Exit, Task.Delay(ConnectorUnderTest.Patience));
        if (finished != played.Connector.Exit)
        {
            played.Connector.Terminate();
            await played.Connector.Exit;
            throw new ReplayDifference("the connector did not end by itself\n" + played.Describe());
        }
        try
        {
            if (exit is { } code && !played.Killed && await played.Connector.Exit != code)
            {
                throw new ReplayDifference($"exit code {await played.Connector.Exit} instead of {code}");
            }
            CompareResponses(played);
            if (!played.Killed)
            {
                CompareLogs(played.ExpectedLog, played.ActualLog());
            }
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
            string? actual = null,
                error = null;
            try
            {
                actual = await _shop.QueryAsync(sql, database);
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
            if (error == expectedError && (expected is null || Masked(actual ?? "", sql) == Masked(expected, sql)))
            {
                return;
            }
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
            var fences = Played.FencesBy((double)t!, (double)opened!);
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

    private static string StateKey(JsonObject binding)
    {
        if (binding["stateKey"] is { } given)
        {
            return (string)given!;
        }
        return $"{Uri.EscapeDataString($"{(string?)binding["namespace"]}/{(string?)binding["stream"]}")}.v{(int?)binding["$backfill"] ?? 0}";
    }

    private JsonObject Complete(JsonObject request)
    {
        var completed = request.DeepClone().AsObject();
        if (completed.Count == 0)
        {
            return completed;
        }
        var (kind, body) = completed.First();
        var target = body!.AsObject();
        if (target["capture"] is JsonObject capture)
        {
            CompleteCapture(capture);
        }
        else
        {
            CompleteCapture(target);
        }
        if ((string?)(target["lastCapture"] as JsonValue) is not null)
        {
            target["lastCapture"] = new JsonObject
            {
                ["name"] = "acmeCo/shop/source-postgres",
                ["config"] = Config(new JsonObject { ["$base"] = 1 }),
                ["bindings"] = new JsonArray(
                    Binding(
                        new JsonObject
                        {
                            ["namespace"] = "public",
                            ["stream"] = "customers",
                            ["$key"] = new JsonArray("/id"),
                        }
                    )
                ),
            };
        }
        if (
            target["state"] is JsonObject state
            && (string?)state["cursor"] is { } cursor
            && _runs.Select(r => r.Corresponding(cursor)).LastOrDefault(c => c is not null) is { } now
        )
        {
            state["cursor"] = now;
        }
        return completed;
    }

    private void CompleteCapture(JsonObject capture)
    {
        if (capture["config"] is JsonObject config && config.Count > 0)
        {
            capture["config"] = Config(config);
        }
        if (capture["bindings"] is JsonArray bindings)
        {
            capture["bindings"] = new JsonArray([.. bindings.Select(b => (JsonNode?)Binding(b!.AsObject()))]);
        }
    }

    private JsonObject Config(JsonObject given)
    {
        var config = given.DeepClone().AsObject();
        if (config.Remove("$base"))
        {
            var based = _baseConfig.DeepClone().AsObject();
            foreach (var name in config["$without"] as JsonArray ?? [])
            {
                based.Remove((string)name!);
            }
            config.Remove("$without");
            foreach (var (name, value) in config)
            {
                based[name] = value?.DeepClone();
            }
            config = based;
        }
        if ((string?)config["address"] == "127.0.0.1:5432")
        {
            config["address"] = _shop.Address;
        }
        if (_pooler is not null && (string?)config["address"] == "127.0.0.1:6432")
        {
            config["address"] = _pooler.Address;
        }
        if ((string?)config["credentials"]?["password"] == "<password>")
        {
            config["credentials"]!["password"] = ShopServer.CapturePassword;
        }
        if ((string?)config["password"] == "<password>")
        {
            config["password"] = ShopServer.CapturePassword;
        }
        return config;
    }

    private static JsonObject Binding(JsonObject given)
    {
        var binding = given.DeepClone().AsObject();
        if (binding.ContainsKey("resourceConfig"))
        {
            return binding;
        }
        var key = binding["$key"]?.AsArray().Select(k => (string)k!).ToList() ?? [];
        var projections = new JsonArray([
            .. key.Order(StringComparer.Ordinal)
                .Select(k =>
                    (JsonNode?)
                        new JsonObject
                        {
                            ["ptr"] = k,
                            ["field"] = k[1..],
                            ["isPrimaryKey"] = true,
                        }
                ),
        ]);
        if ((string?)binding["$project"] is { } projected)
        {
            projections.Add(new JsonObject { ["ptr"] = projected, ["field"] = projected[1..] });
        }
        var backfill = (int?)binding["$backfill"] ?? 0;
        var stateKey = StateKey(binding);
        foreach (var name in (string[])["$key", "$project", "$backfill"])
        {
            binding.Remove(name);
        }
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

    private void CompareResponses(Played played)
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
    private void CompareCheckpoints(Transcript recorded, JsonObject expected, JsonObject actual, Played played, bool afterLive)
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
                Lsn.TryParse(before, out var there) && Lsn.TryParse(now, out var here) && Agrees(there, here),
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
                                Agrees((ulong)places[i]!, (ulong)actual[name]![i]!),
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
    private bool Agrees(ulong recorded, ulong now) => _positions.TryAdd(recorded, now) || _positions[recorded] == now;

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
        foreach (var name in (string[])["level", "msg", "time"])
        {
            log.Remove(name);
        }
        return Line(level, message, log);
    }

    private string Line(string level, string message, JsonObject? fields)
    {
        var lines = message.Split("\n - ");
        // Of a list that is cut it is chance which tables stand in it.
        if (lines[^1].EndsWith(" errors omitted", StringComparison.Ordinal))
        {
            lines = [.. lines.Select(l => NamedTable().Replace(l, "table \"…\""))];
        }
        Array.Sort(lines, 1, lines.Length - 1, StringComparer.Ordinal);
        var printed = string.Join(
            " ",
            (fields ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value?.ToJsonString(Plain) ?? "null"}")
        );
        var text = $"{level}: {string.Join("\n - ", lines)} {printed}".Replace(_shop.Address, "127.0.0.1:5432", StringComparison.Ordinal);
        if (_pooler is not null)
        {
            text = text.Replace(_pooler.Address, "127.0.0.1:6432", StringComparison.Ordinal);
        }
        // The recorded text of an address that cannot be parsed holds the password, ours does not.
        return Masked(text.Replace("flow_capture:<password>@", "flow_capture:xxxxxx@", StringComparison.Ordinal));
    }

    /// <summary>Bindings are added and removed in no order.</summary>
    private static List<string> Sorted(IEnumerable<string> lines)
    {
        var sorted = lines.ToList();
        for (var i = 0; i < sorted.Count; )
        {
            var end = i;
            while (end < sorted.Count && sorted[end].StartsWith("info: binding ", StringComparison.Ordinal))
            {
                end++;
            }
            if (end > i)
            {
                sorted.Sort(i, end - i, StringComparer.Ordinal);
            }
            i = Math.Max(end, i + 1);
        }
        return sorted;
    }

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

    private static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 600 ? text[..600] + "…" : text;
    }

    private static string Masked(string text, string? statement = null)
    {
        var masked = Keepalives()
            .Replace(
                Identifiers()
                    .Replace(
                        Resolvers().Replace(Pointers().Replace(Processes().Replace(Positions().Replace(text, "L/L"), "PID n"), "0x…"), ""),
                        "<uuid>"
                    ),
                "tcp_keepalives_…"
            );
        return statement?.Contains("xmin", StringComparison.Ordinal) == true ? Transactions().Replace(masked, "<xid>") : masked;
    }

    [GeneratedRegex("table \"[^\"]+\"")]
    private static partial Regex NamedTable();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Identifiers();

    [GeneratedRegex("tcp_keepalives_(idle|interval|count)")]
    private static partial Regex Keepalives();

    [GeneratedRegex(@"(?<=\|)\d{3,}$", RegexOptions.Multiline)]
    private static partial Regex Transactions();

    [GeneratedRegex(@"\b[0-9A-F]{1,8}/[0-9A-F]{1,8}\b")]
    private static partial Regex Positions();

    [GeneratedRegex(@"^<(\d+) (.)>$")]
    private static partial Regex Repeated();

    [GeneratedRegex(@" on ([\d.]+|<resolver>):53")]
    private static partial Regex Resolvers();

    [GeneratedRegex(@"PID \d+")]
    private static partial Regex Processes();

    [GeneratedRegex(@"0x[0-9a-f…]+")]
    private static partial Regex Pointers();

    [GeneratedRegex("pg_(create|drop|terminate|switch|copy)")]
    private static partial Regex Changing();

    /// <summary>Somebody's writes beside the case, of which only the rhythm was recorded.</summary>
    private sealed partial class Writes(ShopServer shop)
    {
        private const double DefaultPeriod = 5;
        private double _period = DefaultPeriod;
        private double _next;
        private bool _elsewhere;

        public bool Running { get; set; }

        public void Read(string note, double time)
        {
            Running = false;
            if (Rhythm().Match(note) is not { Success: true } rhythm)
            {
                return;
            }
            (Running, _elsewhere, _period) = (
                true,
                rhythm.Groups[1].Value.StartsWith("another", StringComparison.Ordinal),
                double.Parse(rhythm.Groups[2].Value, CultureInfo.InvariantCulture)
            );
            _next = time;
        }

        public async Task UntilAsync(double time)
        {
            for (; Running && _next < time; _next += _period)
            {
                await shop.QueryAsync(
                    _elsewhere
                        ? "CREATE TABLE IF NOT EXISTS elsewhere (at timestamptz); INSERT INTO elsewhere VALUES (now())"
                        : "INSERT INTO unpublished SELECT 1000 + count(*), 'written meanwhile' FROM unpublished",
                    _elsewhere ? "postgres" : "shop"
                );
            }
        }

        [GeneratedRegex(@"(unpublished table|another database)[^.]* written every (\d+) s")]
        private static partial Regex Rhythm();
    }

    /// <summary>One run of the connector: what was recorded of it so far, and what it says now.</summary>
    private sealed class Played(ConnectorUnderTest connector, bool withInfo, bool shutsDown)
    {
        private double? _opened;
        private int _fences;
        private bool _lastWords;
        private bool _streams;

        public ConnectorUnderTest Connector => connector;
        public List<JsonObject> Expected { get; } = [];
        public List<JsonObject> ExpectedLog { get; } = [];
        public string? LastRequest { get; private set; }
        public bool Killed { get; set; }

        /// <summary>The cursor that the recorded run was given, and the one that this run was.</summary>
        public string? RecordedCursor { get; private set; }

        public string? GivenCursor { get; private set; }

        /// <summary>Whether the recorded run had ended by itself, as everything does but a capture that streams.</summary>
        public bool IsOver => LastRequest != "open" || shutsDown || _lastWords || Killed;

        /// <summary>How many of the fences that come every minute a run has made by a time.</summary>
        public static int FencesBy(double time, double opened) => (int)((time - opened) / FenceCycle.TotalSeconds);

        public void Asked(JsonObject recorded, JsonObject completed)
        {
            LastRequest = recorded.FirstOrDefault().Key;
            RecordedCursor = (string?)recorded["open"]?["state"]?["cursor"];
            GivenCursor = (string?)completed["open"]?["state"]?["cursor"];
        }

        public void Said(JsonObject response, double? time)
        {
            Expected.Add(response);
            if (response.ContainsKey("opened"))
            {
                _opened = time;
            }
        }

        public void Logged(JsonObject message)
        {
            ExpectedLog.Add(message);
            _lastWords |= (string?)message["log"] is "stderr" or "fatal";
            _streams |= ((string?)message["msg"])?.StartsWith("Catching up", StringComparison.Ordinal) == true;
        }

        /// <summary>
        /// Whether a response can be this run's while another one streams beside it: an answer of the kind asked for, and before it streams
        /// itself only the cursor it was given.
        /// </summary>
        public bool CouldSay(JsonObject response)
        {
            if (_lastWords)
            {
                return false;
            }
            if (LastRequest != "open")
            {
                return !response.ContainsKey("checkpoint") && !response.ContainsKey("captured");
            }
            if (response.ContainsKey("captured"))
            {
                return _streams;
            }
            return !response.ContainsKey("checkpoint")
                || _streams
                || (Expected.Any(m => m.ContainsKey("opened")) && Transcript.Cursor(response) == RecordedCursor);
        }

        public string? Corresponding(string cursor) =>
            Transcript.Corresponding(cursor, Transcript.Of(Expected), Transcript.Of(connector.Responses));

        /// <summary>Makes the fences that the recorded run had made by a time.</summary>
        public async Task FencesUntilAsync(double time, ShopServer shop)
        {
            if (_opened is not { } opened || IsOver)
            {
                return;
            }
            for (; _fences < FencesBy(time, opened); _fences++)
            {
                await SettleAsync();
                await shop.NoteRunningTransactionsAsync();
                if (!await connector.FenceAsync())
                {
                    throw new ReplayDifference($"fence {_fences + 1} does not come\n{Describe()}");
                }
            }
        }

        /// <summary>Waits until as much has come as was recorded up to here.</summary>
        public async Task SettleAsync()
        {
            var expected = Transcript.Of(Expected);
            var lines = ExpectedLog.Count;
            if (!await connector.WaitAsync(c => ActualLog().Count >= lines && expected.IsReachedBy(Transcript.Of(c.Responses))))
            {
                throw new ReplayDifference(
                    $"{connector.Responses.Count} messages instead of {Expected.Sum(Transcript.Weight)}, {ActualLog().Count} log lines "
                        + $"instead of {lines}\n{Describe()}"
                );
            }
        }

        public List<(string Level, string Text)> ActualLog() =>
            [
                .. connector
                    .Log.Select(l => l.StartsWith('{') ? ((string)JsonNode.Parse(l)!["level"]!, l) : ("stderr", l))
                    .Where(l => l.Item1 != "debug" && (withInfo || l.Item1 != "info")),
            ];

        public string Describe() =>
            "--- log\n"
            + string.Join('\n', connector.Log)
            + "\n--- messages\n"
            + string.Join('\n', connector.Responses.Where(r => !r.ContainsKey("captured")).Select(Short).TakeLast(30));
    }
}
