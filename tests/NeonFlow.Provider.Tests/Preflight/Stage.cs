using System.Globalization;
using System.Text.Json.Nodes;
using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Pipeline;
using NeonFlow.Provider.Preflight;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Testing.Postgres;
using NeonFlow.Testing.Tests.Connectors;

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
    private readonly Dictionary<string, JsonNode> _established = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _captured = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _inForce = [];
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

    /// <summary>Whether collections keep the keys that they were made with, as Estuary's do, until they are reset.</summary>
    public bool KeepsKeys { get; set; }

    /// <summary>What the rules know of the capture besides.</summary>
    public Func<CaptureSubject, CaptureSubject> Known { get; set; } = static s => s;

    // The table that tells when everything before has arrived is always captured with the others.
    private IReadOnlyList<string> Bound => [.. Tables.Append("public.items").Distinct()];

    /// <summary>Whether another capture uses the same role.</summary>
    private bool Shares { get; set; }

    /// <summary>Whether the capture has streamed, so that its slot is its own.</summary>
    private bool Started { get; set; }

    /// <summary>Where slot and publication stood when the capture was published.</summary>
    public SlotPosition? Position { get; private set; }

    /// <summary>What else the program makes.</summary>
    public IReadOnlyList<ProgramResource> Program { get; set; } = [];

    /// <summary>The address list that stands before the server; null: none.</summary>
    public AddressList? Addresses { get; set; }

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
            CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.items, public.flow_watermarks
              WITH (publish_via_partition_root = true);
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
        CapturePreflight.Judge(new CaptureSituation(Subject(), await FactsAsync()) { Program = Program, Addresses = Addresses });

    private CaptureSubject Subject()
    {
        string Option(string name) => Advanced[name]!.GetValue<string>();
        IReadOnlyList<string> going = [.. _inForce.Intersect(StateKeys())];
        return Known(
            new CaptureSubject
            {
                Host = Config["address"]!.GetValue<string>().Split(':')[0],
                User = Config["user"]!.GetValue<string>(),
                Publication = Option("publicationName"),
                Slot = Slot,
                WatermarksTable = Advanced["read_only_capture"] is null ? TableName.Parse(Option("watermarksTable")) : null,
                Tables =
                [
                    .. Bound.Select(
                        (t, i) =>
                            new BoundTable(TableName.Parse(t), $"tables[{i}]")
                            {
                                Mode = Mode,
                                IsCaptured = Position is not null,
                                GoesOnAs = going.FirstOrDefault(k => k == StateKey(t)),
                                Captured = CapturedTable.Parse(_captured.GetValueOrDefault(StateKey(t))),
                                Collection = $"acmeCo/shop/{t}",
                                CollectionKey = _established.TryGetValue(t, out var key)
                                    ? [.. key.AsArray().Select(static k => k!.GetValue<string>())]
                                    : null,
                            }
                    ),
                ],
                Exists = Started,
                Position = Position,
                Bindings = _inForce,
                GoingOn = going,
                StartsAnew = _inForce.Count > 0 && going.Count == 0,
                NextBackfill = _counters.Values.Append(0).Max() + 1,
                HostPath = "address",
                UserPath = "user",
                PublicationPath = "publicationName",
                SlotPath = "slotName",
                WatermarksPath = "watermarksTable",
            }
        );
    }

    private IReadOnlyList<string> StateKeys() => [.. Bound.Select(StateKey)];

    private string StateKey(string table) => string.Create(CultureInfo.InvariantCulture, $"{table}:{CounterOf(table)}");

    // A table's own counter, or that of all tables.
    private int CounterOf(string table) => Math.Max(_counters.GetValueOrDefault(table), _counters.GetValueOrDefault("*"));

    private async Task<CaptureFacts> FactsAsync()
    {
        await using var sessions = new PostgresSessions();
        var address = new PostgresAddress(Server.Host, Server.Port, Name, Server.SuperuserName, TlsMode.Disable)
        {
            Password = Server.SuperuserPassword,
        };
        return await PreflightFacts.GatherAsync(sessions, address, Subject(), CancellationToken.None);
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
        var facts = await FactsAsync();
        Position = SlotPosition.Parse(SlotPosition.Of(facts, StateKeys()).ToString());
        foreach (var (table, now, seen) in Bound.Zip(facts.Tables, facts.Seen))
        {
            var then = CapturedTable.Parse(_captured.GetValueOrDefault(StateKey(table)));
            _captured[StateKey(table)] = CapturedTable.Merge(then, CapturedTable.Of(now.Oid!.Value, seen))!.ToString();
        }

        Assert.NotNull(Position!.Confirmed);
        Started = true;
    }

    /// <summary>
    /// Lets the capture write some watermarks, and stream them. It writes one only when the server has written something that it does not
    /// follow: on a quiet server that is every quarter of a minute.
    /// </summary>
    public async Task LiveAsync(int watermarks, bool quiet = false)
    {
        for (var i = 0; i < watermarks; i++)
        {
            var now = await ScalarAsync<string>("SELECT watermark FROM public.flow_watermarks WHERE slot = '{slot}'");
            if (!quiet)
            {
                await SentinelAsync();
                await WriteElsewhereAsync();
            }

            await UntilAsync($"SELECT watermark <> '{now}' FROM public.flow_watermarks WHERE slot = '{{slot}}'");
        }
    }

    /// <summary>Writes to a table that no publication has.</summary>
    public Task WriteElsewhereAsync() =>
        ExecuteAsync("CREATE TABLE IF NOT EXISTS public.elsewhere (x int); INSERT INTO public.elsewhere VALUES (1)");

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
                await WriteElsewhereAsync();
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
}
