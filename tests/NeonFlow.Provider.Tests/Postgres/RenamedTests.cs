using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>What somebody renamed by hand, for who knows it only by the name in the state, and for who goes by a name of it.</summary>
public sealed class RenamedTests(DatabaseFixture fixture)
{
    private const string Orders = "CREATE TABLE public.orders (id int PRIMARY KEY)";
    private const string Accounts = "select count(*) from pg_largeobject_metadata";
    private const string Reads = "select has_table_privilege('{role}', {0}, 'SELECT')";

    [Theory]
    [InlineData("ALTER TABLE public.orders SET SCHEMA archive", "archive.orders")]
    [InlineData("ALTER TABLE public.orders RENAME TO former_orders", "public.former_orders")]
    [InlineData("ALTER SCHEMA public RENAME TO former", "former.orders")]
    public async Task A_delete_that_knows_the_names_of_the_state_alone_revokes_where_the_table_is(string rename, string table)
    {
        var db = await fixture.DatabaseAsync(Orders, "CREATE SCHEMA archive");
        var grant = db.Grant("orders");
        await grant.UpAsync();
        await db.ExecuteAsync(rename);
        var reads = Reads.Replace("{0}", $"'{table}'", StringComparison.Ordinal);
        Assert.True(await db.ScalarAsync<bool>(reads));
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>(reads));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Theory]
    [InlineData("TABLE public.orders RENAME TO \"Former\"", "TABLE", "public.Former", "tables")]
    [InlineData("TABLE public.orders SET SCHEMA archive", "TABLE", "archive.orders", "tables")]
    [InlineData("SEQUENCE public.numbers RENAME TO former_numbers", "SEQUENCE", "public.former_numbers", "sequences")]
    public async Task A_grant_on_what_was_renamed_is_told_what_it_is_called_and_each_way_out_works(
        string rename,
        string word,
        string now,
        string property
    )
    {
        var db = await fixture.DatabaseAsync(Orders, "CREATE SCHEMA archive", "CREATE SEQUENCE public.numbers");
        Thing Grant(string schema, params string[] names) =>
            db.New("Grant", ("role", db.Role), ("schema", schema), ("tables", List()), ("sequences", List()))
                .With((property, List([.. names.Select(static n => (PropertyValue)n)])));
        var was = property == "tables" ? "public.orders" : "public.numbers";
        var grant = Grant("public", was);
        Assert.Null((await grant.UpAsync()).Error);
        await db.ExecuteAsync($"ALTER {rename}");
        await grant.ReadAsync();
        var told = (await grant.PreviewAsync()).Error!;
        Assert.Contains($"The {word.ToLowerInvariant()} {was} is called {now} now.", told, StringComparison.Ordinal);
        Assert.Contains($"-- or in the program: {now} in place of {was}", told, StringComparison.Ordinal);

        // The program names it as it is: nothing is missing, and nothing is left on the old name.
        var followed = Grant(now.Split('.')[0], now).As("followed");
        Assert.Null((await followed.UpAsync()).Error);
        Assert.Null((await followed.DestroyAsync()).Error);

        // Or it gets its name back by the statements that are printed.
        foreach (
            var statement in told.Split('\n')
                .Select(static l => l.Trim())
                .Where(static l => l.StartsWith("ALTER ", StringComparison.Ordinal))
        )
        {
            await db.ExecuteAsync(statement);
        }

        await grant.ReadAsync();
        Assert.Empty((await grant.PreviewAsync()).Changes);
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task What_a_renamed_role_was_granted_is_revoked_from_it_and_another_one_of_its_old_name_keeps_its_own()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var grant = db.Grant("orders");
        await grant.UpAsync();
        await db.ExecuteAsync("ALTER ROLE {role} RENAME TO former_{role}; CREATE ROLE {role}; GRANT SELECT ON public.orders TO {role}");
        Assert.Null((await grant.DestroyAsync()).Error);
        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('former_{role}', 'public.orders', 'SELECT')"));
        Assert.True(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.orders', 'SELECT')"));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task A_renamed_publication_is_known_by_its_object_id_where_its_comment_is_gone_and_keeps_the_id_of_its_first_name()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var publication = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));
        await publication.UpAsync();
        var id = publication.Id;
        await db.ExecuteAsync("COMMENT ON PUBLICATION shop_pub IS NULL; ALTER PUBLICATION shop_pub RENAME TO others");
        var preview = await publication.PreviewAsync();
        Assert.Equal(["Update name"], preview.Changes);
        Assert.Contains("ALTER PUBLICATION \"others\" RENAME TO \"shop_pub\";", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal(id, publication.Id);
        Assert.Equal(1, await db.ScalarAsync<long>("select count(*) from pg_publication where pubname = 'shop_pub'"));
        Assert.Empty((await publication.PreviewAsync()).Changes);
    }

    [Theory]
    [InlineData("Publication", "ALTER PUBLICATION {name} RENAME TO others")]
    [InlineData("WatermarksTable", "ALTER TABLE public.{name} RENAME TO others")]
    public async Task What_has_a_name_by_default_gets_it_back_and_a_refresh_in_between_changes_nothing_in_that(string kind, string rename)
    {
        var db = await fixture.DatabaseAsync(Orders);
        var thing = kind == "Publication" ? db.New(kind, ("tables", List("public.orders"))) : db.New(kind, ("role", db.Role));
        Assert.Null((await thing.UpAsync()).Error);
        var called =
            kind == "Publication"
                ? "select pubname::text from pg_publication"
                : "select c.relname::text from pg_class c join pg_description d on d.objoid = c.oid and d.description like 'neonflow %'";
        var was = (await db.ScalarAsync<string>(called))!;
        await db.ExecuteAsync(rename.Replace("{name}", was, StringComparison.Ordinal));

        // A refresh saves what it read.
        await thing.ReadAsync();
        await thing.ReadAsync();
        var preview = await thing.PreviewAsync();
        Assert.Contains("it gets its name back", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await thing.UpAsync()).Error);
        Assert.Equal(was, await db.ScalarAsync<string>(called));
        await thing.ReadAsync();
        Assert.Empty((await thing.PreviewAsync()).Changes);
        Assert.Null((await thing.DestroyAsync()).Error);
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task A_publication_that_was_renamed_and_changed_gets_its_name_back_before_anything_else()
    {
        var db = await fixture.DatabaseAsync(Orders, "CREATE TABLE public.items (id int PRIMARY KEY)");
        var publication = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));
        await publication.UpAsync();
        await db.ExecuteAsync("ALTER PUBLICATION shop_pub RENAME TO others; ALTER PUBLICATION others ADD TABLE public.items");
        Assert.Null((await publication.UpAsync()).Error);
        Assert.Equal("orders", await db.ScalarAsync<string>("select string_agg(tablename, ',') from pg_publication_tables"));
        Assert.Equal(1, await db.ScalarAsync<long>("select count(*) from pg_publication where pubname = 'shop_pub'"));
        Assert.Empty((await publication.PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_new_name_in_the_program_still_replaces_a_publication_that_somebody_renamed()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var publication = db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));
        await publication.UpAsync();
        await db.ExecuteAsync("ALTER PUBLICATION shop_pub RENAME TO others");
        Assert.Equal(["replace Update name"], (await publication.With(("name", "third")).PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_watermarks_table_that_was_there_before_keeps_the_name_that_somebody_gave_it()
    {
        var db = await fixture.DatabaseAsync("CREATE TABLE public.marks (slot text PRIMARY KEY, watermark text)");
        var watermarks = db.New("WatermarksTable", ("table", "public.marks"), ("role", db.Role));
        await watermarks.UpAsync();
        await db.ExecuteAsync("ALTER TABLE public.marks RENAME TO others");
        var preview = await watermarks.PreviewAsync();
        Assert.Equal(["replace Update table"], preview.Changes);
        Assert.Contains("NF3038", preview.Text, StringComparison.Ordinal);
        Assert.Null((await watermarks.DestroyAsync()).Error);
        Assert.Equal(1, await db.ScalarAsync<long>("select count(*) from pg_tables where tablename = 'others'"));
        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.others', 'SELECT')"));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task A_table_whose_schema_is_gone_is_told_with_the_name_that_it_has()
    {
        var db = await fixture.DatabaseAsync("CREATE SCHEMA app");
        var watermarks = db.New("WatermarksTable", ("table", "app.marks"), ("role", db.Role));
        await watermarks.UpAsync();
        await db.ExecuteAsync("ALTER SCHEMA app RENAME TO moved");
        var preview = await watermarks.PreviewAsync();
        Assert.Contains("Table = \"moved.marks\"", preview.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE SCHEMA", preview.Error, StringComparison.Ordinal);
        Assert.Empty((await watermarks.With(("table", "moved.marks")).PreviewAsync()).Changes);
    }

    [Fact]
    public async Task A_login_that_does_not_own_what_was_renamed_is_told_so_in_the_preview()
    {
        var db = await fixture.DatabaseAsync(Orders, "CREATE ROLE stranger_{role} LOGIN PASSWORD 'stranger-Pa55word'");
        foreach (
            var thing in new[]
            {
                db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders"))),
                db.New("WatermarksTable", ("table", "public.marks"), ("role", db.Role)),
            }
        )
        {
            await thing.UpAsync();
            await db.ExecuteAsync(
                "DO $$ BEGIN IF to_regclass('public.marks') IS NULL THEN ALTER PUBLICATION shop_pub RENAME TO others; "
                    + "ELSE ALTER TABLE public.marks RENAME TO other_marks; END IF; END $$"
            );
            thing.With(("connection", db.ConnectionAs($"stranger_{db.Role}", "stranger-Pa55word")));
            var preview = await thing.PreviewAsync();
            Assert.Contains("NF3012", preview.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(preview.Changes, static c => c == "create");
        }
    }
}
