using System.Net;
using System.Net.Sockets;
using System.Text;
using NeonFlow.Testing.Postgres;
using Npgsql;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>The proofs of all rules: each breaks the connector as it was recorded.</summary>
internal static class Proofs
{
    private const string Parts =
        "CREATE TABLE public.parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id); CREATE TABLE public.part1 PARTITION OF "
        + "public.parts FOR VALUES FROM (0) TO (100000); "
        + "INSERT INTO public.parts VALUES (1, 'one'); GRANT SELECT ON public.parts, public.part1 TO {role}; ALTER PUBLICATION shop_pub "
        + "ADD TABLE public.parts; ";

    private static readonly Action<Stage> BindsParts = static s => s.Tables = ["public.parts"];

    private static Func<Stage, Task> Refused(string text) =>
        async s => Assert.Contains(text, await s.ValidateAsync() ?? "nothing", StringComparison.Ordinal);

    private static Func<Stage, Task> PassesThenDies(string text) =>
        async s =>
        {
            Assert.Null(await s.ValidateAsync());
            await s.DiesAsync(text);
        };

    private static Func<Stage, Task> PassesThenLoses(string change = "", string table = "public.orders") =>
        async s =>
        {
            Assert.Null(await s.ValidateAsync());
            await s.StreamsAsync();
            await s.ExecuteAsync(change.Length == 0 ? "SELECT 1" : change);
            await s.LosesAsync(table);
        };

    private static Func<Stage, Task> GoesOnAndLoses(string change, string table = "public.orders") =>
        async s =>
        {
            await s.ExecuteAsync(change);
            await s.LosesAsync(table);
        };

    private static Func<Stage, Task> StoppedThen(Func<Stage, Task> then) =>
        async s =>
        {
            await s.StopAsync();
            await then(s);
        };

    private static Func<Stage, Task> RefusesUpdate =>
        static async s =>
            Assert.Equal(
                "55000",
                (await Assert.ThrowsAsync<PostgresException>(() => s.ExecuteAsync("UPDATE public.orders SET v = 'x'"))).SqlState
            );

    public static IReadOnlyList<Proof> All { get; } =
    [
        new("NF3008", "no primary key", "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey") { Without = RefusesUpdate },
        new("NF3008", "replica identity nothing", "ALTER TABLE public.orders REPLICA IDENTITY NOTHING") { Without = RefusesUpdate },
        new("NF3019", "pooler")
        {
            Around = static async (s, _) =>
            {
                var pooler = await Pooler.StartAsync();
                s.Config["address"] = $"ep-cool-pooler.localhost:{pooler.Port}";
                return pooler;
            },
            Without = Refused("unsupported startup parameter"),
        },
        new("NF5003", "no SELECT on a table", "REVOKE SELECT ON public.orders FROM {role}")
        {
            Without = PassesThenDies("key column \"id\" not found in result columns"),
        },
        new("NF5003", "SELECT on some columns", "REVOKE SELECT ON public.orders FROM {role}; GRANT SELECT (id) ON public.orders TO {role}")
        {
            Without = PassesThenDies("key column \"id\" not found in result columns"),
        },
        new(
            "NF5003",
            "no USAGE on the schema",
            "CREATE SCHEMA inner_one; CREATE TABLE inner_one.t (id int PRIMARY KEY, v text); INSERT INTO inner_one.t VALUES (1, 'one'); "
                + "GRANT SELECT ON inner_one.t TO {role}; ALTER PUBLICATION shop_pub ADD TABLE inner_one.t"
        )
        {
            Arrange = static s => s.Tables = ["inner_one.t"],
            Without = Refused("cannot read from table \"inner_one.t\""),
        },
        new("NF3024", "capitals", "ALTER PUBLICATION shop_pub RENAME TO \"Shop_Pub\"")
        {
            Arrange = static s => s.Advanced["publicationName"] = "Shop_Pub",
            Without = static async s =>
            {
                Assert.Null(await s.ValidateAsync());
                await s.StreamsAsync();
                await s.ExecuteAsync("UPDATE public.items SET v = 'x'");
                await s.EndsAsync("publication \"shop_pub\" does not exist (SQLSTATE 42704)");
            },
        },
        new("NF3024", "a space", "ALTER PUBLICATION shop_pub RENAME TO \"shop pub\"")
        {
            Arrange = static s => s.Advanced["publicationName"] = "shop pub",
            Without = PassesThenDies("invalid publication_names syntax (SQLSTATE 42602)"),
        },
        new("NF5005", "another plugin", "SELECT pg_create_logical_replication_slot('{slot}', 'test_decoding')")
        {
            Without = Taken("plugin = 'pgoutput'"),
            With = Left("SELECT pg_create_logical_replication_slot('{0}', 'test_decoding')"),
        },
        new("NF5005", "physical", "SELECT pg_create_physical_replication_slot('{slot}', true)")
        {
            Without = Taken("slot_type = 'logical'"),
            With = Left("SELECT pg_create_physical_replication_slot('{0}', true)"),
        },
        new("NF5005", "a leftover", "SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')")
        {
            Without = Taken("plugin = 'pgoutput'"),
            With = Left("SELECT pg_create_logical_replication_slot('{0}', 'pgoutput')"),
        },
        new("NF5005", "another database")
        {
            Around = static async (s, _) =>
            {
                await s.Server.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{s.Slot}', 'pgoutput')", "postgres");
                return new MemoryStream();
            },
            Without = Refused("exists in database \"postgres\""),
        },
        new("NF5005", "another plugin under a cursor")
        {
            Running = true,
            Without = StoppedThen(static async s =>
            {
                await s.ExecuteAsync("SELECT pg_drop_replication_slot('{slot}')");
                await s.ExecuteAsync("SELECT pg_create_logical_replication_slot('{slot}', 'test_decoding')");
                await PassesThenDies("option \"proto_version\" = \"1\" is unknown")(s);
            }),
        },
        new("NF5006", "never made", "DROP PUBLICATION shop_pub") { Without = Refused("publication \"shop_pub\" does not exist") },
        new("NF5006", "dropped while running", "DROP PUBLICATION shop_pub")
        {
            Running = true,
            Without = static async s =>
            {
                await s.ExecuteAsync("UPDATE public.orders SET v = 'x' WHERE id = 1");
                await s.EndsAsync("publication \"shop_pub\" does not exist (SQLSTATE 42704)");
            },
        },
        new("NF5007", "never added", "ALTER PUBLICATION shop_pub DROP TABLE public.orders")
        {
            Without = Refused("table \"public.orders\" is not in publication shop_pub"),
        },
        new("NF5007", "taken out while running", "ALTER PUBLICATION shop_pub DROP TABLE public.orders")
        {
            Running = true,
            Without = GoesOnAndLoses("UPDATE public.orders SET v = 'x' WHERE id = 1"),
        },
        new("NF5008", "inserts only", "ALTER PUBLICATION shop_pub SET (publish = 'insert')")
        {
            Running = true,
            Without = static s => s.HangsAsync(),
        },
        new("NF5008", "no deletes", "ALTER PUBLICATION shop_pub SET (publish = 'insert, update')")
        {
            Weight = "warning",
            Without = PassesThenLoses("DELETE FROM public.orders WHERE id = 2"),
        },
        new("NF5009", "no table", "DROP TABLE public.flow_watermarks") { Without = Refused("cannot write to the watermarks table") },
        new("NF5009", "no SELECT", "REVOKE SELECT ON public.flow_watermarks FROM {role}")
        {
            Without = Refused("cannot write to the watermarks table"),
        },
        new("NF5009", "no key", "ALTER TABLE public.flow_watermarks DROP CONSTRAINT flow_watermarks_pkey, REPLICA IDENTITY FULL")
        {
            Without = Refused("cannot write to the watermarks table"),
        },
        new("NF5009", "a column it does not know", "ALTER TABLE public.flow_watermarks ADD COLUMN extra int NOT NULL")
        {
            Without = Refused("cannot write to the watermarks table"),
        },
        new(
            "NF5009",
            "unlogged",
            "ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks; ALTER TABLE public.flow_watermarks SET UNLOGGED"
        )
        {
            Without = Refused("table \"public.flow_watermarks\" is not in publication shop_pub"),
        },
        new("NF5009", "revoked while running", "REVOKE UPDATE ON public.flow_watermarks FROM {role}")
        {
            Running = true,
            Arrange = static s => s.FencePeriod = TimeSpan.FromMilliseconds(200),
            Without = static async s =>
            {
                await s.ExecuteAsync("INSERT INTO public.items VALUES (3, 'three')");
                await s.EndsAsync("error upserting new watermark for slot");
            },
        },
        new("NF5010", "not published", "ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks")
        {
            Without = Refused("table \"public.flow_watermarks\" is not in publication shop_pub"),
        },
        new(
            "NF5010",
            "published in part",
            "ALTER PUBLICATION shop_pub SET TABLE public.orders, public.items, public.flow_watermarks WHERE (slot = 'another')"
        )
        {
            Running = true,
            Weight = "warning",
            Without = static s => s.HangsAsync(),
        },
        new("NF5011", "no REPLICATION", "ALTER ROLE {role} NOREPLICATION") { Without = Refused("must have the REPLICATION role") },
        new("NF5012", "wal_level replica")
        {
            Server = static servers => servers.OwnAsync(new() { ["wal_level"] = "replica" }),
            Without = Refused("logical replication isn't enabled: current wal_level = \"replica\""),
        },
        new("NF5013", "no free slot", "SELECT pg_create_physical_replication_slot('other')")
        {
            Server = static servers => servers.OwnAsync(new() { ["max_replication_slots"] = "1" }),
            Without = PassesThenDies("does not exist (SQLSTATE 42704)"),
        },
        new("NF5014", "no free sender")
        {
            Server = static servers => servers.OwnAsync(new() { ["max_wal_senders"] = "1" }),
            Around = static async (s, servers) =>
            {
                var other = s.Beside(await Stage.SetAsync(s.Server, servers.NextName()));
                await other.StreamsAsync();
                return new MemoryStream();
            },
            Without = PassesThenDies("exceeds max_wal_senders (currently 1) (SQLSTATE 53300)"),
        },
        new("NF5015", "no policy", "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY") { Without = PassesThenLoses() },
        new(
            "NF5015",
            "a condition",
            "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON public.orders FOR SELECT USING (id = 1)"
        )
        {
            Weight = "warning",
            Without = PassesThenLoses(),
        },
        new(
            "NF5015",
            "a restriction",
            "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON public.orders USING (true); CREATE POLICY "
                + "less ON public.orders AS RESTRICTIVE USING (id = 1)"
        )
        {
            Weight = "warning",
            Without = PassesThenLoses(),
        },
        new("NF5016", "not via the root", Parts + "ALTER PUBLICATION shop_pub SET (publish_via_partition_root = false)")
        {
            Arrange = BindsParts,
            Without = Refused("table \"public.parts\" is not in publication shop_pub"),
        },
        new("NF5016", "flipped while running", "ALTER PUBLICATION shop_pub SET (publish_via_partition_root = false)")
        {
            Running = true,
            Around = static async (s, _) =>
            {
                await s.ExecuteAsync(Parts);
                return new MemoryStream();
            },
            Arrange = BindsParts,
            Without = GoesOnAndLoses("INSERT INTO public.parts VALUES (5, 'five')", "public.parts"),
        },
        new("NF5017", "no such table")
        {
            Arrange = static s => s.Tables = ["public.orders", "public.no_such"],
            Without = Refused("cannot read from table \"public.no_such\""),
        },
        new(
            "NF5017",
            "another case",
            "CREATE TABLE public.\"Codes\" (id int PRIMARY KEY, v text); GRANT SELECT ON public.\"Codes\" TO {role}; ALTER PUBLICATION "
                + "shop_pub ADD TABLE public.\"Codes\""
        )
        {
            Arrange = static s => s.Tables = ["public.orders", "public.codes"],
            Without = Refused("cannot read from table \"public.codes\""),
            With = static async s =>
            {
                Assert.Equal(["public.orders", "public.Codes", "public.items"], s.Tables);
                Assert.Null(await s.ValidateAsync());
            },
        },
        new("NF5017", "dropped while running", "DROP TABLE public.orders")
        {
            Running = true,
            Without = static async s =>
            {
                await s.SentinelAsync();
                await Refused("cannot read from table \"public.orders\"")(s);
            },
        },
        new("NF5018", "invalidated")
        {
            Running = true,
            Weight = "warning",
            Without = StoppedThen(static async s =>
            {
                await s.LoseSlotAsync();
                await PassesThenDies("cannot read from logical replication slot")(s);
            }),
        },
        new("NF5019", "no such role")
        {
            Arrange = static s => s.Config["user"] = $"ghost_{s.Name}",
            Weight = "warning",
            Without = Refused("password authentication failed for user"),
        },
        new("NF5020", "a standby")
        {
            Server = static servers => servers.OwnAsync([]),
            Around = static async (s, servers) =>
            {
                await s.BuildAsync(servers.Shared);
                s.Primary = servers.Shared;
                return await Standby.OfAsync(s.Server);
            },
            Without = Refused("cannot write to the watermarks table"),
        },
        new("NF5021", "capitals")
        {
            Arrange = static s => s.Advanced["slotName"] = $"Flow_{s.Name}",
            Without = static async s =>
            {
                await s.StreamsAsync();
                Assert.Contains(s.Running!.Log, static l => l.Contains("replication slot has no metadata", StringComparison.Ordinal));
                Assert.True(
                    await s.ScalarAsync<bool>(
                        "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = lower('{slot}') AND active)"
                    )
                );
            },
        },
        new("NF5021", "a dash")
        {
            Arrange = static s => s.Advanced["slotName"] = $"flow-{s.Name}",
            Without = PassesThenDies("syntax error (SQLSTATE 42601)"),
        },
        new("NF5021", "too long")
        {
            Arrange = static s => s.Advanced["slotName"] = $"flow_{s.Name}".PadRight(70, 'x'),
            Without = static async s =>
            {
                await s.StreamsAsync();
                Assert.True(
                    await s.ScalarAsync<bool>(
                        "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = left('{slot}', 63) AND active)"
                    )
                );
            },
        },
        new("NF5022", "before the first start")
        {
            Around = TwinAsync,
            Without = PassesThenDies("another capture is already running against this database"),
        },
        new("NF5022", "after a restart")
        {
            Running = true,
            Without = static async s =>
            {
                await s.StopAsync();
                await s.Beside(s.Twin()).StreamsAsync();
                await PassesThenDies("another capture is already running against this database")(s);
                s.Known = static subject =>
                    subject with
                    {
                        Status = "ERROR",
                        Trouble =
                            "error starting replication: another capture is already running against this database: replication slot "
                            + "\"x\" is active for PID 1",
                    };
            },
        },
        new("NF5050", "another capture of the program")
        {
            Arrange = static s => s.Program = [Planned.Capture("acmeCo/shop/other", s.Slot, s.Role)],
            Around = TwinAsync,
            Without = PassesThenDies("another capture is already running against this database"),
        },
        new("NF5023", "dropped")
        {
            Running = true,
            Weight = "warning",
            Without = StoppedThen(static async s =>
            {
                await s.ExecuteAsync("SELECT pg_drop_replication_slot('{slot}')");
                await PassesThenDies("does not exist (SQLSTATE 42704)")(s);
            }),
        },
        new("NF5024", "and the capture goes on")
        {
            Running = true,
            Weight = "warning",
            Arrange = static s => s.FencePeriod = TimeSpan.FromMilliseconds(50),
            Without = static async s =>
            {
                await s.LiveAsync(watermarks: 12);
                await RemakeAsync(s);
                await PassesThenLoses()(s);
                Assert.Contains(s.Running!.Log, static l => l.Contains("resume cursor mismatch", StringComparison.Ordinal));
            },
        },
        new("NF5024", "and the capture stands")
        {
            Running = true,
            Weight = "warning",
            Arrange = static s => s.FencePeriod = TimeSpan.FromMilliseconds(50),
            Without = static async s =>
            {
                await s.LiveAsync(watermarks: 2);
                await s.MarkAsync();
                await RemakeAsync(s);
            },
        },
        new("NF5025", "made again")
        {
            Running = true,
            Weight = "warning",
            Without = StoppedThen(static async s =>
            {
                await s.ExecuteAsync("DROP PUBLICATION shop_pub");
                await s.ExecuteAsync("UPDATE public.orders SET v = 'x' WHERE id = 1");
                await s.ExecuteAsync(
                    "CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.items, public.flow_watermarks WITH "
                        + "(publish_via_partition_root = true)"
                );
                await PassesThenDies("publication \"shop_pub\" does not exist (SQLSTATE 42704)")(s);
                s.Known = static subject => subject with { Status = "ERROR" };
            }),
        },
        new("NF5026", "no key at all", "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey, REPLICA IDENTITY FULL")
        {
            Without = Refused("has the fallback key, which can't be used for a backfill"),
        },
        new(
            "NF5026",
            "nullable columns",
            "CREATE TABLE public.odd (code int UNIQUE, v text); ALTER TABLE public.odd REPLICA IDENTITY FULL; GRANT SELECT ON public.odd "
                + "TO {role}; ALTER PUBLICATION shop_pub ADD TABLE public.odd; INSERT INTO public.odd VALUES (null, 'a'), (null, 'b')"
        )
        {
            Arrange = static s => s.Tables = ["public.odd"],
            Without = Refused("has the fallback key, which can't be used for a backfill"),
            With = BackfillsAsync,
        },
        new(
            "NF5026",
            "a partial index",
            "CREATE TABLE public.odd (code int NOT NULL, v text); CREATE UNIQUE INDEX odd_code ON public.odd (code) WHERE code > 0; "
                + "ALTER TABLE public.odd REPLICA IDENTITY FULL; GRANT SELECT ON public.odd TO {role}; ALTER PUBLICATION shop_pub ADD "
                + "TABLE public.odd; INSERT INTO public.odd VALUES (-1, 'a'), (-1, 'b')"
        )
        {
            Arrange = static s => s.Tables = ["public.odd"],
            Without = PassesThenLoses(table: "public.odd"),
            With = BackfillsAsync,
        },
        new(
            "NF5027",
            "row filter",
            "ALTER PUBLICATION shop_pub SET TABLE public.items, public.flow_watermarks, public.orders WHERE (id < 100); INSERT INTO "
                + "public.orders VALUES (500, 'far')"
        )
        {
            Weight = "warning",
            Without = PassesThenLoses("UPDATE public.orders SET v = 'x' WHERE id = 500"),
        },
        new("NF5028", "column list", "ALTER PUBLICATION shop_pub SET TABLE public.items, public.flow_watermarks, public.orders (id)")
        {
            Weight = "warning",
            Without = PassesThenLoses("UPDATE public.orders SET v = 'x' WHERE id = 1"),
        },
        new("NF5029", "virtual generated column", "ALTER TABLE public.orders ADD COLUMN w text GENERATED ALWAYS AS (v || '!') VIRTUAL")
        {
            Server = static servers => servers.OwnAsync([], ProofServers.Eighteen()),
            Weight = "warning",
            Without = PassesThenLoses("UPDATE public.orders SET v = 'x' WHERE id = 1"),
        },
        new("NF5030", "stored generated column", "ALTER TABLE public.orders ADD COLUMN w text GENERATED ALWAYS AS (v || '!') STORED")
        {
            Weight = "warning",
            Without = PassesThenLoses(),
        },
        new(
            "NF5031",
            "unlogged table",
            "CREATE UNLOGGED TABLE public.cart (id int PRIMARY KEY, v text); GRANT SELECT ON public.cart TO {role}"
        )
        {
            Arrange = static s => s.Tables = ["public.cart"],
            Without = Refused("table \"public.cart\" is not in publication shop_pub"),
        },
        new("NF5031", "view", "CREATE VIEW public.seen AS SELECT * FROM public.orders; GRANT SELECT ON public.seen TO {role}")
        {
            Arrange = static s => s.Tables = ["public.orders", "public.seen"],
            Without = Refused("table \"public.seen\" is not in publication shop_pub"),
        },
        new(
            "NF5031",
            "materialized view",
            "CREATE MATERIALIZED VIEW public.seen AS SELECT * FROM public.orders; GRANT SELECT ON public.seen TO {role}"
        )
        {
            Arrange = static s => s.Tables = ["public.orders", "public.seen"],
            Without = Refused("table \"public.seen\" is not in publication shop_pub"),
        },
        new(
            "NF5031",
            "foreign table",
            "CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER away FOREIGN DATA WRAPPER nowhere; CREATE FOREIGN TABLE public.far (id "
                + "int, v text) SERVER away; GRANT SELECT ON public.far TO {role}"
        )
        {
            Arrange = static s => s.Tables = ["public.orders", "public.far"],
            Without = static async s => Assert.NotNull(await s.ValidateAsync()),
        },
        new("NF5032", "partition", Parts)
        {
            Arrange = static s => s.Tables = ["public.part1"],
            Without = Refused("table \"public.part1\" is not in publication shop_pub"),
        },
        new("NF5033", "no LOGIN", "ALTER ROLE {role} NOLOGIN") { Without = Refused("is not permitted to log in (SQLSTATE 28000)") },
        new("NF5033", "expired", "ALTER ROLE {role} VALID UNTIL '2001-01-01'")
        {
            Without = Refused("password authentication failed for user"),
        },
        new("NF5033", "no CONNECT", "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
        {
            Without = Refused("permission denied for database"),
        },
        new("NF5034", "awake")
        {
            Weight = "note",
            Arrange = static s =>
            {
                s.FencePeriod = TimeSpan.FromMilliseconds(200);
                s.Known = static subject => subject with { IsNeon = true };
            },
            Without = static async s =>
            {
                await s.StreamsAsync();
                // Nobody else writes; the watermark changes all the same, and the sender that Neon looks for is there.
                await s.LiveAsync(watermarks: 1, quiet: true);
                Assert.True(await s.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_replication WHERE usename = '{role}')"));
            },
            // There is nothing to repair: it ends with the capture.
            With = static async s =>
            {
                await s.StopAsync();
                Assert.False(await s.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_replication WHERE usename = '{role}')"));
            },
        },
        new("NF5035", "read-only")
        {
            Weight = "warning",
            Running = true,
            Arrange = static s => s.Advanced["read_only_capture"] = true,
            Without = static s => s.HangsAsync(),
        },
    ];

    private static Func<Stage, Task> Taken(string what) =>
        async s =>
        {
            var before = await s.ScalarAsync<string>(
                "SELECT xmin::text || coalesce(confirmed_flush_lsn::text, '') FROM (SELECT coalesce(catalog_xmin::text, '') AS xmin, "
                    + "confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '{slot}') s"
            );
            await s.ExecuteAsync("UPDATE public.items SET v = 'x' WHERE id = 2");
            Assert.Null(await s.ValidateAsync());
            await s.StreamsAsync();
            Assert.True(
                await s.ScalarAsync<bool>(
                    $"SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '{{slot}}' AND active AND {what} AND "
                        + $"coalesce(catalog_xmin::text, '') || coalesce(confirmed_flush_lsn::text, '') <> '{before}')"
                )
            );
        };

    // The slot that was there stays what it was, and the capture works beside it.
    private static Func<Stage, Task> Left(string make) =>
        async s =>
        {
            var there = s.Slot[..^2];
            await s.Server.ExecuteAsync(make.Replace("{0}", there, StringComparison.Ordinal), s.Name);
            const string whole =
                "SELECT coalesce(plugin::text, slot_type) || coalesce(confirmed_flush_lsn, restart_lsn)::text FROM pg_replication_slots "
                + "WHERE slot_name = ";
            var before = await s.ScalarAsync<string>($"{whole}'{there}'");
            await s.WorksAsync();
            Assert.Equal(before, await s.ScalarAsync<string>($"{whole}'{there}'"));
        };

    private static async Task BackfillsAsync(Stage s)
    {
        Assert.Null(await s.ValidateAsync());
        await s.StreamsAsync();
        await s.SameAsync();
    }

    private static async Task<IAsyncDisposable> TwinAsync(Stage s, ProofServers servers)
    {
        var twin = s.Twin();
        await twin.StreamsAsync();
        return twin;
    }

    private static async Task RemakeAsync(Stage s)
    {
        await s.StopAsync();
        await s.ExecuteAsync("SELECT pg_drop_replication_slot('{slot}')");
        await s.ExecuteAsync("UPDATE public.orders SET v = 'between' WHERE id = 1");
        await s.ExecuteAsync("SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')");
    }

    /// <summary>Makes a server a standby that follows nobody: it takes reads only.</summary>
    private static class Standby
    {
        public static async Task<IAsyncDisposable> OfAsync(PostgresServer server)
        {
            await server.StopAsync();
            var signal = Path.Combine(server.DataDirectory, "standby.signal");
            await File.WriteAllTextAsync(signal, "");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(signal, (UnixFileMode)0b110_110_110);
            }

            await server.RestartAsync();
            return new MemoryStream();
        }
    }

    /// <summary>Does what a pooler in transaction mode does with a start-up parameter that it does not know.</summary>
    private sealed class Pooler : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private Task _serving = Task.CompletedTask;

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public static Task<Pooler> StartAsync()
        {
            var pooler = new Pooler();
            pooler._listener.Start();
            pooler._serving = Task.Run(pooler.ServeAsync);
            return Task.FromResult(pooler);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await RefuseAsync(client.GetStream());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        }

        private static async Task RefuseAsync(NetworkStream stream)
        {
            try
            {
                var head = new byte[4];
                await stream.ReadExactlyAsync(head);
                var packet = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head) - 4];
                await stream.ReadExactlyAsync(packet);
                var parameter =
                    Encoding
                        .UTF8.GetString(packet, 4, packet.Length - 4)
                        .Split('\0')
                        .FirstOrDefault(static p =>
                            p.StartsWith("tcp_keepalives", StringComparison.Ordinal) || p == "options" || p == "replication"
                        )
                    ?? "application_name";
                var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: {parameter}\0\0");
                var answer = new byte[5 + fields.Length];
                answer[0] = (byte)'E';
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 4 + fields.Length);
                fields.CopyTo(answer, 5);
                await stream.WriteAsync(answer);
            }
            catch (IOException) { }
        }
    }
}
