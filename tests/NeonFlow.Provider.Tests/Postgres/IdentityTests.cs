using NeonFlow.Harness;
using NeonFlow.Provider.Schema;
using NeonFlow.Testing.Postgres;
using Npgsql;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What publishing does to the application's UPDATE and DELETE, and to rows that no stream has.</summary>
public sealed class IdentityTests(DatabaseFixture fixture)
{
    public static TheoryData<int> Majors => [.. PostgresMajors.Here];

    private static Thing Publication(Database db, params (string Key, PropertyValue Value)[] inputs) =>
        db.New("Publication", [("name", "shop_pub"), .. inputs]);

    [Fact]
    public async Task Partitions_in_other_schemas_are_published_with_the_schema_of_their_root()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE SCHEMA app",
            "CREATE SCHEMA parts",
            "CREATE TABLE app.events (id int, at date NOT NULL) PARTITION BY RANGE (at)",
            "CREATE TABLE parts.y2026 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (at)",
            "CREATE TABLE public.\"y2026 H1\" PARTITION OF parts.y2026 FOR VALUES FROM ('2026-01-01') TO ('2026-07-01')"
        );
        var publication = Publication(db, ("schemas", List("app")));
        var preview = await publication.PreviewAsync();
        Assert.Contains("NF3008 at schemas", preview.Error, StringComparison.Ordinal);
        Assert.Contains("public.\"y2026 H1\"", preview.Error, StringComparison.Ordinal);
        foreach (var fix in PrintedFix.In(preview.Error!))
        {
            await db.ExecuteAsync(fix.Sql);
        }

        Assert.Null((await publication.UpAsync()).Error);
        await db.ExecuteAsync("UPDATE app.events SET id = 2");

        // Attached later: a warning, because it is published already.
        await db.ExecuteAsync("CREATE TABLE public.later PARTITION OF parts.y2026 FOR VALUES FROM ('2026-07-01') TO ('2027-01-01')");
        preview = await publication.PreviewAsync();
        Assert.Null(preview.Error);
        Assert.Contains("warning: NF3008: The table public.later has no primary key", preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_and_unlogged_partitions_need_no_identity_and_their_changes_never_come()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE FOREIGN DATA WRAPPER cold",
            "CREATE SERVER cold FOREIGN DATA WRAPPER cold",
            "CREATE TABLE public.readings (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at)",
            "CREATE TABLE public.hot PARTITION OF public.readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "ALTER TABLE public.hot ADD PRIMARY KEY (id, at)",
            "CREATE FOREIGN TABLE public.cold PARTITION OF public.readings FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') SERVER cold",
            "CREATE UNLOGGED TABLE public.scratch PARTITION OF public.readings FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"
        );
        foreach (
            (string, PropertyValue) inputs in new (string, PropertyValue)[]
            {
                ("tables", List("public.readings")),
                ("schemas", List("public")),
                ("allTables", true),
            }
        )
        {
            var publication = Publication(db, inputs);
            var preview = await publication.PreviewAsync();
            Assert.Null(preview.Error);
            Assert.Contains("warning: NF3033: public.readings has ", preview.Text, StringComparison.Ordinal);
            Assert.Contains("1 partition that is a foreign table (public.cold)", preview.Text, StringComparison.Ordinal);
            Assert.Contains("1 partition that is unlogged (public.scratch)", preview.Text, StringComparison.Ordinal);
            Assert.Null((await publication.UpAsync()).Error);
            await db.ExecuteAsync("UPDATE public.scratch SET id = 2; DELETE FROM public.hot");
            Assert.Null((await publication.DestroyAsync()).Error);
        }

        foreach (var fix in PrintedFix.In((await Publication(db, ("tables", List("public.readings"))).PreviewAsync()).Text))
        {
            await db.ExecuteAsync("ALTER TABLE public.scratch ADD PRIMARY KEY (id)");
            await db.ExecuteAsync(fix.Sql);
        }

        Assert.DoesNotContain(
            "unlogged",
            (await Publication(db, ("tables", List("public.readings"))).PreviewAsync()).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Tables_that_inherit_are_named()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.events (id int PRIMARY KEY, v text)",
            "CREATE TABLE public.\"Events 2026\" (PRIMARY KEY (id)) INHERITS (public.events)",
            "CREATE SCHEMA old",
            "CREATE TABLE old.below (PRIMARY KEY (id)) INHERITS (public.\"Events 2026\")"
        );
        var text = (await Publication(db, ("tables", List("public.events"))).PreviewAsync()).Text;
        Assert.Contains("warning: NF3033: ", text, StringComparison.Ordinal);
        Assert.Contains(
            "public.events has 2 tables that inherit from it (old.below, public.\"Events 2026\")",
            text,
            StringComparison.Ordinal
        );
        text = (await Publication(db, ("schemas", List("public"))).PreviewAsync()).Text;
        Assert.Contains("public.events has 1 table that inherits from it (old.below)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NF3033", (await Publication(db, ("allTables", true)).PreviewAsync()).Text, StringComparison.Ordinal);
        text = (await Publication(db, ("tables", List("public.events", "public.\"Events 2026\"", "old.below"))).PreviewAsync()).Text;
        Assert.DoesNotContain("NF3033", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED", "", "is deferrable")]
    [InlineData("id int PRIMARY KEY DEFERRABLE", "REPLICA IDENTITY NOTHING", "set to NOTHING")]
    [InlineData("id int PRIMARY KEY", "REPLICA IDENTITY NOTHING", "set to NOTHING")]
    [InlineData("id int, \"the ref\" int NOT NULL UNIQUE", "REPLICA IDENTITY NOTHING", "set to NOTHING")]
    [InlineData("id int NOT NULL", "REPLICA IDENTITY NOTHING", "set to NOTHING")]
    [InlineData(
        "id int PRIMARY KEY, u int NOT NULL CONSTRAINT \"U 1\" UNIQUE",
        "REPLICA IDENTITY USING INDEX \"U 1\", dropped",
        "index was dropped"
    )]
    [InlineData(
        "id int NOT NULL, u int NOT NULL CONSTRAINT \"U 1\" UNIQUE",
        "REPLICA IDENTITY USING INDEX \"U 1\", dropped",
        "index was dropped"
    )]
    [InlineData("v text", "", "no primary key and no other replica identity")]
    public async Task The_reason_decides_the_fix(string columns, string identity, string reason)
    {
        var db = await fixture.DatabaseAsync($"CREATE TABLE public.\"My journal\" ({columns})");
        if (identity.Length > 0)
        {
            await db.ExecuteAsync($"ALTER TABLE public.\"My journal\" {identity.Replace(", dropped", "", StringComparison.Ordinal)}");
        }

        if (identity.EndsWith("dropped", StringComparison.Ordinal))
        {
            await db.ExecuteAsync("ALTER TABLE public.\"My journal\" DROP CONSTRAINT \"U 1\"");
        }

        var publication = Publication(db, ("tables", List("public.\"My journal\"")));
        var refused = await publication.PreviewAsync();
        Assert.Contains("NF3008 at tables[0]", refused.Error, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
        await db.ExecuteAsync(Assert.Single(PrintedFix.In(refused.Error!)).Sql.Split('\n')[0]);
        Assert.Null((await publication.UpAsync()).Error);
        await db.ExecuteAsync("DELETE FROM public.\"My journal\"");
    }

    [Fact]
    public async Task Only_operations_that_are_published_are_refused()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.log (v text)");
        var inserts = Publication(db, ("tables", List("public.log")), ("operations", List("insert")));
        Assert.Null((await inserts.UpAsync()).Error);
        var more = await inserts.With(("operations", List("insert", "delete"))).PreviewAsync();
        Assert.Contains("the application's own DELETE on it fail with 55000", more.Error, StringComparison.Ordinal);
        Assert.Null((await inserts.With(("operations", List("insert", "delete")), ("allowKeyless", true)).UpAsync()).Error);
        await db.ExecuteAsync("UPDATE public.log SET v = 'x'");
        more = await inserts.With(("operations", List("insert", "delete", "update")), ("allowKeyless", null)).PreviewAsync();
        Assert.Contains("UPDATE and DELETE", more.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_that_goes_after_the_look_rolls_everything_back()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            "CREATE FUNCTION public.drops() RETURNS event_trigger LANGUAGE plpgsql AS "
                + "'BEGIN ALTER TABLE public.orders DROP CONSTRAINT orders_pkey; END'",
            "CREATE EVENT TRIGGER drops ON ddl_command_start WHEN TAG IN ('CREATE PUBLICATION') EXECUTE FUNCTION public.drops()"
        );
        var up = await Publication(db, ("tables", List("public.orders"))).UpAsync();
        Assert.Contains("NF3008", up.Error, StringComparison.Ordinal);
        Assert.Equal(0, await db.ScalarAsync<long>("SELECT count(*) FROM pg_publication"));
    }

    [Fact]
    public async Task Many_tables_are_published_where_the_lock_table_is_small()
    {
        await using var server = await PostgresServer.StartAsync(
            new PostgresServerOptions
            {
                Settings = new Dictionary<string, string>
                {
                    ["wal_level"] = "logical",
                    ["max_connections"] = "20",
                    ["max_locks_per_transaction"] = "20",
                },
            }
        );
        var db = new Database(server, "postgres");
        var names = Enumerable.Range(1, 400).Select(static i => $"public.t{i}").ToList();
        foreach (var chunk in names.Chunk(20))
        {
            await db.ExecuteAsync(
                string.Concat(
                    chunk.Select(static n =>
                        $"CREATE TABLE {n} (id int PRIMARY KEY, a int UNIQUE, b int UNIQUE, c int UNIQUE, d int UNIQUE);"
                    )
                )
            );
        }

        Assert.Null((await Publication(db, ("tables", List([.. names.Select(static n => (PropertyValue)n)]))).UpAsync()).Error);
        Assert.Equal(400, await db.ScalarAsync<long>("SELECT count(*) FROM pg_publication_tables"));
        await Assert.ThrowsAsync<PostgresException>(() =>
            db.ExecuteAsync(string.Concat(names.Select(static n => $"EXPLAIN DELETE FROM {n} WHERE false;")))
        );
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task A_rebuild_carries_the_options_over_and_names_only_what_stops(int major)
    {
        await using var server = await PostgresServer.StartAsync(
            PostgresServerOptions.Logical with
            {
                Binaries = PostgresBinaries.FindMajor(major),
            }
        );
        var db = new Database(server, "postgres");
        var stored = major >= 18;
        await db.ExecuteAsync(
            "CREATE TABLE public.post (id int PRIMARY KEY, title text, slug text GENERATED ALWAYS AS (lower(title)) STORED);"
                + "CREATE TABLE public.users (id int PRIMARY KEY);"
        );
        await db.ExecuteAsync(
            "CREATE PUBLICATION shop_pub FOR TABLE ONLY public.post WITH (publish_via_partition_root = true"
                + $"{(stored ? ", publish_generated_columns = stored" : "")})"
        );
        var publication = Publication(db, ("adopt", true), ("tables", List("public.post", "public.users")));
        Assert.Null((await publication.UpAsync()).Error);
        publication.With(("tables", null), ("allTables", true));
        var plan = (await publication.PreviewAsync()).Plan;
        Assert.Contains("CREATE PUBLICATION", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("stop arriving", plan, StringComparison.Ordinal);
        Assert.Equal(stored, plan.Contains("publish_generated_columns = stored", StringComparison.Ordinal));
        Assert.Null((await publication.UpAsync()).Error);
        if (!stored)
        {
            Assert.Contains(
                "NF3025 at generatedColumns",
                (await publication.With(("generatedColumns", true)).PreviewAsync()).Error,
                StringComparison.Ordinal
            );
            return;
        }

        Assert.Equal("s", await db.ScalarAsync<string>("SELECT pubgencols::text FROM pg_publication"));
        // Said in the program, what somebody changes by hand is drift.
        publication.With(("generatedColumns", true));
        Assert.Null((await publication.UpAsync()).Error);
        await db.ExecuteAsync("ALTER PUBLICATION shop_pub SET (publish_generated_columns = none)");
        var drift = await publication.PreviewAsync();
        Assert.Contains("Update generatedColumns", drift.Changes);
        Assert.Contains("SET (publish_generated_columns = stored)", drift.Plan, StringComparison.Ordinal);
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("s", await db.ScalarAsync<string>("SELECT pubgencols::text FROM pg_publication"));
        // A whole row with a column that is not sent refuses UPDATE and DELETE.
        await db.ExecuteAsync("ALTER TABLE public.post REPLICA IDENTITY FULL");
        var refused = await publication.With(("generatedColumns", false)).PreviewAsync();
        Assert.Contains("fail with 42P10", refused.Error, StringComparison.Ordinal);
        await db.ExecuteAsync(Assert.Single(PrintedFix.In(refused.Error!)).Sql);
        Assert.Null((await publication.UpAsync()).Error);
        await db.ExecuteAsync("DELETE FROM public.post");
    }
}
