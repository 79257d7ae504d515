using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>Whose the objects of a database are: what the state's mark proves, and what accounts list by object id.</summary>
public sealed class OwnershipTests(DatabaseFixture fixture)
{
    private const string Orders = "CREATE TABLE public.orders (id int PRIMARY KEY)";
    private const string Comment = "select obj_description(oid, 'pg_publication') from pg_publication where pubname = 'shop_pub'";
    private const string Published = "select count(*) from pg_publication where pubname = 'shop_pub'";
    private const string Accounts = "select count(*) from pg_largeobject_metadata";

    private static Thing Publication(Database db) => db.New("Publication", ("name", "shop_pub"), ("tables", List("public.orders")));

    [Fact]
    public async Task The_same_program_with_another_state_takes_nothing_over()
    {
        var db = await fixture.DatabaseAsync(Orders);
        await Publication(db).UpAsync();
        var other = Publication(db).OfState("another-backend");
        var preview = await other.PreviewAsync();
        Assert.Contains("NF3014", preview.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Publication it of a stack dev of project shop that has another state made it",
            preview.Error,
            StringComparison.Ordinal
        );
        Assert.NotNull((await other.UpAsync()).Error);
    }

    [Fact]
    public async Task A_new_name_of_the_resource_is_told_the_alias_that_keeps_what_it_made()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var made = Publication(db);
        await made.UpAsync();
        var renamed = Publication(db).As("second");
        Assert.Contains("Aliases = { new Alias { Name = \"it\" } }", (await renamed.PreviewAsync()).Error, StringComparison.Ordinal);

        // With the alias the engine gives the new name and the old state.
        renamed.Resume(made);
        Assert.Empty((await renamed.PreviewAsync()).Changes);
        Assert.Null((await renamed.DestroyAsync()).Error);
        Assert.Equal(0, await db.ScalarAsync<long>(Published));
    }

    [Fact]
    public async Task What_somebody_wrote_into_the_comment_stays_beside_the_mark()
    {
        var db = await fixture.DatabaseAsync(
            Orders,
            "CREATE PUBLICATION shop_pub",
            "COMMENT ON PUBLICATION shop_pub IS 'ask the data team'"
        );
        Assert.Null((await Publication(db).With(("adopt", true)).UpAsync()).Error);
        Assert.StartsWith("ask the data team\nneonflow urn:", await db.ScalarAsync<string>(Comment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publication_without_its_comment_is_known_by_its_object_id()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var publication = Publication(db);
        await publication.UpAsync();
        await db.ExecuteAsync("COMMENT ON PUBLICATION shop_pub IS NULL");
        Assert.Empty((await publication.PreviewAsync()).Changes);
        await publication.DestroyAsync();
        Assert.Equal(0, await db.ScalarAsync<long>(Published));
    }

    [Fact]
    public async Task A_publication_that_somebody_made_anew_is_another_one()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var publication = Publication(db);
        await publication.UpAsync();
        await db.ExecuteAsync("DROP PUBLICATION shop_pub; CREATE PUBLICATION shop_pub FOR TABLE public.orders");
        Assert.False(await publication.ReadAsync());
        Assert.Contains("NF3014", (await publication.PreviewAsync()).Error, StringComparison.Ordinal);
        var destroyed = await publication.DestroyAsync();
        Assert.Contains("somebody dropped the one that this program made", destroyed.Text, StringComparison.Ordinal);
        Assert.Equal(1, await db.ScalarAsync<long>(Published));
    }

    [Fact]
    public async Task An_account_of_a_role_that_was_dropped_owns_nothing_of_another_role_of_that_name()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var grant = db.Grant("orders");
        await grant.UpAsync();
        await db.ExecuteAsync("DROP OWNED BY {role}; DROP ROLE {role}; CREATE ROLE {role}; GRANT SELECT ON public.orders TO {role}");
        await grant.DestroyAsync();
        Assert.True(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.orders', 'SELECT')"));
        Assert.Equal(0, await db.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task An_account_whose_objects_are_gone_is_swept_by_the_next_resource_of_the_program()
    {
        var db = await fixture.DatabaseAsync(
            Orders,
            "CREATE ROLE gone_{role}",
            "CREATE SCHEMA other",
            "CREATE TABLE other.things (id int PRIMARY KEY)"
        );
        await db.New("Grant", ("role", $"gone_{db.Role}"), ("schema", "other"), ("tables", List("other.things"))).As("lost").UpAsync();
        await db.ExecuteAsync("DROP SCHEMA other CASCADE; DROP ROLE gone_{role}");
        Assert.Equal(1, await db.ScalarAsync<long>(Accounts));
        await db.Grant("orders").UpAsync();
        Assert.Equal(1, await db.ScalarAsync<long>(Accounts));
        Assert.StartsWith(
            "public/",
            await db.ScalarAsync<string>(
                "select split_part(description, e'\\n', 2) from pg_description where description like 'neonflow %'"
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_was_granted_on_a_table_is_taken_away_under_its_new_name()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var grant = db.Grant("orders");
        await grant.UpAsync();
        await db.ExecuteAsync("ALTER TABLE public.orders RENAME TO old_orders; CREATE TABLE public.orders (id int PRIMARY KEY)");
        await grant.DestroyAsync();
        Assert.False(await db.ScalarAsync<bool>("select has_table_privilege('{role}', 'public.old_orders', 'SELECT')"));
    }

    [Fact]
    public async Task A_watermarks_table_that_somebody_made_anew_is_not_dropped()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var watermarks = db.New("WatermarksTable", ("table", "public.flow_watermarks"), ("role", db.Role));
        await watermarks.UpAsync();
        await db.ExecuteAsync(
            "DROP TABLE public.flow_watermarks; CREATE TABLE public.flow_watermarks (slot text PRIMARY KEY, watermark text); "
                + "INSERT INTO public.flow_watermarks VALUES ('theirs', '1')"
        );
        await watermarks.DestroyAsync();
        Assert.Equal(1, await db.ScalarAsync<long>("select count(*) from public.flow_watermarks"));
    }

    [Fact]
    public async Task What_an_interrupted_run_left_is_named_by_the_destroy_that_follows()
    {
        var db = await fixture.DatabaseAsync(Orders);
        var grant = db.Grant("orders");
        await grant.UpAsync();
        // The run was killed before the engine saved this one.
        await Publication(db).As("lost").UpAsync();
        var destroyed = await grant.DestroyAsync();
        Assert.Contains(
            "nothing in this operation is about publication shop_pub, which Publication lost of this program made",
            destroyed.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("DROP PUBLICATION shop_pub;", destroyed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slot_of_another_stack_is_not_dropped()
    {
        var db = await fixture.DatabaseAsync();
        var slot = db.New("ReplicationSlot", ("name", $"s{db.Name}"));
        await slot.UpAsync();
        await db.New("ReplicationSlot", ("name", $"s{db.Name}"), ("adopt", true)).As("it", "prod").UpAsync();
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('s{db.Name}', 'pgoutput')");
        var destroyed = await slot.DestroyAsync();
        Assert.Contains("ReplicationSlot it of stack prod of project shop has it now", destroyed.Text, StringComparison.Ordinal);
        Assert.Equal(1, await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = 's{db.Name}'"));
        await db.ExecuteAsync($"SELECT pg_drop_replication_slot('s{db.Name}')");
    }

    [Theory]
    [InlineData("first", true)]
    [InlineData("another-backend", false)]
    public async Task A_slot_goes_from_a_resource_to_another_one_of_the_same_state_alone(string state, bool isTaken)
    {
        var db = await fixture.DatabaseAsync();
        var name = $"s{db.Name}";
        var first = db.New("ReplicationSlot", ("name", name)).OfState("first");
        await first.UpAsync();
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{name}', 'pgoutput')");
        var second = db.New("ReplicationSlot", ("name", name)).As("second").OfState(state);
        if (isTaken)
        {
            Assert.Null((await second.PreviewAsync()).Error);
            Assert.Null((await second.UpAsync()).Error);
            await first.DestroyAsync();
            Assert.Equal(1, await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = '{name}'"));
            await second.DestroyAsync();
            Assert.Equal(0, await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = '{name}'"));
        }
        else
        {
            Assert.Contains("NF3014", (await second.PreviewAsync()).Error, StringComparison.Ordinal);
            Assert.Contains("NF3014", (await second.UpAsync()).Error, StringComparison.Ordinal);
            await first.DestroyAsync();
        }
    }

    [Fact]
    public async Task A_slot_that_a_renamed_resource_has_adopted_goes_with_it()
    {
        var db = await fixture.DatabaseAsync();
        var name = $"s{db.Name}";
        var first = db.New("ReplicationSlot", ("name", name));
        await first.UpAsync();
        var second = db.New("ReplicationSlot", ("name", name), ("adopt", true)).As("second");
        await second.UpAsync();
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{name}', 'pgoutput')");
        await first.DestroyAsync();
        Assert.Equal(1, await db.ScalarAsync<long>(Accounts));
        await second.DestroyAsync();
        Assert.Equal(0, await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = '{name}'"));
    }
}
