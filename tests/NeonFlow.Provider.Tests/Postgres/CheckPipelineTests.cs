using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Provider.Tests.Core;
using NeonFlow.Provider.Tests.Preflight;
using NeonFlow.Testing.Neon;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary><c>postgres.checkPipeline</c> on a real server: what it finds, what it finds out by itself, and what it leaves open.</summary>
public sealed class CheckPipelineTests(DatabaseFixture fixture, ProofServers servers)
{
    private const string Token = "neonflow:postgres:checkPipeline";

    private static readonly string[] Healthy =
    [
        "CREATE TABLE public.orders (id int PRIMARY KEY, v text)",
        "CREATE TABLE public.items (id int PRIMARY KEY, v text)",
        "CREATE TABLE public.shop_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT ON public.orders, public.items TO {role}",
        "GRANT SELECT, INSERT, UPDATE ON public.shop_watermarks TO {role}",
        "CREATE PUBLICATION shop_pub FOR TABLE public.orders, public.items, public.shop_watermarks "
            + "WITH (publish_via_partition_root = true)",
    ];

    private static string TextOf(PropertyValue.Map map, string property) => Assert.IsType<PropertyValue.Text>(map[property]).Value;

    private static IReadOnlyList<string> TextsOf(PropertyValue.Map map, string property) =>
        [.. Assert.IsType<PropertyValue.List>(map[property]).Items.Select(static i => ((PropertyValue.Text)i).Value)];

    private static IReadOnlyList<PropertyValue.Map> MapsOf(PropertyValue.Map map, string property) =>
        [.. Assert.IsType<PropertyValue.List>(map[property]).Items.Cast<PropertyValue.Map>()];

    private static bool IsOk(PropertyValue.Map answer) => Assert.IsType<PropertyValue.Bool>(answer["ok"]).Value;

    private static IReadOnlyList<string> Said(PropertyValue.Map answer) =>
        [.. MapsOf(answer, "findings").Select(static f => $"{TextOf(f, "severity")} {TextOf(f, "code")} {TextOf(f, "where")}".TrimEnd())];

    private static IReadOnlyList<string> Gaps(PropertyValue.Map answer) =>
        [.. MapsOf(answer, "notChecked").Select(static g => TextOf(g, "what"))];

    private static async Task<PropertyValue.Map> AnswerAsync(Stack stack, params (string Key, PropertyValue Value)[] args)
    {
        var answer = await stack.InvokeAsync(Token, args);
        Assert.Empty(answer.Failures);
        foreach (var finding in MapsOf(answer.Result!, "findings"))
        {
            Assert.Equal($"docs/diagnostics.md#{TextOf(finding, "code").ToLowerInvariant()}", TextOf(finding, "docs"));
            Assert.DoesNotContain(TextOf(finding, "why"), TextOf(finding, "what"), StringComparison.Ordinal);
            PrintedCode.FixCompiles(Stack.Text(finding["fix"]));
        }

        // The password of the connection makes no secret of what is found.
        Assert.False(answer.Result!.HasSecrets);
        return answer.Result!;
    }

    private static Task<PropertyValue.Map> AnswerAsync(Database db, params (string Key, PropertyValue Value)[] args) =>
        AnswerAsync(new Stack(), [("connection", db.Connection), ("user", db.Role), .. args]);

    private static (string Key, PropertyValue Value) SlotOf(Database db) => ("slotName", $"check_{db.Name}");

    private Task<Database> HealthyAsync(params string[] more) => fixture.DatabaseAsync([.. Healthy, .. more]);

    [Fact]
    public async Task A_healthy_pipeline_has_no_findings_and_the_database_tells_what_is_not_named()
    {
        var db = await HealthyAsync();
        var answer = await AnswerAsync(db, SlotOf(db));
        Assert.True(IsOk(answer));
        Assert.Empty(Said(answer));
        Assert.Empty(Gaps(answer));
        Assert.Equal("127.0.0.1", TextOf(answer, "host"));
        Assert.Equal(db.Name, TextOf(answer, "database"));
        Assert.Equal("shop_pub", TextOf(answer, "publicationName"));
        Assert.Equal("public.shop_watermarks", TextOf(answer, "watermarksTable"));
        Assert.Equal(["public.items", "public.orders"], TextsOf(answer, "tables"));
        Assert.Equal(
            [
                "publication shop_pub: the only one in the database",
                "watermarks table public.shop_watermarks: the only one of that shape in the publication shop_pub",
                "tables: the 2 of the publication shop_pub",
            ],
            TextsOf(answer, "discovered")
        );
    }

    [Theory]
    [InlineData(
        "NF5003",
        "table public.orders",
        "REVOKE SELECT ON public.orders FROM {role}",
        "GRANT SELECT ON TABLE \"public\".\"orders\""
    )]
    [InlineData("NF3008", "table public.orders", "ALTER TABLE public.orders DROP CONSTRAINT orders_pkey", "ADD")]
    [InlineData("NF5008", "publicationName", "ALTER PUBLICATION shop_pub SET (publish = 'insert')", "ALTER PUBLICATION")]
    [InlineData("NF5009", "watermarksTable", "REVOKE INSERT ON public.shop_watermarks FROM {role}", "GRANT INSERT ON TABLE")]
    [InlineData("NF5010", "watermarksTable", "ALTER PUBLICATION shop_pub DROP TABLE public.shop_watermarks", "ADD TABLE")]
    [InlineData("NF5009", "watermarksTable", "ALTER TABLE public.shop_watermarks REPLICA IDENTITY NOTHING", "REPLICA IDENTITY DEFAULT;")]
    [InlineData(
        "NF5009",
        "watermarksTable",
        "ALTER TABLE public.shop_watermarks DROP CONSTRAINT shop_watermarks_pkey",
        "ADD PRIMARY KEY (slot);"
    )]
    [InlineData(
        "NF5009",
        "watermarksTable",
        "ALTER TABLE public.shop_watermarks ADD COLUMN note text NOT NULL",
        "DROP TABLE ONLY \"public\".\"shop_watermarks\";\nALTER TABLE \"public\".\"shop_watermarks\" RENAME TO"
    )]
    [InlineData(
        "NF5010",
        "watermarksTable",
        "ALTER PUBLICATION shop_pub SET TABLE public.orders, public.items, public.shop_watermarks (slot)",
        "ALTER PUBLICATION \"shop_pub\" ADD TABLE"
    )]
    [InlineData("NF5011", "user", "ALTER ROLE {role} NOREPLICATION", "REPLICATION;")]
    public async Task What_is_broken_is_found_with_the_sql_that_repairs_it(string code, string where, string breaks, string fix)
    {
        var db = await HealthyAsync(breaks);
        var answer = await AnswerAsync(db, SlotOf(db));
        Assert.False(IsOk(answer));
        var found = MapsOf(answer, "findings").First(f => TextOf(f, "code") == code);
        Assert.Equal($"error {code} {where}", $"{TextOf(found, "severity")} {TextOf(found, "code")} {TextOf(found, "where")}");
        Assert.Contains(fix, TextOf(found, "fix"), StringComparison.Ordinal);
        foreach (var sql in MapsOf(answer, "findings").Select(static f => TextOf(f, "fix")))
        {
            await db.ExecuteAsync(sql);
        }

        Assert.Empty(Said(await AnswerAsync(db, SlotOf(db))));
    }

    [Theory]
    [InlineData("ALTER TABLE public.shop_watermarks ADD COLUMN note text; ALTER TABLE public.shop_watermarks DROP COLUMN note")]
    [InlineData("ALTER TABLE public.shop_watermarks ADD COLUMN note text")]
    [InlineData(
        "ALTER TABLE public.shop_watermarks DROP CONSTRAINT shop_watermarks_pkey, ALTER COLUMN slot SET NOT NULL, "
            + "ADD CONSTRAINT k UNIQUE (slot); ALTER TABLE public.shop_watermarks REPLICA IDENTITY USING INDEX k"
    )]
    public async Task A_watermarks_table_that_serves_is_known(string changed)
    {
        var db = await HealthyAsync(changed);
        var answer = await AnswerAsync(db, SlotOf(db));
        Assert.Empty(Said(answer));
        Assert.Equal("public.shop_watermarks", TextOf(answer, "watermarksTable"));
        Assert.Equal(["public.items", "public.orders"], TextsOf(answer, "tables"));
    }

    [Fact]
    public async Task Named_tables_and_schemas_are_held_against_the_publication()
    {
        var db = await HealthyAsync(
            "ALTER PUBLICATION shop_pub DROP TABLE public.items",
            "CREATE SCHEMA other",
            "CREATE TABLE other.t (id int PRIMARY KEY)",
            "GRANT USAGE ON SCHEMA other TO {role}",
            "GRANT SELECT ON other.t TO {role}"
        );
        Assert.Empty(Said(await AnswerAsync(db, SlotOf(db))));
        Assert.Equal(
            ["error NF5007 tables[1]"],
            Said(await AnswerAsync(db, SlotOf(db), ("tables", Stack.List("public.orders", "public.items"))))
        );
        var schemas = await AnswerAsync(db, SlotOf(db), ("schemas", Stack.List("public", "other")));
        Assert.Equal(["other.t", "public.items", "public.orders"], TextsOf(schemas, "tables"));
        var found = Assert.Single(MapsOf(schemas, "findings"));
        Assert.Equal("NF5007", TextOf(found, "code"));
        Assert.EndsWith("The same holds for public.items.", TextOf(found, "what"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_logical_replication_and_a_table_that_is_not_there_are_found()
    {
        var server = await servers.OwnAsync(new() { ["wal_level"] = "replica" });
        var connection = Map(
            ("host", "127.0.0.1"),
            ("port", (double)server.Port),
            ("user", server.SuperuserName),
            ("password", Stack.Secret(server.SuperuserPassword))
        );
        var answer = await AnswerAsync(new Stack(), ("connection", connection), ("tables", Stack.List("public.none")), ("readOnly", true));
        Assert.Equal(
            ["error NF5012", "error NF5017 tables[0]"],
            Said(answer).Where(static s => s.StartsWith("error", StringComparison.Ordinal))
        );
        // What the database does not tell, and nobody has named, is left open.
        Assert.Equal(["publication", "slot", "role"], Gaps(answer));
    }

    [Fact]
    public async Task A_slot_that_another_reader_holds_is_found()
    {
        var db = await HealthyAsync();
        var slot = $"check_{db.Name}";
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')");
        Assert.Empty(Said(await AnswerAsync(db)));

        await using var reader = new LogicalReplicationConnection(db.Server.ConnectionString(db.Name) + ";Application Name=somebody");
        await reader.Open();
        using var stop = new CancellationTokenSource();
        var stream = reader
            .StartReplication(new PgOutputReplicationSlot(slot), new("shop_pub", PgOutputProtocolVersion.V1), stop.Token)
            .GetAsyncEnumerator(stop.Token);
        var reading = stream.MoveNextAsync().AsTask();
        while (!await db.ScalarAsync<bool>($"select active from pg_replication_slots where slot_name = '{slot}'"))
        {
            await Task.Delay(20);
        }

        var answer = await AnswerAsync(db);
        Assert.Equal(["error NF5022 slotName"], Said(answer));
        var found = Assert.Single(MapsOf(answer, "findings"));
        Assert.Contains("application somebody", TextOf(found, "what"), StringComparison.Ordinal);
        // Who reads from a slot that was named may be the very one who should not.
        const string reads = "role postgres: the one that streams from the slot ";
        var nobody = ("connection", db.Connection);
        Assert.Contains(reads + slot, TextsOf(await AnswerAsync(new Stack(), nobody), "discovered"));
        Assert.DoesNotContain(reads + slot, TextsOf(await AnswerAsync(new Stack(), nobody, SlotOf(db)), "discovered"));
        // How far the program has counted stands in its state only.
        Assert.Contains("1 /* where there is one already, the next */", TextOf(found, "fix"), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_slot_that_has_written_watermarks_and_is_gone_is_found_also_by_itself()
    {
        var db = await HealthyAsync();
        var slot = $"check_{db.Name}";
        Assert.Equal(["slot"], Gaps(await AnswerAsync(db)));
        await db.ExecuteAsync($"INSERT INTO public.shop_watermarks VALUES ('{slot}', 'x')");
        var answer = await AnswerAsync(db);
        Assert.Equal(["error NF5023 slotName"], Said(answer));
        Assert.Equal(slot, TextOf(answer, "slotName"));
        Assert.Contains($"slot {slot}: the only one that has written watermarks", TextsOf(answer, "discovered"));
        Assert.Contains("Backfill", TextOf(MapsOf(answer, "findings")[0], "fix"), StringComparison.Ordinal);
        Assert.Empty(Said(await AnswerAsync(db, ("hasStreamed", false))));
    }

    [Fact]
    public async Task Of_several_slots_it_is_the_one_that_has_written_watermarks()
    {
        var db = await HealthyAsync();
        var slot = $"check_{db.Name}";
        foreach (var name in new[] { slot, slot + "_of_others" })
        {
            await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{name}', 'pgoutput')");
        }

        Assert.Equal(["slot"], Gaps(await AnswerAsync(db)));
        await db.ExecuteAsync($"INSERT INTO public.shop_watermarks VALUES ('{slot}', 'x')");
        var answer = await AnswerAsync(db);
        Assert.Empty(Gaps(answer));
        Assert.Equal(slot, TextOf(answer, "slotName"));
        Assert.Contains($"slot {slot}: the only one that has written watermarks", TextsOf(answer, "discovered"));
    }

    [Fact]
    public async Task Of_several_watermarks_tables_it_is_the_one_in_the_publication()
    {
        var db = await HealthyAsync("CREATE TABLE public.other_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)");
        var answer = await AnswerAsync(db, SlotOf(db));
        Assert.Empty(Gaps(answer));
        Assert.Equal("public.shop_watermarks", TextOf(answer, "watermarksTable"));
    }

    [Fact]
    public async Task The_watermarks_table_of_another_capture_is_no_table_to_capture()
    {
        var db = await HealthyAsync(
            "CREATE TABLE public.other_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)",
            "ALTER PUBLICATION shop_pub ADD TABLE public.other_watermarks"
        );
        Assert.Equal(["watermarks table"], Gaps(await AnswerAsync(db, SlotOf(db))));
        var answer = await AnswerAsync(db, SlotOf(db), ("watermarksTable", "public.shop_watermarks"));
        Assert.Empty(Said(answer));
        Assert.Equal(["public.items", "public.orders"], TextsOf(answer, "tables"));
    }

    [Fact]
    public async Task A_lost_slot_is_found()
    {
        await using var stage = await Stage.SetAsync(await servers.OwnAsync([]), servers.NextName());
        await stage.ExecuteAsync("SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')");
        await stage.LoseSlotAsync();
        var connection = Map(
            ("host", "127.0.0.1"),
            ("port", (double)stage.Server.Port),
            ("database", stage.Name),
            ("user", stage.Server.SuperuserName),
            ("password", Stack.Secret(stage.Server.SuperuserPassword))
        );
        var answer = await AnswerAsync(new Stack(), ("connection", connection));
        Assert.Equal(["error NF3027 slotName"], Said(answer));
        Assert.Equal(stage.Role, TextOf(answer, "user"));
    }

    [Fact]
    public async Task Nothing_is_guessed_where_there_is_more_than_one()
    {
        var db = await HealthyAsync("CREATE PUBLICATION other_pub FOR TABLE public.orders");
        // Another database brings another role.
        await fixture.DatabaseAsync();
        var answer = await AnswerAsync(new Stack(), ("connection", db.Connection), SlotOf(db));
        Assert.Empty(Said(answer));
        Assert.Equal(["publication", "tables", "role"], Gaps(answer));
        var publication = MapsOf(answer, "notChecked")[0];
        Assert.Equal("none is named, and it may be any of other_pub and shop_pub", TextOf(publication, "because"));
        Assert.Contains("NF5006", TextsOf(publication, "codes"));
        Assert.Null(answer["user"]);
        Assert.Null(answer["publicationName"]);
    }

    [Fact]
    public async Task A_pooled_host_is_a_finding_and_the_direct_one_is_looked_at()
    {
        var db = await HealthyAsync();
        var pooled = db.ConnectionAs(db.Server.SuperuserName, db.Server.SuperuserPassword, "ep-cool-1-pooler.localhost");
        var answer = await AnswerAsync(new Stack(), ("connection", pooled), ("user", db.Role), SlotOf(db));
        Assert.Equal(["error NF3019 connection.host"], Said(answer));
        Assert.Equal("Address = \"ep-cool-1.localhost\"", TextOf(MapsOf(answer, "findings")[0], "fix"));

        var url =
            $"postgresql://{db.Server.SuperuserName}:{db.Server.SuperuserPassword}@ep-cool-1-pooler.localhost:{db.Server.Port}/{db.Name}";
        var settings = await AnswerAsync(new Stack(("databaseUrl", Stack.Secret(url))), ("user", db.Role), SlotOf(db));
        Assert.Equal(["error NF3019"], Said(settings));
    }

    [Fact]
    public async Task The_address_list_of_a_project_is_held_against_the_data_plane()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(
            new()
            {
                Databases = ["shop"],
                AllowedIps = ["203.0.113.7"],
                Sql = "CREATE TABLE public.orders (id int PRIMARY KEY)",
            }
        );
        (string, PropertyValue) database = ("connection", Map(("projectId", project.Id), ("database", "shop")));
        var open = await AnswerAsync(Stack.OfNeon(cloud), database);
        var gap = MapsOf(open, "notChecked").Single(static g => TextOf(g, "what").StartsWith("address list", StringComparison.Ordinal));
        Assert.Equal("no data plane is named", TextOf(gap, "because"));
        Assert.Equal(["NF5060"], TextsOf(gap, "codes"));

        var shut = await AnswerAsync(Stack.OfNeon(cloud), database, ("cidrBlocks", Stack.List("34.121.207.128/32")));
        var found = MapsOf(shut, "findings").Single(static f => TextOf(f, "code") == "NF5060");
        Assert.Contains("34.121.207.128/32, from which the data plane connects.", TextOf(found, "what"), StringComparison.Ordinal);
        Assert.DoesNotContain(Gaps(shut), static g => g.StartsWith("address list", StringComparison.Ordinal));
        Assert.Contains("info NF5034", Said(shut));

        var admitted = await AnswerAsync(Stack.OfNeon(cloud), database, ("cidrBlocks", Stack.List("203.0.113.7/32")));
        Assert.DoesNotContain(Said(admitted), static s => s.Contains("NF5060", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Arguments_that_contradict_each_other_or_mean_nothing_are_refused()
    {
        var nowhere = Map(("host", "127.0.0.1"), ("port", 1.0));
        var answer = await new Stack().InvokeAsync(
            Token,
            ("connection", nowhere),
            ("readOnly", true),
            ("watermarksTable", "public.w"),
            ("cidrBlocks", Stack.List("203.0.113.7/32", "everywhere"))
        );
        Assert.Equal(["watermarksTable", "cidrBlocks[1]"], answer.Failures.Select(static f => f.Property));
    }
}
