using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class WatermarksTableTests(DatabaseFixture fixture)
{
    private const string Upsert =
        "INSERT INTO public.flow_watermarks (slot, watermark) VALUES ('s', 'w') ON CONFLICT (slot) DO UPDATE SET watermark = 'w'";

    private static Thing Table(Database db) => db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role));

    [Fact]
    public async Task The_capture_role_can_run_the_connectors_upsert()
    {
        var db = await fixture.DatabaseAsync("GRANT USAGE ON SCHEMA public TO {role}");
        var table = Table(db);
        var preview = await table.PreviewAsync();
        Assert.Contains(
            "CREATE TABLE \"public\".\"flow_watermarks\" (slot TEXT PRIMARY KEY, watermark TEXT);",
            preview.Plan,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"GRANT SELECT, INSERT, UPDATE ON TABLE \"public\".\"flow_watermarks\" TO \"{db.Role}\";",
            preview.Plan,
            StringComparison.Ordinal
        );
        Assert.Null((await table.UpAsync()).Error);
        await db.ExecuteAsync($"SET ROLE {{role}}; {Upsert}");
        Assert.Empty((await table.PreviewAsync()).Changes);
        Assert.Null((await table.DestroyAsync()).Error);
        Assert.Null(await db.ScalarAsync<string>("select to_regclass('public.flow_watermarks')::text"));
        Assert.False(await table.ReadAsync());
        Assert.Null((await table.DestroyAsync()).Error);
    }

    [Fact]
    public async Task A_table_of_another_shape_is_told_with_statements_that_PostgreSQL_takes()
    {
        var name = new string('m', 63);
        var db = await fixture.DatabaseAsync($"CREATE TABLE public.{name} (id int)", "CREATE UNLOGGED TABLE public.fast (id int)");
        var renamed = (await Table(db).With(("table", $"public.{name}")).PreviewAsync()).Error;
        Assert.Contains("NF3021", renamed, StringComparison.Ordinal);
        Assert.Contains($"RENAME TO \"{name[..59]}_old\";", renamed, StringComparison.Ordinal);
        var logged = (await Table(db).With(("table", "public.fast")).PreviewAsync()).Error;
        Assert.Contains("ALTER TABLE \"public\".\"fast\" SET LOGGED;", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_not_use_the_schema_is_warned_of_until_it_may()
    {
        var db = await fixture.DatabaseAsync("CREATE SCHEMA marks");
        var table = Table(db).With(("table", "marks.flow_watermarks"));
        var warned = (await table.UpAsync()).Text;
        Assert.Contains("NF3013", warned, StringComparison.Ordinal);
        Assert.Contains($"GRANT USAGE ON SCHEMA \"marks\" TO \"{db.Role}\";", warned, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_others_depend_on_is_not_dropped()
    {
        var db = await fixture.DatabaseAsync();
        var table = Table(db);
        await table.UpAsync();
        await db.ExecuteAsync("CREATE VIEW public.lag AS SELECT watermark FROM public.flow_watermarks");
        var refused = (await table.DestroyAsync()).Error;
        Assert.Contains("NF3023", refused, StringComparison.Ordinal);
        Assert.Contains("view public.lag depends on table public.flow_watermarks", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_right_is_seen_and_repaired()
    {
        var db = await fixture.DatabaseAsync();
        var table = Table(db);
        await table.UpAsync();
        await db.ExecuteAsync("REVOKE UPDATE ON public.flow_watermarks FROM {role}");
        var preview = await table.PreviewAsync();
        Assert.Equal(["Update missing"], preview.Changes);
        Assert.Contains($"GRANT UPDATE ON TABLE \"public\".\"flow_watermarks\" TO \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        await table.UpAsync();
        Assert.Empty((await table.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_table_that_was_there_is_used_and_stays()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)");
        var table = Table(db);
        Assert.DoesNotContain("CREATE TABLE", (await table.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await table.UpAsync()).Error);
        Assert.Null((await table.DestroyAsync()).Error);
        Assert.NotNull(await db.ScalarAsync<string>("select to_regclass('public.flow_watermarks')::text"));
        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.flow_watermarks', 'SELECT')"));
    }

    [Fact]
    public async Task A_wrong_shape_is_refused_in_preview_and_up()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.flow_watermarks (slot TEXT, watermark TEXT)");
        foreach (var outcome in new[] { await Table(db).PreviewAsync(), await Table(db).UpAsync() })
        {
            Assert.Contains("NF3021", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("ADD PRIMARY KEY (slot);", outcome.Error, StringComparison.Ordinal);
        }

        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.flow_watermarks', 'SELECT')"));
    }

    [Fact]
    public async Task It_joins_the_publication_that_it_names_and_the_publication_lets_it_be()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.orders (id int PRIMARY KEY)");
        var publication = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));
        await publication.UpAsync();
        var table = Table(db).With(("publication", "shop_pub"));
        Assert.Contains(
            "ALTER PUBLICATION \"shop_pub\" ADD TABLE ONLY \"public\".\"flow_watermarks\";",
            (await table.PreviewAsync()).Plan,
            StringComparison.Ordinal
        );
        Assert.Null((await table.UpAsync()).Error);
        Assert.Empty((await publication.PreviewAsync()).Changes);
        Assert.Empty((await table.PreviewAsync()).Changes);
        await db.ExecuteAsync("ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks");
        Assert.Equal(["Add publication"], (await table.PreviewAsync()).Changes);
        Assert.Null((await table.UpAsync()).Error);
        Assert.Equal(2L, await db.ScalarAsync<long>("select count(*) from pg_publication_tables"));
    }

    [Theory]
    [InlineData("DROP CONSTRAINT flow_watermarks_pkey")]
    [InlineData("REPLICA IDENTITY NOTHING")]
    public async Task What_keeps_the_connector_from_writing_is_drift_and_its_fix_repairs_it(string change)
    {
        var db = await fixture.DatabaseAsync("CREATE PUBLICATION wm_pub", "GRANT USAGE ON SCHEMA public TO {role}");
        var table = Table(db).With(("publication", "wm_pub"));
        Assert.Null((await table.UpAsync()).Error);
        await db.ExecuteAsync($"ALTER TABLE public.flow_watermarks {change}");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => db.ExecuteAsync($"SET ROLE {{role}}; {Upsert}; {Upsert}"));

        var refused = await table.PreviewAsync();

        Assert.Contains("Update missing", refused.Changes);
        Assert.Contains("NF3021", refused.Error, StringComparison.Ordinal);
        await db.ExecuteAsync(refused.Error![(refused.Error!.IndexOf("or:\n", StringComparison.Ordinal) + 4)..]);
        await db.ExecuteAsync($"SET ROLE {{role}}; {Upsert}; {Upsert}");
        Assert.Empty((await table.PreviewAsync()).Changes);
    }

    [Theory]
    [InlineData("(slot)")]
    [InlineData("WHERE (slot = 'a')")]
    public async Task A_part_of_it_in_the_publication_is_drift(string part)
    {
        var db = await fixture.DatabaseAsync("CREATE PUBLICATION wm_pub");
        var table = Table(db).With(("publication", "wm_pub"));
        Assert.Null((await table.UpAsync()).Error);
        await db.ExecuteAsync($"ALTER PUBLICATION wm_pub SET TABLE public.flow_watermarks {part}");
        Assert.Equal(["Add publication"], (await table.PreviewAsync()).Changes);
        Assert.Null((await table.UpAsync()).Error);
        Assert.Equal(
            "slot watermark",
            await db.ScalarAsync<string>("select array_to_string(attnames, ' ') from pg_publication_tables where rowfilter is null")
        );
        Assert.Empty((await table.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_part_that_somebody_else_has_listed_stays_as_it_is()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)",
            "CREATE PUBLICATION wm_pub FOR TABLE public.flow_watermarks (slot)"
        );
        var table = Table(db).With(("publication", "wm_pub"));
        Assert.Null((await table.UpAsync()).Error);
        Assert.Empty((await table.PreviewAsync()).Changes);
        Assert.Equal("slot", await db.ScalarAsync<string>("select array_to_string(attnames, ' ') from pg_publication_tables"));
    }

    [Fact]
    public async Task A_publication_that_does_not_exist_cannot_list_it()
    {
        var db = await fixture.DatabaseAsync();
        var table = Table(db).With(("publication", "no_such"));
        Assert.Contains("NF3032", (await table.PreviewAsync()).Error, StringComparison.Ordinal);
        Assert.Contains("NF3032", (await table.UpAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_role_is_granted_before_the_old_one_is_revoked()
    {
        var db = await fixture.DatabaseAsync("CREATE ROLE next_{role}");
        var table = Table(db);
        await table.UpAsync();
        table.With(("role", $"next_{db.Role}"));
        var preview = await table.PreviewAsync();
        Assert.Equal(["Update role"], preview.Changes);
        Assert.True(
            preview.Plan.IndexOf("GRANT", StringComparison.Ordinal) is >= 0 and var grant
                && grant < preview.Plan.IndexOf("REVOKE", StringComparison.Ordinal)
        );
        Assert.Null((await table.UpAsync()).Error);
        Assert.True(
            await db.ScalarAsync<bool>(
                "select has_table_privilege('next_{role}', 'public.flow_watermarks', 'UPDATE') and not has_table_privilege('{role}', "
                    + "'public.flow_watermarks', 'UPDATE')"
            )
        );
    }

    [Fact]
    public async Task An_import_by_id_changes_nothing()
    {
        var db = await fixture.DatabaseAsync();
        var table = Table(db);
        await table.UpAsync();
        Assert.Equal($"{db.Place}/public.flow_watermarks/{db.Role}", table.Id);
        Assert.Empty((await Table(db).ImportAsync(table.Id!, GrantTests.Settings(db)))!.Value.Changes);
    }
}
