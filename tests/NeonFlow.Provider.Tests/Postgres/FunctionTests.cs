using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class FunctionTests(DatabaseFixture fixture)
{
    private const string Lag = "neonflow:postgres:getReplicationLag";
    private const string Tables = "neonflow:postgres:getTables";

    private static IReadOnlyList<PropertyValue.Map> Items(InvokeResult answer, string property)
    {
        Assert.Empty(answer.Failures);
        return [.. Assert.IsType<PropertyValue.List>(answer.Result![property]).Items.Cast<PropertyValue.Map>()];
    }

    private static string TextOf(PropertyValue.Map map, string property) => Assert.IsType<PropertyValue.Text>(map[property]).Value;

    private static bool IsTrue(PropertyValue.Map map, string property) => Assert.IsType<PropertyValue.Bool>(map[property]).Value;

    private static double NumberOf(PropertyValue.Map map, string property) => Assert.IsType<PropertyValue.Number>(map[property]).Value;

    private static IReadOnlyList<string> TextsOf(PropertyValue.Map map, string property) =>
        [.. Assert.IsType<PropertyValue.List>(map[property]).Items.Select(static i => ((PropertyValue.Text)i).Value)];

    [Fact]
    public async Task Tables_tell_what_a_capture_can_take_and_why_not()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.orders (region int, id int, note text, PRIMARY KEY (region, id))",
            "INSERT INTO public.orders SELECT 1, i, 'x' FROM generate_series(1, 1000) i",
            "CREATE TABLE public.keyless (note text)",
            "CREATE UNLOGGED TABLE public.scratch (id int PRIMARY KEY)",
            "CREATE VIEW public.view AS SELECT 1 AS id",
            "CREATE TABLE public.\"Whole\" (id int PRIMARY KEY)",
            "ALTER TABLE public.\"Whole\" REPLICA IDENTITY FULL",
            "CREATE TABLE public.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
            "CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM (0) TO (10)",
            "INSERT INTO public.parts VALUES (1), (2)",
            "CREATE SCHEMA other",
            "CREATE TABLE other.t (id int PRIMARY KEY)",
            "ANALYZE"
        );
        var answer = await new Stack().InvokeAsync(Tables, ("connection", db.Connection), ("schemas", List("public")));
        var tables = Items(answer, "tables").ToDictionary(static t => TextOf(t, "table"));
        Assert.Equal(
            ["public.Whole", "public.keyless", "public.orders", "public.parts", "public.scratch", "public.view"],
            tables.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(db.Name, TextOf(answer.Result!, "database"));

        var orders = tables["public.orders"];
        Assert.Equal("table", TextOf(orders, "kind"));
        Assert.Equal(["region", "id"], TextsOf(orders, "keyColumns"));
        Assert.Equal("default", TextOf(orders, "replicaIdentity"));
        Assert.Equal(1000, NumberOf(orders, "estimatedRows"));
        Assert.Equal(await db.ScalarAsync<long>("select pg_table_size('public.orders')"), NumberOf(orders, "bytes"));
        Assert.True(IsTrue(orders, "canBeCaptured"));
        Assert.Empty(TextsOf(orders, "codes"));
        Assert.Null(orders["fix"]);

        var keyless = tables["public.keyless"];
        Assert.False(IsTrue(keyless, "canBeCaptured"));
        Assert.Contains("NF3008", TextsOf(keyless, "codes"));
        Assert.Contains(TextsOf(keyless, "reasons"), static r => r.Contains("no primary key", StringComparison.Ordinal));
        Assert.Contains("ADD", TextOf(keyless, "fix"), StringComparison.Ordinal);

        Assert.Contains("SET LOGGED", TextOf(tables["public.scratch"], "fix"), StringComparison.Ordinal);
        Assert.Equal("view", TextOf(tables["public.view"], "kind"));
        Assert.False(IsTrue(tables["public.view"], "canBeCaptured"));
        Assert.Null(tables["public.view"]["fix"]);
        Assert.Equal("full", TextOf(tables["public.Whole"], "replicaIdentity"));
        Assert.Equal("partitioned table", TextOf(tables["public.parts"], "kind"));
        Assert.Equal(2, NumberOf(tables["public.parts"], "estimatedRows"));
        Assert.True(NumberOf(tables["public.parts"], "bytes") > 0);
        Assert.True(IsTrue(tables["public.parts"], "canBeCaptured"));
        // The password of the connection makes no secret of what is in the database.
        Assert.False(answer.Result!.HasSecrets);
        Assert.Equal(7, Items(await new Stack().InvokeAsync(Tables, ("connection", db.Connection)), "tables").Count);
    }

    [Fact]
    public async Task Slots_tell_how_far_their_consumers_are_behind()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.orders (id int PRIMARY KEY)");
        var slot = $"lag_{db.Name}";
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{slot}', 'pgoutput')");
        await db.ExecuteAsync("INSERT INTO public.orders SELECT i FROM generate_series(1, 10000) i");
        var answer = await new Stack().InvokeAsync(Lag, ("connection", db.Connection), ("slot", slot));
        var found = Assert.Single(Items(answer, "slots"));
        Assert.Equal(slot, TextOf(found, "name"));
        Assert.Equal("pgoutput", TextOf(found, "plugin"));
        Assert.False(IsTrue(found, "active"));
        Assert.Equal("reserved", TextOf(found, "walStatus"));
        Assert.True(NumberOf(found, "lagBytes") > 100_000);
        Assert.True(NumberOf(found, "retainedBytes") >= NumberOf(found, "lagBytes"));
        Assert.Equal(
            await db.ScalarAsync<string>($"select confirmed_flush_lsn::text from pg_replication_slots where slot_name = '{slot}'"),
            TextOf(found, "confirmedFlushLsn")
        );
        Assert.Contains('/', TextOf(found, "restartLsn"));
        Assert.Equal(
            await db.ScalarAsync<int>("select current_setting('server_version_num')::int") >= 170000,
            found["inactiveSince"] is not null
        );
        // It is not on Neon, which alone removes a slot for being idle.
        Assert.Null(found["hoursUntilRemoval"]);
        Assert.False(answer.Result!.HasSecrets);
        Assert.Single(Items(await new Stack().InvokeAsync(Lag, ("connection", db.Connection)), "slots"));

        await db.ExecuteAsync($"SELECT pg_drop_replication_slot('{slot}')");
        var missing = Assert.Single((await new Stack().InvokeAsync(Lag, ("connection", db.Connection), ("slot", slot))).Failures);
        Assert.Equal("slot", missing.Property);
        Assert.Contains("NF3034", missing.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neonflow:postgres:checkPipeline")]
    [InlineData(Lag)]
    [InlineData(Tables)]
    public async Task A_preview_whose_database_is_out_of_reach_knows_nothing_and_says_so(string token)
    {
        var stack = new Stack();
        var nowhere = Map(
            ("host", "127.0.0.1"),
            ("port", 1.0),
            ("database", "shop"),
            ("user", "reader"),
            ("password", Secret("no-Pa55word"))
        );
        var answer = await stack.PreviewInvokeAsync(token, ("connection", nowhere));
        Assert.Empty(answer.Failures);
        Assert.Empty(answer.Result!.Entries);
        Assert.StartsWith($"not checked: {token["neonflow:".Length..]}, because ", stack.Lasting, StringComparison.Ordinal);
        Assert.NotEmpty((await stack.InvokeAsync(token, ("connection", nowhere))).Failures);
    }

    [Theory]
    [InlineData(10.5, true, 29.5)]
    [InlineData(50.0, true, 0.0)]
    [InlineData(10.5, false, null)]
    [InlineData(null, true, null)]
    public void Neon_removes_a_slot_forty_hours_after_it_became_idle(double? idle, bool isNeon, double? left) =>
        Assert.Equal(
            left,
            Functions.ReplicationLag.Of(new("orders", "pgoutput", Active: idle is null) { InactiveHours = idle }, isNeon).HoursUntilRemoval
        );
}
