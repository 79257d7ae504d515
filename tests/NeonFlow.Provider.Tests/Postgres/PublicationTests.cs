using System.Globalization;
using System.Text;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Postgres;
using NeonFlow.Provider.Resources.Postgres.Publication;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class PublicationTests(DatabaseFixture fixture, ITestOutputHelper output)
{
    private static readonly string[] Tables =
    [
        "CREATE TABLE public.orders (id int PRIMARY KEY, v text)",
        "CREATE TABLE public.customers (id int PRIMARY KEY)",
        "CREATE TABLE public.payments (id int PRIMARY KEY)",
        "CREATE TABLE public.events (at timestamptz, what text)",
    ];

    private Task<Database> ShopAsync(params string[] more) => fixture.DatabaseAsync([.. Tables, .. more]);

    private static Thing Publication(Database db, params string[] tables) =>
        db.New("Publication", ("name", "shop_pub"), ("tables", List([.. tables.Select(static t => (PropertyValue)t)])));

    private static async Task<string> MembersAsync(Database db) =>
        await db.ScalarAsync<string>(
            "select coalesce(string_agg(tablename::text, ',' order by tablename), '') from pg_publication_tables where pubname = 'shop_pub'"
        ) ?? "";

    [Fact]
    public async Task A_name_of_63_bytes_gets_a_fix_that_PostgreSQL_takes()
    {
        var name = $"1{new string('a', 62)}";
        var db = await ShopAsync($"CREATE PUBLICATION \"{name}\"");
        var preview = await db.New("Publication", ("name", name), ("adopt", true)).PreviewAsync();
        Assert.Null(preview.Error);
        Assert.Contains($"RENAME TO \"p_1{new string('a', 60)}\";", preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_that_no_unknown_input_changes_stay_known()
    {
        var db = await ShopAsync();
        var stack = new Stack();
        PropertyValue.Map Of(params (string Key, PropertyValue Value)[] inputs) => Map([("connection", db.Connection), .. inputs]);

        var publication = await stack.CreateAsync("neonflow:postgres:Publication", Of(("name", "shop_pub")));
        var planned = await stack.PreviewUpdateAsync(publication, Of(("name", "shop_pub"), ("tables", Unknown)));
        Assert.Equal("postgres", Stack.Text(planned.Outputs["owner"]));

        var table = await stack.CreateAsync("neonflow:postgres:WatermarksTable", Of(("role", db.Role)));
        planned = await stack.PreviewUpdateAsync(table, Of(("role", Unknown)));
        Assert.Equal("true", Stack.Text(planned.Outputs["created"]));
        Assert.Null(planned.Outputs["granted"]);
    }

    [Fact]
    public async Task Created_read_unchanged_destroyed()
    {
        var db = await ShopAsync();
        var publication = Publication(db, "public.orders", "public.customers");
        var preview = await publication.PreviewAsync();
        Assert.Contains(
            "CREATE PUBLICATION \"shop_pub\" FOR TABLE ONLY \"public\".\"customers\", ONLY \"public\".\"orders\" WITH (publish = "
                + "'insert, update, delete, truncate', publish_via_partition_root = true);",
            preview.Plan,
            StringComparison.Ordinal
        );
        Assert.Equal("", await MembersAsync(db));
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("customers,orders", await MembersAsync(db));
        Assert.Equal($"{db.Place}/shop_pub", publication.Id);
        Assert.Equal(new PropertyValue.Text("postgres"), publication.Outputs["owner"]);
        Assert.Empty((await publication.PreviewAsync()).Changes);
        Assert.Empty((await publication.With(("tables", List("public.customers", "public.orders"))).PreviewAsync()).Changes);
        Assert.Empty(
            (await Publication(db, "public.orders", "public.customers").ImportAsync(publication.Id!, GrantTests.Settings(db)))!
                .Value
                .Changes
        );
        Assert.Empty(
            (await Publication(db, "public.orders", "public.customers").ImportAsync("shop_pub", GrantTests.Settings(db)))!.Value.Changes
        );
        Assert.Null((await publication.DestroyAsync()).Error);
        Assert.False(await publication.ReadAsync());
        Assert.Null((await publication.DestroyAsync()).Error);
    }

    [Fact]
    public async Task An_added_table_is_one_line_and_one_statement()
    {
        var db = await ShopAsync();
        var publication = Publication(db, "public.orders", "public.customers");
        await publication.UpAsync();
        var oid = await db.ScalarAsync<uint>("select oid from pg_publication where pubname = 'shop_pub'");
        publication.With(("tables", List("public.payments", "public.customers", "public.orders")));
        var preview = await publication.PreviewAsync();
        Assert.Equal(["Add tables[0]"], preview.Changes);
        Assert.Equal(
            "plan of postgres:Publication it:\n  ALTER PUBLICATION \"shop_pub\" ADD TABLE ONLY \"public\".\"payments\";",
            preview.Plan
        );
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("customers,orders,payments", await MembersAsync(db));
        Assert.Equal(oid, await db.ScalarAsync<uint>("select oid from pg_publication where pubname = 'shop_pub'"));
    }

    [Fact]
    public async Task Outside_changes_of_every_field_are_seen_and_repaired()
    {
        var db = await ShopAsync();
        var publication = Publication(db, "public.orders", "public.customers");
        await publication.UpAsync();
        await db.ExecuteAsync(
            "ALTER PUBLICATION shop_pub DROP TABLE public.orders; ALTER PUBLICATION shop_pub ADD TABLE public.payments; ALTER "
                + "PUBLICATION shop_pub SET (publish = 'insert', publish_via_partition_root = false)"
        );
        var preview = await publication.PreviewAsync();
        Assert.Contains("Add operations[1]", preview.Changes);
        Assert.Contains("Update viaPartitionRoot", preview.Changes);
        Assert.Contains(preview.Changes, static c => c.StartsWith("Add tables", StringComparison.Ordinal));
        Assert.Contains(preview.Changes, static c => c.StartsWith("Delete tables", StringComparison.Ordinal));
        Assert.Contains("changes of public.payments stop arriving", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("customers,orders", await MembersAsync(db));
        Assert.Empty((await publication.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_keyless_table_is_refused_with_the_fixing_sql_before_anything_is_touched()
    {
        var db = await ShopAsync();
        var publication = Publication(db, "public.orders");
        await publication.UpAsync();
        publication.With(("tables", List("public.orders", "public.events")));
        foreach (var outcome in new[] { await publication.PreviewAsync(), await publication.UpAsync() })
        {
            Assert.Contains("NF3008", outcome.Error, StringComparison.Ordinal);
            Assert.Contains(
                "ALTER TABLE \"public\".\"events\" ADD COLUMN \"id\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;",
                outcome.Error,
                StringComparison.Ordinal
            );
        }

        Assert.Equal("orders", await MembersAsync(db));
        await db.ExecuteAsync("INSERT INTO public.events VALUES (now(), 'x'); UPDATE public.events SET what = 'y'");
        await db.ExecuteAsync("ALTER TABLE \"public\".\"events\" ADD COLUMN \"id\" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;");
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("events,orders", await MembersAsync(db));
    }

    [Fact]
    public async Task Keyless_tables_that_only_insert_or_that_are_wanted_anyway_pass()
    {
        var db = await ShopAsync();
        var inserts = Publication(db, "public.events").With(("operations", List("insert", "truncate")));
        Assert.Null((await inserts.UpAsync()).Error);
        inserts.With(("operations", null));
        Assert.Contains("NF3008", (await inserts.PreviewAsync()).Error, StringComparison.Ordinal);
        inserts.With(("allowKeyless", true));
        var up = await inserts.UpAsync();
        Assert.Null(up.Error);
        Assert.Contains("NF3008", up.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_and_all_tables_are_gated_too()
    {
        var db = await ShopAsync();
        var schemas = db.New("Publication", ("name", "shop_pub"), ("schemas", List("public")));
        Assert.Contains("public.events", (await schemas.PreviewAsync()).Error, StringComparison.Ordinal);
        Assert.Contains(
            "public.events",
            (await db.New("Publication", ("name", "shop_pub"), ("allTables", true)).PreviewAsync()).Error,
            StringComparison.Ordinal
        );
        await db.ExecuteAsync("DROP TABLE public.events");
        Assert.Null((await schemas.UpAsync()).Error);
        Assert.Equal("customers,orders,payments", await MembersAsync(db));
        Assert.Empty((await schemas.PreviewAsync()).Changes);
        Assert.Contains(
            "NF3004",
            (await db.New("Publication", ("name", "other"), ("schemas", List("nope"))).PreviewAsync()).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(140020, "NF3025")]
    [InlineData(150000, null)]
    public void Whole_schemas_need_PostgreSQL_15(int version, string? code)
    {
        var server = new ServerFacts(version, "logical", false, 10, 0, 10, 0, "postgres", true, "shop", true, true);
        var marks = new MarkKeeper("urn:pulumi:dev::shop::neonflow:postgres:Publication::it", "state", null, new ProgramRecorder());
        var plan = PublicationPlan.Plan(
            new()
            {
                Name = "shop_pub",
                Tables = [],
                Schemas = ["public"],
                Operations = ["insert"],
            },
            null,
            new PublicationObservation(server, null, [], [], [], [], ["public"], true),
            new PlanContext { Ownership = SqlOwnership.Saved(marks, null) }
        );
        Assert.Equal(code, plan.Failures.SingleOrDefault()?.Code.Id);
    }

    [Theory]
    [InlineData(true, "NF3026")]
    [InlineData(false, null)]
    public void A_rebuild_that_would_drop_an_option_that_no_input_says_is_refused(bool allTables, string? code)
    {
        var server = new ServerFacts(190000, "logical", false, 10, 0, 10, 0, "postgres", true, "shop", true, true);
        var marks = new MarkKeeper("urn:pulumi:dev::shop::neonflow:postgres:Publication::it", "state", null, new ProgramRecorder());
        var live = new PublicationFacts
        {
            Oid = 17000,
            Name = "shop_pub",
            Owner = "postgres",
            MayAlter = true,
            AllTables = false,
            Operations = ["insert"],
            ViaPartitionRoot = true,
            Comment = marks.Own.ToString(),
            Schemas = [],
            OtherOptions = ["pubnew"],
        };
        var plan = PublicationPlan.Plan(
            new()
            {
                Name = "shop_pub",
                AllTables = allTables,
                Operations = ["insert"],
            },
            null,
            new PublicationObservation(server, live, [], [], [], [], [], true),
            new PlanContext { Ownership = SqlOwnership.Saved(marks, null) }
        );
        Assert.Equal(code, plan.Failures.SingleOrDefault()?.Code.Id);
    }

    [Fact]
    public async Task All_tables_and_back_is_a_rebuild_in_one_transaction()
    {
        var db = await ShopAsync("DROP TABLE public.events");
        var publication = Publication(db, "public.orders");
        await publication.UpAsync();
        publication.With(("tables", null), ("allTables", true));
        var preview = await publication.PreviewAsync();
        Assert.Contains("DROP PUBLICATION \"shop_pub\";", preview.Plan, StringComparison.Ordinal);
        Assert.Contains("rebuilt in one transaction", preview.Plan, StringComparison.Ordinal);
        Assert.DoesNotContain(preview.Changes, static c => c.StartsWith("replace", StringComparison.Ordinal));
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("customers,orders,payments", await MembersAsync(db));
        publication.With(("tables", List("public.customers")), ("allTables", false));
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("customers", await MembersAsync(db));
        Assert.StartsWith(
            "neonflow urn:",
            await db.ScalarAsync<string>("select obj_description(oid, 'pg_publication') from pg_publication where pubname = 'shop_pub'"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_publication_of_others_is_not_taken_but_adopted_or_found_again()
    {
        var db = await ShopAsync("CREATE PUBLICATION shop_pub FOR TABLE public.orders");
        Assert.Contains("NF3014", (await Publication(db, "public.orders").PreviewAsync()).Error, StringComparison.Ordinal);
        Assert.Contains("Adopt = true", (await Publication(db, "public.orders").UpAsync()).Error, StringComparison.Ordinal);
        var adopted = Publication(db, "public.customers").With(("adopt", true));
        Assert.Null((await adopted.UpAsync()).Error);
        Assert.Equal("customers", await MembersAsync(db));
        await adopted.DestroyAsync();
        // Made, but the engine died before it saved that: the next up finds its own work again.
        await Publication(db, "public.orders").UpAsync();
        var again = Publication(db, "public.orders", "public.payments");
        Assert.Null((await again.UpAsync()).Error);
        Assert.Equal("orders,payments", await MembersAsync(db));
    }

    [Fact]
    public async Task What_cannot_be_published_is_refused_with_its_place()
    {
        var db = await ShopAsync("CREATE VIEW public.seen AS SELECT 1 AS x", "CREATE UNLOGGED TABLE public.cart (id int PRIMARY KEY)");
        var outcome = await Publication(db, "public.orders", "public.seen", "public.cart", "public.Orders", "nope.x", "public.nope")
            .PreviewAsync();
        Assert.Contains("NF3007", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("is a view", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("SET LOGGED", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("there is public.orders", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("NF3004", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("The table public.nope does not exist", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_owner_may_publish_a_table_and_the_fix_says_so()
    {
        var db = await ShopAsync("CREATE ROLE app_{role} LOGIN PASSWORD 'app-Pa55word'");
        var publication = Publication(db, "public.orders").With(("connection", db.ConnectionAs($"app_{db.Role}", "app-Pa55word")));
        var outcome = await publication.PreviewAsync();
        Assert.Contains("NF3012", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"GRANT CREATE ON DATABASE \"{db.Name}\" TO \"app_{db.Role}\";", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"GRANT \"postgres\" TO \"app_{db.Role}\";", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_capitals_is_warned_of()
    {
        var db = await ShopAsync();
        var publication = db.New("Publication", ("name", "Shop_Pub"), ("tables", List("public.orders")));
        Assert.Contains("NF3024", (await publication.PreviewAsync()).Text, StringComparison.Ordinal);
        await publication.UpAsync();
        Assert.Contains(
            "ALTER PUBLICATION \"Shop_Pub\" RENAME TO \"shop_pub\";",
            (await publication.With(("tables", List("public.orders", "public.customers"))).PreviewAsync()).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_thousand_tables_are_changed_in_one_transaction()
    {
        var ddl = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            ddl.Append(CultureInfo.InvariantCulture, $"CREATE TABLE public.t{i} (id int PRIMARY KEY);");
        }

        var db = await fixture.DatabaseAsync(ddl.ToString());
        var publication = Publication(db, [.. Enumerable.Range(0, 500).Select(static i => $"public.t{i}")]);
        Assert.Null((await publication.UpAsync()).Error);
        publication.With(("tables", List([.. Enumerable.Range(0, 1000).Select(static i => (PropertyValue)$"public.t{i}")])));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var preview = await publication.PreviewAsync();
        var looked = clock.ElapsedMilliseconds;
        Assert.Equal(500, preview.Changes.Count);
        Assert.Single(preview.Plan.Split("ALTER PUBLICATION")[1..]);
        clock.Restart();
        Assert.Null((await publication.UpAsync()).Error);
        output.WriteLine(
            $"1000 tables, 500 of them new: preview {looked} ms, up {clock.ElapsedMilliseconds} ms, both with the read before"
        );
        Assert.Equal(1000L, await db.ScalarAsync<long>("select count(*) from pg_publication_tables"));
    }

    [Fact]
    public async Task Unknown_values_neither_fail_nor_lie()
    {
        var db = await ShopAsync();
        foreach (var key in new[] { "name", "tables", "connection", "operations" })
        {
            var preview = await Publication(db, "public.orders").With((key, PropertyValue.Unknown.Value)).PreviewAsync();
            Assert.Null(preview.Error);
            Assert.Empty(preview.Problems);
            Assert.Contains($"planned once {key} is known", preview.Plan, StringComparison.Ordinal);
        }
    }
}
