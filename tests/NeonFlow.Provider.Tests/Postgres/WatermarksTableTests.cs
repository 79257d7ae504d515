using NeonFlow.Provider.Shapes;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

[Collection("databases")]
public sealed class WatermarksTableTests(DatabaseFixture fixture)
{
    private const string Upsert = "INSERT INTO public.flow_watermarks (slot, watermark) VALUES ('s', 'w') ON CONFLICT (slot) DO UPDATE SET watermark = 'w'";

    private static Thing Table(Database db) => db.New("WatermarksTable", ("role", db.Role));

    [Fact]
    public async Task The_capture_role_can_run_the_connectors_upsert()
    {
        var db = await fixture.DatabaseAsync("GRANT USAGE ON SCHEMA public TO {role}");
        var table = Table(db);
        var preview = await table.PreviewAsync();
        Assert.Contains("CREATE TABLE \"public\".\"flow_watermarks\" (slot TEXT PRIMARY KEY, watermark TEXT);", preview.Plan, StringComparison.Ordinal);
        Assert.Contains($"GRANT SELECT, INSERT, UPDATE ON TABLE \"public\".\"flow_watermarks\" TO \"{db.Role}\";", preview.Plan, StringComparison.Ordinal);
        Assert.Null((await table.UpAsync()).Error);
        await db.ExecuteAsync($"SET ROLE {{role}}; {Upsert}");
        Assert.Empty((await table.PreviewAsync()).Changes);
        Assert.Null((await table.DestroyAsync()).Error);
        Assert.Null(await db.ScalarAsync<string>("select to_regclass('public.flow_watermarks')::text"));
        Assert.False(await table.ReadAsync());
        Assert.Null((await table.DestroyAsync()).Error);
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
            Assert.Contains("RENAME TO \"flow_watermarks_old\"", outcome.Error, StringComparison.Ordinal);
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
        Assert.Contains("ALTER PUBLICATION \"shop_pub\" ADD TABLE ONLY \"public\".\"flow_watermarks\";", (await table.PreviewAsync()).Plan, StringComparison.Ordinal);
        Assert.Null((await table.UpAsync()).Error);
        Assert.Empty((await publication.PreviewAsync()).Changes);
        Assert.Empty((await table.PreviewAsync()).Changes);
        await db.ExecuteAsync("ALTER PUBLICATION shop_pub DROP TABLE public.flow_watermarks");
        Assert.Equal(["Add publication"], (await table.PreviewAsync()).Changes);
        Assert.Null((await table.UpAsync()).Error);
        Assert.Equal(2L, await db.ScalarAsync<long>("select count(*) from pg_publication_tables"));
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
        Assert.True(preview.Plan.IndexOf("GRANT", StringComparison.Ordinal) is >= 0 and var grant && grant < preview.Plan.IndexOf("REVOKE", StringComparison.Ordinal));
        Assert.Null((await table.UpAsync()).Error);
        Assert.True(await db.ScalarAsync<bool>("select has_table_privilege('next_{role}', 'public.flow_watermarks', 'UPDATE') and not has_table_privilege('{role}', 'public.flow_watermarks', 'UPDATE')"));
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

[Collection("databases")]
public sealed class ReplicationSlotTests(DatabaseFixture fixture)
{
    private static string SlotOf(Database db) => $"slot_{db.Name}";

    private static Thing Slot(Database db) => db.New("ReplicationSlot", ("name", SlotOf(db)), ("dropTimeout", 30d));

    private static Task MakeAsync(Database db, string plugin = "pgoutput") => db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{SlotOf(db)}', '{plugin}')");

    private static async Task<bool> ThereAsync(Database db) => await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = '{SlotOf(db)}'") == 1;

    [Fact]
    public async Task It_makes_nothing_watches_and_drops_on_destroy()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db);
        Assert.Null((await slot.PreviewAsync()).Error);
        Assert.Null((await slot.UpAsync()).Error);
        Assert.False(await ThereAsync(db));
        Assert.Equal(new PropertyValue.Text("absent"), slot.Outputs["status"]);
        Assert.Empty((await slot.PreviewAsync()).Changes);
        await MakeAsync(db);
        Assert.Empty((await slot.UpAsync()).Changes);
        Assert.Equal(new PropertyValue.Text("present"), slot.Outputs["status"]);
        Assert.Equal(slot.Id, (await Slot(db).ImportAsync(slot.Id!, GrantTests.Settings(db)))?.Id);
        Assert.Null((await slot.DestroyAsync()).Error);
        Assert.False(await ThereAsync(db));
        Assert.Null((await slot.DestroyAsync()).Error);
        Assert.Null(await Slot(db).ImportAsync(slot.Id!, GrantTests.Settings(db)));
    }

    [Fact]
    public async Task A_slot_of_that_name_is_reported_in_preview_and_refused_in_up_unless_adopted()
    {
        var db = await fixture.DatabaseAsync();
        await MakeAsync(db);
        Assert.Contains("NF3014", (await Slot(db).PreviewAsync()).Text, StringComparison.Ordinal);
        var up = await Slot(db).UpAsync();
        Assert.Contains("the connector drops it", up.Error, StringComparison.Ordinal);
        Assert.Contains($"pg_drop_replication_slot('{SlotOf(db)}')", up.Error, StringComparison.Ordinal);
        Assert.True(await ThereAsync(db));
        var adopted = Slot(db).With(("adopt", true));
        Assert.Null((await adopted.UpAsync()).Error);
        Assert.Null((await adopted.DestroyAsync()).Error);
        Assert.False(await ThereAsync(db));
    }

    [Fact]
    public async Task Slots_of_others_are_never_dropped()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db);
        await slot.UpAsync();
        var other = await fixture.DatabaseAsync($"SELECT pg_create_logical_replication_slot('{SlotOf(db)}', 'pgoutput')");
        Assert.Contains(other.Name, (await slot.DestroyAsync()).Text, StringComparison.Ordinal);
        Assert.True(await ThereAsync(db));
        await other.ExecuteAsync($"SELECT pg_drop_replication_slot('{SlotOf(db)}')");
    }

    [Fact]
    public async Task Destroy_waits_until_the_slot_is_free()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db);
        await slot.UpAsync();
        await MakeAsync(db);
        await db.ExecuteAsync("CREATE PUBLICATION p_any FOR ALL TABLES");
        await using var reader = new LogicalReplicationConnection(db.Server.ConnectionString(db.Name));
        await reader.Open();
        using var stop = new CancellationTokenSource();
        var streaming = Task.Run(async () =>
        {
            try
            {
                await foreach (var _ in reader.StartReplication(new PgOutputReplicationSlot(SlotOf(db)), new PgOutputReplicationOptions("p_any", PgOutputProtocolVersion.V1), stop.Token))
                {
                }
            }
            catch (OperationCanceledException)
            {
            }
        });
        while (!await db.ScalarAsync<bool>($"select active from pg_replication_slots where slot_name = '{SlotOf(db)}'"))
        {
            await Task.Delay(20);
        }

        var impatient = Slot(db).With(("adopt", true), ("dropTimeout", 0d));
        Assert.Null((await impatient.UpAsync()).Error);
        Assert.Contains("NF3022", (await impatient.DestroyAsync()).Error, StringComparison.Ordinal);
        Assert.True(await ThereAsync(db));

        var destroying = slot.DestroyAsync();
        await stop.CancelAsync();
        await streaming;
        await reader.DisposeAsync();
        Assert.Null((await destroying).Error);
        Assert.False(await ThereAsync(db));
    }
}
