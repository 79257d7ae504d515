using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Resources.Estuary.Capture;
using NeonFlow.Testing.Connectors.SourcePostgres;
using NeonFlow.Testing.Estuary;
using NeonFlow.Testing.Postgres;
using NeonFlow.Testing.Tests.Connectors;
using Npgsql;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>A database with a healthy pipeline of its own, the built-in connector over it, and the rules beside it.</summary>
internal sealed partial class Stage : IAsyncDisposable
{
    private const string Password = "...";
    private readonly Dictionary<string, Dictionary<string, string>> _rows = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _others = [];
    private JsonObject _state = [];
    private IReadOnlyList<string> _streams = [];
    private IReadOnlyList<IReadOnlyList<string>> _keys = [];
    private int _folded;

    private Stage(PostgresServer server, string name, JsonObject config) => (Server, Name, Config) = (server, name, config);

    public PostgresServer Server { get; private set; }

    public string Name { get; }

    public string Role => $"capture_{Name}";

    /// <summary>The endpoint config, as the connector gets it.</summary>
    public JsonObject Config { get; }

    public JsonObject Advanced => Config["advanced"]!.AsObject();

    /// <summary>Tables of the capture.</summary>
    public List<string> Tables { get; set; } = ["public.orders"];

    /// <summary>Backfill mode of all bindings.</summary>
    public string Mode { get; set; } = "";

    /// <summary>Backfill counter of all bindings.</summary>
    public int Backfill { get; set; }

    /// <summary>What the rules know of the capture besides.</summary>
    public Func<CaptureSubject, CaptureSubject> Known { get; set; } = static s => s;

    // The table that tells when everything before has arrived is always captured with the others.
    private IReadOnlyList<string> Bound => [.. Tables.Append("public.items").Distinct()];

    /// <summary>Whether another capture uses the same role.</summary>
    private bool Shares { get; set; }

    /// <summary>Whether the capture has streamed, so that its slot is its own.</summary>
    private bool Started { get; set; }

    /// <summary>Where slot and publication stood when the capture was published.</summary>
    public SlotPosition? Mark { get; private set; }

    /// <summary>What else the program makes.</summary>
    public IReadOnlyList<ProgramResource> Program { get; set; } = [];

    /// <summary>How long the connector relays changes before its next fence.</summary>
    public TimeSpan? FencePeriod { get; set; }

    /// <summary>The server that takes writes where this one does not.</summary>
    public PostgresServer? Primary { get; set; }

    public ConnectorUnderTest? Running { get; private set; }

    public string Slot => Advanced["slotName"]!.GetValue<string>();

    public static async Task<Stage> SetAsync(PostgresServer server, string name)
    {
        var stage = new Stage(
            server,
            name,
            new JsonObject
            {
                ["address"] = $"127.0.0.1:{server.Port}",
                ["user"] = $"capture_{name}",
                ["database"] = name,
                ["historyMode"] = false,
                ["credentials"] = new JsonObject { ["auth_type"] = "UserPassword", ["password"] = Password },
                ["advanced"] = new JsonObject
                {
                    ["publicationName"] = "shop_pub",
                    ["slotName"] = $"flow_{name}",
                    ["watermarksTable"] = "public.flow_watermarks",
                    ["sslmode"] = "disable",
                },
            }
        );
        await stage.BuildAsync(server);
        return stage;
    }

    /// <summary>The same pipeline on another server.</summary>
    public async Task BuildAsync(PostgresServer server)
    {
        await server.ExecuteAsync($"CREATE DATABASE {Name}");
        await server.ExecuteAsync($"CREATE ROLE {Role} LOGIN REPLICATION PASSWORD '{Password}'");
        await server.ExecuteAsync(
            $"""
            CREATE TABLE public.orders (id int PRIMARY KEY, v text);
            CREATE TABLE public.items (id int PRIMARY KEY, v text);
            INSERT INTO public.orders VALUES (1, 'one'), (2, 'two');
            INSERT INTO public.items VALUES (1, 'one'), (2, 'two');
            CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT);
            CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.items, public.flow_watermarks WITH (publish_via_partition_root = true);
            GRANT USAGE ON SCHEMA public TO {Role};
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {Role};
            GRANT INSERT, UPDATE ON public.flow_watermarks TO {Role};
            """,
            Name
        );
    }

    public Task ExecuteAsync(string sql) => Server.ExecuteAsync(Filled(sql), Name);

    public Task<T?> ScalarAsync<T>(string sql) => Server.ScalarAsync<T>(Filled(sql), Name);

    private string Filled(string sql) =>
        sql.Replace("{role}", Role, StringComparison.Ordinal)
            .Replace("{slot}", Slot, StringComparison.Ordinal)
            .Replace("{database}", Name, StringComparison.Ordinal);

    // ---- the rules ----

    public async Task<PreflightVerdict> JudgeAsync() =>
        CapturePreflight.Judge(new CaptureSituation(Subject(), await FactsAsync()) { Program = Program });

    private CaptureSubject Subject()
    {
        string Option(string name) => Advanced[name]!.GetValue<string>();
        return Known(
            new CaptureSubject
            {
                Host = Config["address"]!.GetValue<string>().Split(':')[0],
                User = Config["user"]!.GetValue<string>(),
                Publication = Option("publicationName"),
                Slot = Slot,
                WatermarksTable = Advanced["read_only_capture"] is null ? Option("watermarksTable") : null,
                Tables =
                [
                    .. Bound.Select(
                        (t, i) => new BoundTable(TableName.Parse(t), $"tables[{i}]") { Mode = Mode, IsCaptured = Mark is not null }
                    ),
                ],
                Exists = Started,
                Position = Mark,
                Bindings = StateKeys(),
                NextBackfill = Backfill + 1,
            }
        );
    }

    private IReadOnlyList<string> StateKeys() => [.. Bound.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t}:{Backfill}"))];

    private async Task<CaptureFacts> FactsAsync()
    {
        await using var sessions = new PostgresSessions();
        var address = new PostgresAddress(Server.Host, Server.Port, Name, Server.SuperuserName, TlsMode.Disable)
        {
            Password = Server.SuperuserPassword,
        };
        return await CaptureInspection.GatherAsync(sessions, address, Subject(), CancellationToken.None);
    }

    /// <summary>Does what a fix says: runs its SQL as it stands, and sets the inputs that it names.</summary>
    public async Task ApplyAsync(string fix)
    {
        var lines = fix.Split('\n');
        var isCode = Input().IsMatch(lines[0]);
        if (!isCode && lines.Any(static l => !l.StartsWith("--", StringComparison.Ordinal)))
        {
            await Server.ExecuteAsync(fix, Name);
        }

        foreach (var line in lines)
        {
            var match = Input().Match(line);
            if (match.Success && (isCode || match.Groups["comment"].Success))
            {
                SetInput(match.Groups["name"].Value, match.Groups["value"].Value);
            }
        }

        if (fix.Contains("-- and restart the server", StringComparison.Ordinal))
        {
            // A server that stops waits for whoever streams from it.
            await StopAsync();
            foreach (var other in _others.OfType<Stage>())
            {
                await other.StopAsync();
            }

            await Server.RestartAsync();
        }
    }

    private void SetInput(string name, string value)
    {
        var text = value.Trim('"');
        switch (name)
        {
            case "PublicationName":
                Advanced["publicationName"] = text;
                break;
            case "SlotName":
                Advanced["slotName"] = text;
                break;
            case "Address" when text == "...":
                Move(Primary!);
                break;
            case "Address":
                Config["address"] = text.Contains(':', StringComparison.Ordinal) ? text : $"{text}:{Server.Port}";
                break;
            case "Backfill":
                Backfill = int.Parse(text, CultureInfo.InvariantCulture);
                break;
            case "ReadOnly" when text == "false":
                Advanced.Remove("read_only_capture");
                break;
            case "Tables":
                Tables = [.. Quoted().Matches(value).Select(static m => m.Groups[1].Value)];
                break;
            default:
                throw new InvalidOperationException($"the fix names {name}, which no test knows");
        }
    }

    // ---- the connector ----

    /// <summary>Runs the healthy capture until it streams, and remembers where it stands as the resource does.</summary>
    public async Task CaptureFirstAsync()
    {
        await StreamsAsync();
        await SameAsync();
        await MarkAsync();
    }

    /// <summary>Remembers where the capture stands, as its resource does after each publish.</summary>
    public async Task MarkAsync()
    {
        Mark = SlotPosition.Parse(SlotPosition.Of(await FactsAsync(), StateKeys()).ToString());
        Assert.NotNull(Mark!.Confirmed);
        Started = true;
    }

    /// <summary>
    /// Lets the capture write some watermarks, and stream them; on a quiet server one comes every quarter of a minute, when the server
    /// itself has written something.
    /// </summary>
    public async Task LiveAsync(int watermarks, bool quiet = false)
    {
        for (var i = 0; i < watermarks; i++)
        {
            var now = await ScalarAsync<string>("SELECT watermark FROM public.flow_watermarks WHERE slot = '{slot}'");
            if (!quiet)
            {
                await SentinelAsync();
            }

            await UntilAsync($"SELECT watermark <> '{now}' FROM public.flow_watermarks WHERE slot = '{{slot}}'");
        }
    }

    /// <summary>Opens the capture from where it stands.</summary>
    public async Task<ConnectorUnderTest> OpenAsync()
    {
        await StopAsync();
        var bindings = await BindingsAsync();
        _streams = [.. bindings.Select(static b => $"{b!["resourceConfig"]!["namespace"]}.{b["resourceConfig"]!["stream"]}")];
        _keys =
        [
            .. bindings.Select(static b =>
                (IReadOnlyList<string>)[.. b!["collection"]!["key"]!.AsArray().Select(static k => k!.GetValue<string>()[1..])]
            ),
        ];
        var habits = new CaptureHabits { StatusInterval = TimeSpan.FromMilliseconds(50) };
        Running = new ConnectorUnderTest(FencePeriod is { } period ? habits with { FenceDue = stop => Task.Delay(period, stop) } : habits);
        var capture = new JsonObject
        {
            ["name"] = "acmeCo/shop/source-postgres",
            ["connectorType"] = "IMAGE",
            ["config"] = Config.DeepClone(),
            ["bindings"] = bindings,
        };
        Running.Send(
            new JsonObject
            {
                ["open"] = new JsonObject
                {
                    ["capture"] = capture,
                    ["version"] = "1",
                    ["range"] = new JsonObject
                    {
                        ["keyBegin"] = 0,
                        ["keyEnd"] = 4294967295,
                        ["rClockBegin"] = 0,
                        ["rClockEnd"] = 4294967295,
                    },
                    ["state"] = _state.DeepClone(),
                },
            }.ToJsonString()
        );
        return Running;
    }

    /// <summary>The same pipeline seen by another capture, which shares everything with this one.</summary>
    public Stage Twin()
    {
        Shares = true;
        return new(Server, Name, Config.DeepClone().AsObject()) { Tables = [.. Tables], Shares = true };
    }

    /// <summary>Keeps another one until the end.</summary>
    public Stage Beside(Stage other)
    {
        _others.Add(other);
        return other;
    }

    /// <summary>Makes the server throw away WAL that the slot needs.</summary>
    public async Task LoseSlotAsync()
    {
        await Server.ExecuteAsync("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        await Server.ExecuteAsync("SELECT pg_reload_conf()");
        try
        {
            var deadline = DateTime.UtcNow + ConnectorUnderTest.Patience;
            while (!await ScalarAsync<bool>("SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = '{slot}'"))
            {
                Assert.True(DateTime.UtcNow < deadline, "the slot is never lost");
                await ExecuteAsync("CREATE TABLE IF NOT EXISTS public.elsewhere (x int); INSERT INTO public.elsewhere VALUES (1)");
                await ExecuteAsync("SELECT pg_switch_wal()");
                await ExecuteAsync("CHECKPOINT");
            }
        }
        finally
        {
            await Server.ExecuteAsync("ALTER SYSTEM RESET max_slot_wal_keep_size");
            await Server.ExecuteAsync("SELECT pg_reload_conf()");
        }
    }

    /// <summary>As if this capture had never run: no state, no slot of its own, no rows.</summary>
    public async Task ForgetAsync()
    {
        await StopAsync();
        _state = [];
        _rows.Clear();
        await Server.ExecuteAsync(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active AND plugin = 'pgoutput' AND database "
                + $"= '{Name}'",
            "postgres"
        );
    }

    /// <summary>Goes to another server, where the same pipeline is.</summary>
    public void Move(PostgresServer server)
    {
        Server = server;
        Config["address"] = $"127.0.0.1:{server.Port}";
    }

    /// <summary>Ends the connector as SIGTERM does; what it has checkpointed is kept.</summary>
    public async Task StopAsync()
    {
        if (Running is not { } running)
        {
            return;
        }

        running.Terminate();
        await running.Exit.WaitAsync(ConnectorUnderTest.Patience);
        Fold(running);
        _state = running
            .Responses.Select(static r => r["checkpoint"]?["state"]?["updated"])
            .OfType<JsonObject>()
            .Aggregate(_state, static (state, patch) => Json.MergePatch(state, patch)!.AsObject());
        await running.DisposeAsync();
        (Running, _folded) = (null, 0);
        // The server notices the end of a session by itself, in its own time.
        await UntilAsync(
            $"SELECT {Shares} OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'estuary_flow' AND usename = "
                + $"'{Config["user"]}')"
        );
    }

    /// <summary>The capture opens, backfills and streams.</summary>
    public async Task StreamsAsync()
    {
        var run = await OpenAsync();
        Assert.True(
            await run.WaitAsync(static r => r.Log.Any(static l => l.Contains("Streaming CDC Events", StringComparison.Ordinal))),
            $"the capture does not stream:\n{Said(run)}"
        );
    }

    /// <summary>The capture's start ends with this text.</summary>
    public async Task DiesAsync(string text)
    {
        var run = await OpenAsync();
        await EndsAsync(text);
        Assert.DoesNotContain(run.Log, static l => l.Contains("Streaming CDC Events", StringComparison.Ordinal));
    }

    /// <summary>The capture that runs ends with this text.</summary>
    public async Task EndsAsync(string text)
    {
        var run = Running!;
        await Task.WhenAny(run.Exit, Task.Delay(ConnectorUnderTest.Patience));
        Assert.True(run.Exit.IsCompleted, $"the capture goes on:\n{Said(run)}");
        Assert.Equal(1, await run.Exit);
        Assert.True(run.Log.Any(l => Plain(l).Contains(text, StringComparison.Ordinal)), $"not \"{text}\", but:\n{Said(run)}");
        static string Plain(string line) => line.Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>Estuary's validation of the capture: null, or why it is refused.</summary>
    public async Task<string?> ValidateAsync()
    {
        await using var run = new ConnectorUnderTest(new CaptureHabits());
        run.Send(
            new JsonObject
            {
                ["validate"] = new JsonObject
                {
                    ["name"] = "acmeCo/shop/source-postgres",
                    ["connectorType"] = "IMAGE",
                    ["config"] = Config.DeepClone(),
                    ["bindings"] = await BindingsAsync(),
                },
            }.ToJsonString()
        );
        run.EndInput();
        var exit = await run.Exit.WaitAsync(ConnectorUnderTest.Patience);
        return exit == 0 ? null : run.Log[^1].Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    /// <summary>The capture stays at catching up, although the server has sent everything there is.</summary>
    public async Task HangsAsync()
    {
        await StopAsync();
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS public.elsewhere (x int); INSERT INTO public.elsewhere VALUES (1)");
        var before = await ScalarAsync<string>("SELECT watermark FROM public.flow_watermarks WHERE slot = '{slot}'");
        var run = await OpenAsync();
        Assert.True(
            await run.WaitAsync(static r => r.Log.Any(static l => l.Contains("Catching up on CDC history", StringComparison.Ordinal))),
            Said(run)
        );
        if (Advanced["read_only_capture"] is null)
        {
            await UntilAsync(
                $"SELECT EXISTS (SELECT FROM public.flow_watermarks WHERE slot = '{{slot}}' AND watermark NOT IN ('existence-check', "
                    + $"'{before}'))"
            );
        }

        var all = await ScalarAsync<string>("SELECT pg_current_wal_flush_lsn()::text");
        await UntilAsync($"SELECT EXISTS (SELECT FROM pg_stat_replication WHERE usename = '{{role}}' AND sent_lsn >= '{all}')");
        await Task.Delay(300);
        Assert.DoesNotContain(run.Log, static l => l.Contains("Streaming CDC Events", StringComparison.Ordinal));
        Assert.False(run.Exit.IsCompleted, Said(run));
    }

    /// <summary>From where it stands, the capture comes to have every row of every bound table, and follows every change.</summary>
    public async Task WorksAsync()
    {
        Assert.Null(await ValidateAsync());
        await StreamsAsync();
        foreach (var table in _streams)
        {
            await ExecuteAsync(
                $"INSERT INTO {table} (id, v) VALUES (1000, 'new'), (1001, 'gone'); UPDATE {table} SET v = 'changed' WHERE id = 1000; "
                    + $"DELETE FROM {table} WHERE id = 1001"
            );
        }

        await SameAsync();
        await StopAsync();
        Started = true;
    }

    /// <summary>The collections come to be what the tables are.</summary>
    public async Task SameAsync()
    {
        foreach (var table in _streams)
        {
            var wanted = await RowsAsync(table);
            Assert.True(
                await Running!.WaitAsync(r => Fold(r).ContainsKey(table) ? Collected(table).SequenceEqual(wanted) : wanted.Count == 0),
                $"{table} is {Text(wanted)}, the collection {Text(Collected(table))}:\n{Said(Running)}"
            );
        }
    }

    /// <summary>The collection of a table is not what the table is, although everything that will come has come.</summary>
    public async Task LosesAsync(string table = "public.orders")
    {
        await SentinelAsync();
        Assert.NotEqual(await RowsAsync(table), Collected(table));
    }

    /// <summary>A change of the table <c>items</c> that arrives, and everything before it.</summary>
    public async Task SentinelAsync()
    {
        var value = Guid.NewGuid().ToString();
        await ExecuteAsync($"UPDATE public.items SET v = '{value}' WHERE id = 1");
        Assert.True(
            await Running!.WaitAsync(r =>
                Fold(r).GetValueOrDefault("public.items")?.Values.Any(v => v.Contains(value, StringComparison.Ordinal)) == true
            ),
            $"nothing arrives any more:\n{Said(Running)}"
        );
    }

    /// <summary>Waits until a statement answers true.</summary>
    public async Task UntilAsync(string sql)
    {
        var deadline = DateTime.UtcNow + 4 * ConnectorUnderTest.Patience;
        while (!await ScalarAsync<bool>(sql))
        {
            Assert.True(DateTime.UtcNow < deadline, $"never true: {sql}");
            await Task.Delay(20);
        }
    }

    public IReadOnlyList<string> Collected(string table) =>
        _rows.TryGetValue(table, out var rows) ? [.. rows.Values.Order(StringComparer.Ordinal)] : [];

    public async ValueTask DisposeAsync()
    {
        if (Running is { } running)
        {
            await running.DisposeAsync();
        }

        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }
    }

    // ---- how ----

    private async Task<List<string>> RowsAsync(string table)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString(Name));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT row_to_json(t)::text FROM (SELECT * FROM {table}) t", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(Canonical(JsonNode.Parse(reader.GetString(0))!.AsObject()));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private Dictionary<string, Dictionary<string, string>> Fold(ConnectorUnderTest run)
    {
        var responses = run.Responses;
        for (; _folded < responses.Count; _folded++)
        {
            if (responses[_folded]["captured"] is not JsonObject captured)
            {
                continue;
            }

            var document = captured["doc"]!.DeepClone().AsObject();
            var binding = captured["binding"]?.GetValue<int>() ?? 0;
            var table = _streams[binding];
            var rows = _rows.TryGetValue(table, out var known) ? known : _rows[table] = new(StringComparer.Ordinal);
            var deleted = document["_meta"]!["op"]!.GetValue<string>() == "d";
            document.Remove("_meta");
            var key = string.Join('|', _keys[binding].Select(k => document[k]?.ToJsonString()));
            if (deleted)
            {
                rows.Remove(key);
            }
            else
            {
                rows[key] = Canonical(Merged(rows.GetValueOrDefault(key), document));
            }
        }

        return _rows;
    }

    // As the collection's schema reduces: what a document does not say stays as it was.
    private static JsonObject Merged(string? before, JsonObject document)
    {
        var merged = before is null ? [] : JsonNode.Parse(before)!.AsObject();
        foreach (var (name, value) in document)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static string Canonical(JsonObject row) =>
        new JsonObject(
            row.OrderBy(static p => p.Key, StringComparer.Ordinal)
                .Select(static p => new KeyValuePair<string, JsonNode?>(p.Key, p.Value?.DeepClone()))
        ).ToJsonString();

    /// <summary>Bindings with the keys that the connector's own discovery gives them.</summary>
    private async Task<JsonArray> BindingsAsync()
    {
        var discovered = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await using (var run = new ConnectorUnderTest(new CaptureHabits()))
        {
            run.Send(
                new JsonObject
                {
                    ["discover"] = new JsonObject { ["connectorType"] = "IMAGE", ["config"] = Config.DeepClone() },
                }.ToJsonString()
            );
            run.EndInput();
            await run.Exit.WaitAsync(ConnectorUnderTest.Patience);
            foreach (var binding in run.Responses.SelectMany(static r => r["discovered"]?["bindings"]?.AsArray() ?? []))
            {
                discovered[$"{binding!["resourceConfig"]!["namespace"]}.{binding["resourceConfig"]!["stream"]}"] = binding;
            }
        }

        return new JsonArray([
            .. Bound.Select(table =>
            {
                var name = TableName.Parse(table);
                var resource = new JsonObject { ["namespace"] = name.Schema, ["stream"] = name.Name };
                if (Mode.Length > 0 && table != "public.items")
                {
                    resource["mode"] = Mode;
                }

                var key = discovered.GetValueOrDefault($"{name.Schema}.{name.Name}")?["key"]?.DeepClone() ?? new JsonArray("/id");
                var collection = new JsonObject
                {
                    ["name"] = $"acmeCo/shop/{name.Schema}/{name.Name}",
                    ["key"] = key,
                    ["projections"] = new JsonArray(),
                };
                var stateKey = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Uri.EscapeDataString($"{name.Schema}/{name.Name}")}.v{Backfill}"
                );
                return (JsonNode)
                    new JsonObject
                    {
                        ["resourceConfig"] = resource,
                        ["resourcePath"] = new JsonArray(name.Schema, name.Name),
                        ["collection"] = collection,
                        ["backfill"] = Backfill,
                        ["stateKey"] = stateKey,
                    };
            }),
        ]);
    }

    private static string Text(IReadOnlyList<string> rows) => $"[{string.Join(", ", rows)}]";

    private static string Said(ConnectorUnderTest run) => string.Join('\n', run.Log.TakeLast(12));

    [GeneratedRegex("""^(?<comment>-- in the program: )?(?<name>[A-Z]\w*) = (?<value>.*?)(\s{3}//.*)?$""")]
    private static partial Regex Input();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
