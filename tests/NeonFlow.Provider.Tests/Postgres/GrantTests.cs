using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class GrantTests(DatabaseFixture fixture)
{
    private const string Orders = "CREATE TABLE public.orders (id int PRIMARY KEY, note text)";
    private const string Customers = "CREATE TABLE public.customers (id int PRIMARY KEY)";

    private Task<Database> ShopAsync(params string[] more) => fixture.DatabaseAsync([Orders, Customers, .. more]);

    private static Task<bool> MayReadAsync(Database db, string table) =>
        db.ScalarAsync<bool>($"select has_table_privilege('{{role}}', '{table}', 'SELECT')")!;

    [Fact]
    public async Task Preview_says_what_up_does_and_then_there_is_nothing_to_do()
    {
        var db = await ShopAsync();
        var grant = db.Grant("orders", "public.customers");
        var preview = await grant.PreviewAsync();
        Assert.Contains($"GRANT USAGE ON SCHEMA \"public\" TO \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        Assert.Contains(
            $"GRANT SELECT ON TABLE \"public\".\"customers\", \"public\".\"orders\" TO \"{db.Role}\";",
            preview.Plan,
            StringComparison.Ordinal
        );
        Assert.False(await MayReadAsync(db, "public.orders"));

        var up = await grant.UpAsync();
        Assert.Null(up.Error);
        Assert.True(await MayReadAsync(db, "public.orders"));
        Assert.Equal($"{db.Place}/public/{db.Role}", grant.Id);
        Assert.Equal(
            [
                $"SELECT ON TABLE public.customers TO {db.Role}",
                $"SELECT ON TABLE public.orders TO {db.Role}",
                $"USAGE ON SCHEMA public TO {db.Role}",
            ],
            grant["granted"]
        );
        Assert.Empty((await grant.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task What_a_run_that_was_killed_granted_is_known_to_the_next_one_and_what_somebody_else_granted_stays()
    {
        var db = await ShopAsync("GRANT SELECT ON public.customers TO {role}");
        await db.Grant("orders", "customers").UpAsync();

        // The engine was killed before it saved the answer: for the next run there is no such resource yet. The program wants less by now.
        var next = db.Grant("customers");
        var preview = await next.PreviewAsync();
        Assert.Contains($"REVOKE SELECT ON TABLE \"public\".\"orders\" FROM \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await next.UpAsync()).Error);
        Assert.False(await MayReadAsync(db, "public.orders"));
        Assert.Equal([$"USAGE ON SCHEMA public TO {db.Role}"], next["granted"]);
        await next.DestroyAsync();
        Assert.True(await MayReadAsync(db, "public.customers"));
        Assert.False(
            await db.ScalarAsync<bool>(
                "select has_schema_privilege('{role}', 'public', 'USAGE') and exists (select from pg_namespace n, aclexplode(n.nspacl) a "
                    + "where n.nspname = 'public' and a.grantee = '{role}'::regrole)"
            )
        );
        Assert.Equal(0, await db.ScalarAsync<long>("select count(*) from pg_largeobject_metadata"));
    }

    [Fact]
    public async Task What_a_killed_update_did_is_taken_back_by_destroy()
    {
        var db = await ShopAsync();
        var killed = db.Grant("orders");
        await killed.UpAsync();
        var saved = db.Grant("orders").Resume(killed);
        killed.With(("tables", List("customers")), ("privileges", List("SELECT", "INSERT")));
        await killed.UpAsync();
        Assert.Null((await saved.DestroyAsync()).Error);
        Assert.False(
            await db.ScalarAsync<bool>(
                "select has_table_privilege('{role}', 'public.customers', 'SELECT') or has_table_privilege('{role}', 'public.customers', "
                    + "'INSERT')"
            )
        );
        Assert.Equal(0, await db.ScalarAsync<long>("select count(*) from pg_largeobject_metadata"));
    }

    [Fact]
    public async Task A_mark_that_somebody_removed_is_no_reason_to_fail()
    {
        var db = await ShopAsync();
        var grant = db.Grant("orders");
        await grant.UpAsync();
        await db.ExecuteAsync("SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
        Assert.Empty((await grant.PreviewAsync()).Changes);
        grant.With(("tables", List("customers")));
        Assert.Null((await grant.UpAsync()).Error);
        Assert.False(await MayReadAsync(db, "public.orders"));
        await grant.DestroyAsync();
        Assert.False(await MayReadAsync(db, "public.customers"));
    }

    [Fact]
    public async Task A_revoked_privilege_is_seen_by_a_plain_preview_and_repaired()
    {
        var db = await ShopAsync();
        var grant = db.Grant("orders", "customers");
        await grant.UpAsync();
        await db.ExecuteAsync("REVOKE SELECT ON public.orders FROM {role}");
        var preview = await grant.PreviewAsync();
        Assert.Equal(["Add tables[0]"], preview.Changes);
        Assert.Contains($"GRANT SELECT ON TABLE \"public\".\"orders\" TO \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        Assert.DoesNotContain("customers", preview.Plan, StringComparison.Ordinal);
        await grant.UpAsync();
        Assert.True(await MayReadAsync(db, "public.orders"));
        await db.ExecuteAsync("REVOKE USAGE ON SCHEMA public FROM {role}");
        Assert.Contains("Add schemaPrivileges[0]", (await grant.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_change_grants_and_revokes_only_the_difference()
    {
        var db = await ShopAsync("GRANT SELECT (id) ON public.orders TO {role}");
        var grant = db.Grant("orders");
        await grant.UpAsync();
        grant.With(("tables", List("customers")));
        var preview = await grant.PreviewAsync();
        Assert.Equal(1, preview.Plan.Split("GRANT SELECT ON TABLE").Length - 1);
        Assert.Contains($"REVOKE SELECT ON TABLE \"public\".\"orders\" FROM \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        Assert.True(preview.Plan.IndexOf("GRANT", StringComparison.Ordinal) < preview.Plan.IndexOf("REVOKE", StringComparison.Ordinal));
        Assert.Null((await grant.UpAsync()).Error);
        Assert.False(await MayReadAsync(db, "public.orders"));
        Assert.True(await MayReadAsync(db, "public.customers"));
        Assert.True(await db.ScalarAsync<bool>("select has_column_privilege('{role}', 'public.orders', 'id', 'SELECT')"));
        Assert.Empty((await grant.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task The_printed_revoke_keeps_the_column_privileges_of_others()
    {
        var db = await ShopAsync("GRANT SELECT (id) ON public.orders TO {role}", "CREATE ROLE app_{role} LOGIN PASSWORD 'app-Pa55word'");
        var grant = db.Grant("orders");
        await grant.UpAsync();
        grant.With(("tables", List()), ("connection", db.ConnectionAs($"app_{db.Role}", "app-Pa55word")));
        var refused = (await grant.UpAsync()).Error!;
        Assert.Contains("NF3012", refused, StringComparison.Ordinal);
        await db.ExecuteAsync(Assert.Single(PrintedFix.In(refused)).Sql);
        Assert.Null((await grant.UpAsync()).Error);
        Assert.False(await MayReadAsync(db, "public.orders"));
        Assert.True(await db.ScalarAsync<bool>("select has_column_privilege('{role}', 'public.orders', 'id', 'SELECT')"));
    }

    [Theory]
    [InlineData("SCHEMA public", "USAGE", "schemaPrivileges", "next_{role}")]
    [InlineData("TABLE public.orders", "SELECT", "tables", "next_{role}")]
    [InlineData("TABLE public.orders", "SELECT", "tables", "PUBLIC")]
    [InlineData("SEQUENCE public.numbers", "SELECT", "sequences", "next_{role}")]
    public async Task A_privilege_that_the_role_gave_on_is_revoked_after_that_alone(string on, string privilege, string input, string to)
    {
        var db = await ShopAsync("CREATE SEQUENCE public.numbers", "CREATE ROLE next_{role}");
        var grant = db.Grant("orders").With(("sequences", List("numbers")));
        Assert.Null((await grant.UpAsync()).Error);
        await db.ExecuteAsync($"GRANT {privilege} ON {on} TO {{role}} WITH GRANT OPTION");
        await db.ExecuteAsync($"SET ROLE {{role}}; GRANT {privilege} ON {on} TO {to}");

        // What stays is not asked about.
        Assert.Empty((await grant.PreviewAsync()).Changes);
        Assert.Contains("A destroy would be refused", (await grant.PreviewAsync()).Text, StringComparison.Ordinal);
        grant.With((input, List()));
        foreach (var refused in new[] { await grant.PreviewAsync(), await grant.UpAsync(), await grant.DestroyAsync() })
        {
            Assert.Contains("NF3023", refused.Error, StringComparison.Ordinal);
            Assert.Contains(
                $"gave the privilege on to {(to == "PUBLIC" ? "public" : $"next_{db.Role}")}",
                refused.Error,
                StringComparison.Ordinal
            );
        }

        var fix = Assert.Single(PrintedFix.In((await grant.PreviewAsync()).Error!));
        await db.ExecuteAsync($"SET ROLE {fix.RunBy}; {fix.Sql}");
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Null((await grant.DestroyAsync()).Error);
    }

    [Fact]
    public async Task Destroy_takes_back_what_it_gave_and_nothing_else()
    {
        var db = await ShopAsync("GRANT SELECT ON public.customers TO {role}");
        var grant = db.Grant("orders", "customers");
        await grant.UpAsync();
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.False(await MayReadAsync(db, "public.orders"));
        Assert.True(await MayReadAsync(db, "public.customers"));
        Assert.Null((await grant.DestroyAsync()).Error);
    }

    [Fact]
    public async Task Absence_is_told_and_a_dropped_role_ends_everything()
    {
        var db = await ShopAsync();
        var grant = db.Grant("orders");
        await grant.UpAsync();
        Assert.True(await grant.ReadAsync());
        await db.ExecuteAsync("DROP OWNED BY {role}");
        await db.ExecuteAsync("DROP ROLE {role}");
        Assert.False(await grant.ReadAsync());
        Assert.Null((await grant.DestroyAsync()).Error);
    }

    [Fact]
    public async Task Without_tables_all_are_granted_and_new_ones_are_drift()
    {
        var db = await ShopAsync();
        var grant = db.New("Grant", ("role", db.Role));
        await grant.UpAsync();
        Assert.Empty((await grant.PreviewAsync()).Changes);
        await db.ExecuteAsync("CREATE TABLE public.payments (id int PRIMARY KEY)");
        var preview = await grant.PreviewAsync();
        Assert.Equal(["Update missing"], preview.Changes);
        Assert.Contains($"GRANT SELECT ON TABLE \"public\".\"payments\" TO \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        await grant.UpAsync();
        Assert.True(await MayReadAsync(db, "public.payments"));
        Assert.Empty((await grant.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task Sequences_and_other_privileges_are_granted_too()
    {
        var db = await ShopAsync("CREATE SEQUENCE public.numbers");
        var grant = db.Grant("orders")
            .With(
                ("sequences", List("numbers")),
                ("sequencePrivileges", List("usage", "SELECT")),
                ("privileges", List("select", "insert"))
            );
        Assert.Null((await grant.UpAsync()).Error);
        Assert.True(
            await db.ScalarAsync<bool>(
                "select has_sequence_privilege('{role}', 'public.numbers', 'USAGE') and has_table_privilege('{role}', 'public.orders', "
                    + "'INSERT')"
            )
        );
        Assert.Empty((await grant.PreviewAsync()).Changes);
        await grant.DestroyAsync();
        Assert.False(await db.ScalarAsync<bool>("select has_sequence_privilege('{role}', 'public.numbers', 'USAGE')"));
    }

    [Fact]
    public async Task A_grant_that_would_do_nothing_is_refused_before_anything_is_written()
    {
        var db = await ShopAsync(
            "CREATE ROLE app_{role} LOGIN PASSWORD 'app-Pa55word'",
            "GRANT SELECT ON public.orders TO app_{role}",
            "GRANT USAGE ON SCHEMA public TO app_{role} WITH GRANT OPTION",
            "GRANT ALL ON public.customers TO app_{role} WITH GRANT OPTION"
        );
        var grant = db.Grant("customers", "orders").With(("connection", db.ConnectionAs($"app_{db.Role}", "app-Pa55word")));
        foreach (var outcome in new[] { await grant.PreviewAsync(), await grant.UpAsync() })
        {
            Assert.Contains("NF3012", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("public.orders, which belongs to postgres", outcome.Error, StringComparison.Ordinal);
            Assert.Contains($"GRANT SELECT ON TABLE \"public\".\"orders\" TO \"{db.Role}\";", outcome.Error, StringComparison.Ordinal);
        }

        Assert.False(await MayReadAsync(db, "public.customers"));
    }

    [Fact]
    public async Task A_grant_that_the_server_took_away_at_once_is_rolled_back()
    {
        var db = await ShopAsync(
            """
            CREATE FUNCTION public.undo() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
              EXECUTE 'REVOKE ALL ON public.orders FROM {role}';
            END $$
            """,
            "CREATE EVENT TRIGGER undo ON ddl_command_end WHEN TAG IN ('GRANT') EXECUTE FUNCTION public.undo()"
        );
        var refused = (await db.Grant("orders").UpAsync()).Error;
        Assert.Contains("NF3013", refused, StringComparison.Ordinal);
        Assert.Contains($"GRANT SELECT ON TABLE \"public\".\"orders\" TO \"{db.Role}\";", refused, StringComparison.Ordinal);
        Assert.False(await db.ScalarAsync<bool>("select has_schema_privilege('{role}', 'public', 'USAGE WITH GRANT OPTION')"));
    }

    [Fact]
    public async Task An_import_finds_what_there_is()
    {
        var db = await ShopAsync();
        var grant = db.Grant("orders", "customers");
        await grant.UpAsync();
        var found = await db.Grant("customers", "orders").ImportAsync(grant.Id!, Settings(db));
        Assert.Equal(grant.Id, found?.Id);
        Assert.Empty(found!.Value.Changes);
        Assert.Null(await db.Grant("orders").ImportAsync($"{db.Place}/public/nobody", Settings(db)));
    }

    [Fact]
    public async Task All_tables_of_a_schema_without_any_are_granted()
    {
        var db = await fixture.DatabaseAsync("CREATE SCHEMA later");
        var grant = db.New("Grant", ("role", db.Role), ("schema", "later"), ("schemaPrivileges", List()));
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Empty((await grant.PreviewAsync()).Changes);
        await db.ExecuteAsync("CREATE TABLE later.orders (id int PRIMARY KEY)");
        Assert.NotEmpty((await grant.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task Names_of_every_kind_survive()
    {
        var db = await fixture.DatabaseAsync(
            "CREATE SCHEMA \"Odd/Schema\"",
            "CREATE TABLE \"Odd/Schema\".\"or\"\"der.s\" (id int PRIMARY KEY)"
        );
        var grant = db.New("Grant", ("role", db.Role), ("schema", "Odd/Schema"), ("tables", List("\"or\"\"der.s\"")));
        Assert.Null((await grant.UpAsync()).Error);
        Assert.Empty((await grant.PreviewAsync()).Changes);
        Assert.Empty((await grant.With(("tables", List("\"Odd/Schema\".\"or\"\"der.s\""))).PreviewAsync()).Changes);
        Assert.Contains("Odd%2FSchema", grant.Id, StringComparison.Ordinal);
        Assert.Empty(
            (
                await db.New("Grant", ("role", db.Role), ("schema", "Odd/Schema"), ("tables", List("\"or\"\"der.s\"")))
                    .ImportAsync(grant.Id!, Settings(db))
            )!
                .Value
                .Changes
        );
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>("select has_schema_privilege('{role}', 'Odd/Schema', 'USAGE')"));
    }

    internal static Action<Dictionary<string, PropertyValue>> Settings(Database db) =>
        map =>
            map["databaseUrl"] = Secret(
                $"postgresql://{db.Server.SuperuserName}:{db.Server.SuperuserPassword}@127.0.0.1:{db.Server.Port}/{db.Name}"
            );
}
