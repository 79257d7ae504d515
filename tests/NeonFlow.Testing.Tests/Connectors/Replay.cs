using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Npgsql.Replication;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>
/// Plays a recorded case against a real server and our connector and compares what comes, apart from what is never the same twice:
/// positions of the log (which must still agree with each other), times, ids, ports, and the orders the real connector leaves to chance.
/// </summary>
internal sealed partial class Replay(ShopServers servers, string folder, ITestOutputHelper output)
{
    internal static readonly TimeSpan FenceCycle = TimeSpan.FromSeconds(60);

    private const string FencesSet = "SELECT count(*) FROM flow_watermarks WHERE slot = 'flow_slot' AND watermark <> 'existence-check'";
    private static readonly System.Text.Json.JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Apart, because the server may write records of its own between the end of one transaction and the next change.
    private readonly Dictionary<ulong, ulong> _cursors = [];
    private readonly Dictionary<ulong, ulong> _changes = [];
    private readonly List<PlayedRun> _runs = [];
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

    /// <summary>Plays a case.</summary>
    /// <exception cref="ReplayDifference">At the first difference.</exception>
    public static Task RunAsync(ShopServers servers, string folder, ITestOutputHelper output, JsonObject recorded) =>
        new Replay(servers, folder, output).RunAsync(recorded);

    private async Task RunAsync(JsonObject recorded)
    {
        var needs = CaseNeeds.Of(recorded);
        using var rented = await servers.RentAsync(needs, folder);
        _shop = rented.Server;
        var before = Prelude(recorded);
        await _shop.ResetAsync();
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
        var writes = new RecordedWrites(_shop) { Running = needs.Written };
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
        PlayedRun? current = null,
            beside = null;
        try
        {
            for (var i = 0; i < messages.Count; i++)
            {
                var message = messages[i];
                if (message["t"] is { } t)
                {
                    await writes.UntilAsync((double)t!);
                    foreach (var run in (PlayedRun?[])[beside, current])
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
                    current = new PlayedRun(
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
                    foreach (var run in (PlayedRun?[])[beside, current])
                    {
                        if (run is not null)
                        {
                            await run.SettleAsync();
                        }
                    }
                    if (needs.LeavesUpdatesOut && current is { IsCatchingUp: true })
                    {
                        // The recorded run had long set its fence; one that lies behind the statement would wait for another one.
                        await _shop.WaitForAsync(FencesSet, "1");
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
                        _cursors.Clear();
                        _changes.Clear();
                        await _shop.ResetAsync();
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

    private async Task EndAsync(PlayedRun played, int? exit)
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
}
