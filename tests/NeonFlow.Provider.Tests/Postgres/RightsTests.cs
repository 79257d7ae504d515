using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What the connecting role may not do is known in preview, before anything is done.</summary>
public sealed class RightsTests(DatabaseFixture fixture)
{
    private const string Password = "app-Pa55word";
    private const string App = $"CREATE ROLE app_{{role}} LOGIN PASSWORD '{Password}'";
    private const string Watermarks = "CREATE TABLE public.flow_watermarks (slot TEXT PRIMARY KEY, watermark TEXT)";

    private static Schema.PropertyValue.Map AsApp(Database db) => db.ConnectionAs($"app_{db.Role}", Password);

    private static async Task RefusedAsync(Thing thing, string fix)
    {
        foreach (var outcome in new[] { await thing.PreviewAsync(), await thing.UpAsync() })
        {
            Assert.Contains("NF3012", outcome.Error, StringComparison.Ordinal);
            Assert.Contains(fix, outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Privileges_on_the_watermarks_table_of_another_role_are_refused()
    {
        var db = await fixture.DatabaseAsync(App, Watermarks);
        await RefusedAsync(
            db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role)).With(("connection", AsApp(db))),
            $"GRANT SELECT, INSERT, UPDATE ON TABLE \"public\".\"flow_watermarks\" TO \"{db.Role}\";"
        );
    }

    [Theory]
    [InlineData("Grant", "CREATE TABLE public.orders (id int PRIMARY KEY)")]
    [InlineData("WatermarksTable", Watermarks)]
    public async Task No_fix_grants_to_a_role_that_is_still_to_come(string kind, string table)
    {
        var db = await fixture.DatabaseAsync(App, table);
        var thing = (
            kind == "Grant"
                ? db.New(kind, ("role", "later"), ("schema", "public"), ("tables", Core.Make.List("public.orders")))
                : db.New(kind, ("role", "later"), ("table", "public.flow_watermarks"))
        )
            .With(("connection", AsApp(db)))
            .Under(("externalRoles", "later"));
        var refused = (await thing.PreviewAsync()).Error;
        Assert.Contains("NF3012", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("TO \"later\"", refused, StringComparison.Ordinal);
        Assert.Contains("connection.role = ", refused, StringComparison.Ordinal);
        // Neon may know no password of the owner; a membership does without.
        Assert.True(refused!.Contains($" TO \"app_{db.Role}\"", StringComparison.Ordinal), refused);
    }

    [Fact]
    public async Task A_grant_option_is_enough_for_the_privileges()
    {
        var db = await fixture.DatabaseAsync(
            App,
            Watermarks,
            "GRANT SELECT, INSERT, UPDATE ON public.flow_watermarks TO app_{role} WITH GRANT OPTION"
        );
        var table = db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role)).With(("connection", AsApp(db)));
        Assert.Null((await table.PreviewAsync()).Error);
        Assert.Null((await table.UpAsync()).Error);
    }

    [Fact]
    public async Task A_publication_of_another_role_is_not_given_the_watermarks_table()
    {
        var db = await fixture.DatabaseAsync(App, "GRANT CREATE ON SCHEMA public TO app_{role}", "CREATE PUBLICATION shop_pub");
        await RefusedAsync(
            db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role), ("publication", "shop_pub"))
                .With(("connection", AsApp(db))),
            "connection.role = \"postgres\""
        );
        Assert.False(await db.ScalarAsync<bool>("select to_regclass('public.flow_watermarks') is not null"));
    }

    [Fact]
    public async Task A_publication_of_another_role_is_changed_by_nobody_else()
    {
        var db = await fixture.DatabaseAsync(App, "CREATE TABLE public.orders (id int PRIMARY KEY)", "CREATE TABLE public.more (id int)");
        var publication = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));
        await publication.UpAsync();
        publication.With(("connection", AsApp(db)));
        Assert.Null((await publication.PreviewAsync()).Error);
        publication.With(("tables", List()));
        await RefusedAsync(publication, $"GRANT \"postgres\" TO \"app_{db.Role}\";");
    }

    [Fact]
    public async Task The_watermarks_table_of_another_role_is_not_published()
    {
        var db = await fixture.DatabaseAsync(
            App,
            Watermarks,
            "GRANT SELECT, INSERT, UPDATE ON public.flow_watermarks TO app_{role} WITH GRANT OPTION",
            "CREATE PUBLICATION shop_pub",
            "ALTER PUBLICATION shop_pub OWNER TO app_{role}"
        );
        await RefusedAsync(
            db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role), ("publication", "shop_pub"))
                .With(("connection", AsApp(db))),
            "ALTER PUBLICATION \"shop_pub\" ADD TABLE ONLY \"public\".\"flow_watermarks\";"
        );
    }

    [Fact]
    public async Task A_publication_of_another_role_keeps_the_watermarks_table()
    {
        var db = await fixture.DatabaseAsync(
            App,
            Watermarks,
            "GRANT SELECT, INSERT, UPDATE ON public.flow_watermarks TO app_{role} WITH GRANT OPTION",
            "CREATE PUBLICATION shop_pub"
        );
        var table = db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role), ("publication", "shop_pub"));
        Assert.Null((await table.UpAsync()).Error);
        await RefusedAsync(
            table.With(("connection", AsApp(db)), ("publication", null)),
            "ALTER PUBLICATION \"shop_pub\" DROP TABLE ONLY \"public\".\"flow_watermarks\";"
        );
    }

    [Theory]
    [InlineData("tables", "REVOKE SELECT ON TABLE \"public\".\"orders\"")]
    [InlineData("sequences", "REVOKE SELECT ON SEQUENCE \"public\".\"ids\"")]
    [InlineData("schemaPrivileges", "REVOKE USAGE ON SCHEMA \"public\"")]
    public async Task What_the_owner_granted_is_taken_back_by_nobody_else(string input, string statement)
    {
        var db = await fixture.DatabaseAsync(App, "CREATE TABLE public.orders (id int PRIMARY KEY)", "CREATE SEQUENCE public.ids");
        var grant = db.New("Grant", ("role", db.Role), ("tables", List("orders")), ("sequences", List("ids")));
        Assert.Null((await grant.UpAsync()).Error);
        grant.With(("connection", AsApp(db)));
        Assert.Null((await grant.UpAsync()).Error);
        await RefusedAsync(grant.With((input, List())), $"{statement} FROM \"{db.Role}\";");
        Assert.Contains(statement, (await grant.DestroyAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_role_granted_as_well_is_not_said_to_be_revoked()
    {
        var db = await fixture.DatabaseAsync(
            App,
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            "GRANT SELECT ON public.orders TO app_{role} WITH GRANT OPTION"
        );
        var grant = db.New("Grant", ("role", db.Role), ("tables", List("orders")));
        Assert.Null((await grant.UpAsync()).Error);
        await db.ExecuteAsync("SET ROLE app_{role}; GRANT SELECT ON public.orders TO {role}; RESET ROLE");
        var statement = $"REVOKE SELECT ON TABLE \"public\".\"orders\" FROM \"{db.Role}\";";
        foreach (var outcome in new[] { await grant.DestroyAsync(), await grant.With(("tables", List())).UpAsync() })
        {
            Assert.Contains("NF3026", outcome.Error, StringComparison.Ordinal);
            Assert.Contains(statement, outcome.Error, StringComparison.Ordinal);
        }
        await db.ExecuteAsync($"SET ROLE app_{{role}}; {statement} RESET ROLE");
        Assert.Null((await grant.UpAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.orders', 'SELECT')"));
    }

    [Fact]
    public async Task Default_privileges_of_a_creator_are_taken_back_by_its_members_only()
    {
        var db = await fixture.DatabaseAsync(App, "CREATE ROLE first_{role}", "CREATE ROLE second_{role}");
        var defaults = db.New("DefaultPrivileges", ("role", db.Role), ("creators", List($"first_{db.Role}", $"second_{db.Role}")));
        Assert.Null((await defaults.UpAsync()).Error);
        await RefusedAsync(
            defaults.With(("connection", AsApp(db)), ("creators", List($"first_{db.Role}"))),
            $"ALTER DEFAULT PRIVILEGES FOR ROLE \"second_{db.Role}\" IN SCHEMA \"public\" REVOKE SELECT ON TABLES FROM \"{db.Role}\";"
        );
    }

    [Fact]
    public async Task A_row_filter_on_the_table_of_another_role_is_not_taken_off()
    {
        var db = await fixture.DatabaseAsync(
            App,
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            "CREATE PUBLICATION shop_pub FOR TABLE public.orders WHERE (id > 0)",
            "ALTER PUBLICATION shop_pub OWNER TO app_{role}"
        );
        await RefusedAsync(
            db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")), ("adopt", true)).With(("connection", AsApp(db))),
            $"GRANT \"postgres\" TO \"app_{db.Role}\";"
        );
    }

    [Fact]
    public async Task A_publication_is_rebuilt_only_by_a_role_that_may_create_one()
    {
        var db = await fixture.DatabaseAsync(
            App,
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            "ALTER TABLE public.orders OWNER TO app_{role}",
            "CREATE PUBLICATION shop_pub FOR ALL TABLES",
            "ALTER PUBLICATION shop_pub OWNER TO app_{role}"
        );
        await RefusedAsync(
            db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")), ("adopt", true)).With(("connection", AsApp(db))),
            $"GRANT CREATE ON DATABASE \"{db.Name}\" TO \"app_{db.Role}\";"
        );
    }

    [Fact]
    public async Task A_publication_is_rebuilt_only_by_a_role_that_owns_its_tables()
    {
        // Neon's superuser may publish whole schemas, but not add them: the publication is rebuilt.
        var db = await fixture.DatabaseAsync(
            App,
            "DO $$ BEGIN CREATE ROLE neon_superuser; EXCEPTION WHEN duplicate_object THEN END $$",
            "GRANT neon_superuser TO app_{role}",
            "CREATE SCHEMA archive",
            "CREATE TABLE public.orders (id int PRIMARY KEY)",
            "CREATE PUBLICATION shop_pub FOR TABLE public.orders",
            "ALTER PUBLICATION shop_pub OWNER TO app_{role}"
        );
        await db.ExecuteAsync($"GRANT CREATE ON DATABASE {db.Name} TO app_{{role}}");
        var publication = db.New(
            "Publication",
            ("name", "shop_pub"),
            ("tables", List("public.orders")),
            ("schemas", List("archive")),
            ("adopt", true)
        );
        await RefusedAsync(publication.With(("connection", AsApp(db))), $"GRANT \"postgres\" TO \"app_{db.Role}\";");
    }

    [Fact]
    public async Task A_slot_that_the_connecting_role_cannot_drop_is_told_in_preview()
    {
        var db = await fixture.DatabaseAsync(App);
        var slot = db.New("ReplicationSlot", ("name", $"slot_{db.Name}"));
        Assert.DoesNotContain("NF3012", (await slot.PreviewAsync()).Text, StringComparison.Ordinal);
        var preview = await slot.With(("connection", AsApp(db))).PreviewAsync();
        Assert.Null(preview.Error);
        Assert.Contains("NF3012", preview.Text, StringComparison.Ordinal);
        Assert.Contains($"ALTER ROLE \"app_{db.Role}\" REPLICATION;", preview.Text, StringComparison.Ordinal);

        // Amazon RDS has a role for it.
        await db.ExecuteAsync("DO $$ BEGIN CREATE ROLE rds_replication; EXCEPTION WHEN duplicate_object THEN END $$");
        await db.ExecuteAsync("GRANT rds_replication TO app_{role}");
        Assert.DoesNotContain("NF3012", (await slot.PreviewAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allTables")]
    [InlineData("schemas")]
    public async Task All_tables_are_published_by_superusers_only(string input)
    {
        var db = await fixture.DatabaseAsync(App);
        await db.ExecuteAsync($"GRANT CREATE ON DATABASE {db.Name} TO app_{{role}}");
        var publication = db.New("Publication", ("name", "shop_pub"), (input, input == "schemas" ? List("public") : true));
        await RefusedAsync(publication.With(("connection", AsApp(db))), "CREATE PUBLICATION \"shop_pub\"");
    }
}
