using NeonFlow.Harness;
using NeonFlow.Provider.Schema;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;

namespace NeonFlow.Provider.Tests.Postgres;

public sealed class ReplicationSlotTests(DatabaseFixture fixture)
{
    private static string SlotOf(Database db) => $"slot_{db.Name}";

    private static Thing Slot(Database db) => db.New("ReplicationSlot", ("name", SlotOf(db)), ("dropTimeout", 30d));

    private static Task MakeAsync(Database db, string plugin = "pgoutput") =>
        db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{SlotOf(db)}', '{plugin}')");

    private static async Task<bool> ThereAsync(Database db) =>
        await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = '{SlotOf(db)}'") == 1;

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
    public async Task A_role_of_the_same_name_that_is_dropped_takes_nothing_of_the_slot_with_it()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db).With(("name", db.Role));
        await db.ExecuteAsync($"SELECT pg_create_logical_replication_slot('{db.Role}', 'pgoutput')");
        Assert.Null((await slot.With(("adopt", true)).UpAsync()).Error);
        await db.ExecuteAsync("DROP OWNED BY {role}; DROP ROLE {role}");
        Assert.Empty((await slot.PreviewAsync()).Changes);
        Assert.Null((await slot.DestroyAsync()).Error);
        Assert.Equal(0, await db.ScalarAsync<long>($"select count(*) from pg_replication_slots where slot_name = '{db.Role}'"));
    }

    [Fact]
    public async Task A_login_without_REPLICATION_cannot_drop_it_and_the_fix_is_a_statement_that_runs()
    {
        const string password = "app-Pa55word";
        var db = await fixture.DatabaseAsync($"CREATE ROLE app_{{role}} LOGIN REPLICATION PASSWORD '{password}'");
        var slot = Slot(db).With(("connection", db.ConnectionAs($"app_{db.Role}", password)));
        Assert.Null((await slot.UpAsync()).Error);
        await MakeAsync(db);
        await slot.UpAsync();
        await db.ExecuteAsync("ALTER ROLE app_{role} NOREPLICATION");

        var refused = (await slot.DestroyAsync()).Error;

        Assert.NotNull(refused);
        Assert.DoesNotContain("$1", refused, StringComparison.Ordinal);
        var fix = $"ALTER ROLE \"app_{db.Role}\" REPLICATION;";
        Assert.Contains($"fix: {fix}", refused, StringComparison.Ordinal);
        await db.ExecuteAsync(fix);
        Assert.Null((await slot.DestroyAsync()).Error);
        Assert.False(await ThereAsync(db));
    }

    [Fact]
    public async Task A_slot_of_that_name_is_refused_in_preview_and_up_unless_adopted()
    {
        var db = await fixture.DatabaseAsync();
        await MakeAsync(db);
        Assert.Contains("NF3014", (await Slot(db).PreviewAsync()).Error, StringComparison.Ordinal);
        var up = await Slot(db).UpAsync();
        Assert.Contains("the connector drops it", up.Error, StringComparison.Ordinal);
        Assert.Contains($"pg_drop_replication_slot('{SlotOf(db)}')", up.Error, StringComparison.Ordinal);
        Assert.True(await ThereAsync(db));
        var adopted = Slot(db).With(("adopt", true));
        Assert.Null((await adopted.PreviewAsync()).Error);
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
    public async Task Another_kind_of_slot_under_its_name_is_a_change_that_up_refuses_until_it_is_gone()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db);
        await slot.UpAsync();
        await MakeAsync(db, "test_decoding");
        var seen = await slot.PreviewAsync();
        Assert.Contains("Update status", seen.Changes);
        Assert.Contains("NF3014", seen.Error, StringComparison.Ordinal);
        var refused = (await slot.UpAsync()).Error!;
        var drop = $"SELECT pg_catalog.pg_drop_replication_slot('{SlotOf(db)}');";
        Assert.Contains(drop, refused, StringComparison.Ordinal);
        await db.ExecuteAsync(drop);
        Assert.Null((await slot.UpAsync()).Error);
        var healed = await slot.PreviewAsync();
        Assert.Empty(healed.Changes);
        Assert.Null(healed.Error);
    }

    [Fact]
    public async Task A_slot_that_somebody_reads_from_is_not_dropped_until_the_printed_SQL_ended_the_reader()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db).With(("dropTimeout", 0d));
        await slot.UpAsync();
        await using var reader = new LogicalReplicationConnection(db.Server.ConnectionString(db.Name));
        using var stop = new CancellationTokenSource();
        var streaming = await ReadFromAsync(db, reader, stop.Token);
        var refused = (await slot.DestroyAsync()).Error!;
        Assert.Contains("NF3022", refused, StringComparison.Ordinal);
        Assert.True(await ThereAsync(db));
        await db.ExecuteAsync(Assert.Single(PrintedFix.In(refused)).Sql);
        Assert.False(await ThereAsync(db));
        await Assert.ThrowsAnyAsync<Exception>(() => streaming);
        Assert.Null((await slot.DestroyAsync()).Error);
    }

    [Fact]
    public async Task Destroy_waits_until_the_slot_is_free()
    {
        var db = await fixture.DatabaseAsync();
        var slot = Slot(db);
        await slot.UpAsync();
        await using var reader = new LogicalReplicationConnection(db.Server.ConnectionString(db.Name));
        using var stop = new CancellationTokenSource();
        var streaming = await ReadFromAsync(db, reader, stop.Token);
        var destroying = slot.DestroyAsync();
        await stop.CancelAsync();
        await streaming;
        await reader.DisposeAsync();
        Assert.Null((await destroying).Error);
        Assert.False(await ThereAsync(db));
    }

    private static async Task<Task> ReadFromAsync(Database db, LogicalReplicationConnection reader, CancellationToken stop)
    {
        await MakeAsync(db);
        await db.ExecuteAsync("CREATE PUBLICATION p_any FOR ALL TABLES");
        await reader.Open(stop);
        var streaming = Task.Run(async () =>
        {
            try
            {
                await foreach (
                    var _ in reader.StartReplication(
                        new PgOutputReplicationSlot(SlotOf(db)),
                        new PgOutputReplicationOptions("p_any", PgOutputProtocolVersion.V1),
                        stop
                    )
                ) { }
            }
            catch (OperationCanceledException) { }
        });
        await Expect.EventuallyAsync(
            async () =>
                streaming.IsFaulted
                || await db.ScalarAsync<bool>($"select active from pg_replication_slots where slot_name = '{SlotOf(db)}'"),
            "the reader does not hold the slot"
        );
        Assert.False(streaming.IsCompleted, $"the reader has ended: {streaming.Exception}");
        return streaming;
    }
}
