namespace NeonFlow.Provider.Tests.Preflight;

internal static partial class Proofs
{
    private static IReadOnlyList<Proof> TablesAndSlots =>
        [
            new(
                "NF3033",
                "unlogged partition",
                Parts
                    + "CREATE UNLOGGED TABLE public.part2 PARTITION OF public.parts FOR VALUES FROM (100000) TO (200000); INSERT INTO "
                    + "public.parts VALUES (100001, 'two'); GRANT SELECT ON public.part2 TO {role}"
            )
            {
                Arrange = BindsParts,
                Weight = "warning",
                Without = PassesThenLoses("UPDATE public.parts SET v = 'x' WHERE id = 100001", "public.parts"),
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
            new("NF5017", "renamed while running", "ALTER TABLE public.orders RENAME TO purchases")
            {
                Running = true,
                Without = static async s =>
                {
                    await s.SentinelAsync();
                    await Refused("cannot read from table \"public.orders\"")(s);
                },
                With = static async s =>
                {
                    Assert.Equal(["public.purchases", "public.items"], s.Tables);
                    Assert.Null(await s.ValidateAsync());
                },
            },
            new("NF3027", "invalidated")
            {
                Running = true,
                Without = StoppedThen(static async s =>
                {
                    await s.LoseSlotAsync();
                    await PassesThenDies("cannot read from logical replication slot")(s);
                }),
            },
            new("NF5019", "no such role")
            {
                Arrange = static s => s.Config["user"] = $"ghost_{s.Name}",
                Without = Refused("password authentication failed for user"),
            },
            new("NF5020", "a standby")
            {
                Server = static servers => servers.OwnAsync([]),
                Around = static async (s, servers) =>
                {
                    s.Primary = await servers.OwnAsync([]);
                    await s.BuildAsync(s.Primary);
                    return await Standby.OfAsync(s.Server);
                },
                Without = Refused("cannot write to the watermarks table"),
            },
            new("NF3031", "capitals")
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
            new("NF3031", "a dash")
            {
                Arrange = static s => s.Advanced["slotName"] = $"flow-{s.Name}",
                Without = PassesThenDies("syntax error (SQLSTATE 42601)"),
            },
            new("NF3031", "too long")
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
            new("NF5036", "a column joins the primary key")
            {
                Running = true,
                Arrange = static s => s.KeepsKeys = true,
                Sql = """
                    ALTER TABLE public.orders ADD COLUMN region text NOT NULL DEFAULT 'eu';
                    ALTER TABLE public.orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (id, region);
                    """,
                Without = static async s =>
                {
                    await s.ExecuteAsync("INSERT INTO public.orders VALUES (1, 'another', 'us')");
                    await s.LosesAsync();
                },
            },
            new("NF5037", "another table under its name")
            {
                Running = true,
                Without = GoesOnAndLoses(
                    """
                    CREATE TABLE public.orders_new (LIKE public.orders INCLUDING ALL);
                    INSERT INTO public.orders_new SELECT * FROM public.orders;
                    INSERT INTO public.orders_new VALUES (3, 'three'), (4, 'four');
                    ALTER TABLE public.orders RENAME TO orders_old;
                    ALTER TABLE public.orders_new RENAME TO orders;
                    ALTER PUBLICATION shop_pub SET TABLE public.orders, public.items, public.flow_watermarks;
                    GRANT SELECT ON public.orders TO {role};
                    """
                ),
            },
            new("NF5046", "out for one change")
            {
                Running = true,
                Without = GoesOnAndLoses(
                    """
                    ALTER PUBLICATION shop_pub DROP TABLE public.orders;
                    INSERT INTO public.orders VALUES (3, 'three'), (4, 'four');
                    ALTER PUBLICATION shop_pub ADD TABLE public.orders;
                    """
                ),
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
                Without = StoppedThen(static async s =>
                {
                    await s.ExecuteAsync("SELECT pg_drop_replication_slot('{slot}')");
                    await PassesThenDies("does not exist (SQLSTATE 42704)")(s);
                }),
            },
            new("NF5024", "and the capture goes on")
            {
                Running = true,
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
                Without = StoppedThen(static async s =>
                {
                    await s.ExecuteAsync("DROP PUBLICATION shop_pub");
                    await s.ExecuteAsync("UPDATE public.orders SET v = 'x' WHERE id = 1");
                    await s.ExecuteAsync(
                        "CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.items, public.flow_watermarks WITH "
                            + "(publish_via_partition_root = true)"
                    );
                    const string trouble = "publication \"shop_pub\" does not exist (SQLSTATE 42704)";
                    await PassesThenDies(trouble)(s);
                    s.Known = static subject => subject with { Status = "ERROR", Trouble = trouble };
                }),
            },
            new("NF5033", "no LOGIN", "ALTER ROLE {role} NOLOGIN") { Without = Refused("is not permitted to log in (SQLSTATE 28000)") },
            new("NF5033", "expired", "ALTER ROLE {role} VALID UNTIL '2001-01-01'")
            {
                Without = Refused("password authentication failed for user"),
            },
            new("NF5033", "no connection at all", "ALTER ROLE {role} CONNECTION LIMIT 0")
            {
                Without = Refused("too many connections for role"),
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
}
