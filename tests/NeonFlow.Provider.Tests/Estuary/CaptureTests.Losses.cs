using System.Text.Json.Nodes;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>Changes that a capture never gets any more: seen once, they stay a change until their tables are captured again.</summary>
public sealed partial class CaptureTests
{
    private static PropertyValue Counter(string table, int counter) => new PropertyValue.Map(Of((table, counter)).Entries);

    private IReadOnlyList<int> Counters() =>
        [.. _cloud.LiveSpecOf(Name)!["bindings"]!.AsArray().Select(static b => b!["backfill"]?.GetValue<int>() ?? 0)];

    private Task SqlAsync(string sql) => _postgres.ExecuteAsync(sql, "shop");

    private async Task<Thing> SeenAsync(Stack stack, Thing thing)
    {
        var seen = (await stack.RefreshAsync(thing))!;
        Assert.Contains("losses", stack.Diff(seen, Inputs()).Keys);
        return seen;
    }

    // As an up does it: what is seen is saved, whether the update that follows succeeds or not.
    private async Task<Thing> RefusedAsync(Stack stack, Thing thing, string code, string fix)
    {
        var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, Inputs()));
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        Assert.Contains(fix, failure.Message, StringComparison.Ordinal);
        var publications = _cloud.Publications.Count;
        Assert.Equal(failure.Message, (await stack.FailsAsync(() => stack.UpdateAsync(thing, Inputs()))).Message);
        Assert.Equal(publications, _cloud.Publications.Count);
        return await SeenAsync(stack, thing);
    }

    [Fact]
    public async Task A_table_that_was_out_of_the_publication_stays_a_change_until_it_is_captured_again()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        thing = await SeenAsync(stack, thing);
        const string fix = "Backfill = { [\"public.orders\"] = 1 }";
        thing = await RefusedAsync(stack, thing, "NF5007 at tables[0]", fix);
        var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, Inputs()));
        Assert.DoesNotContain("NF5046", failure.Message, StringComparison.Ordinal);

        // The counter of another table heals nothing of it.
        var other = Inputs(("backfill", Counter("public.customers", 1)));
        failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, other));
        Assert.Contains("Backfill = { [\"public.orders\"] = 2 }", failure.Message, StringComparison.Ordinal);

        var healing = Inputs(("backfill", Counter("public.orders", 1)));
        await stack.PreviewUpdateAsync(thing, healing);
        thing = await stack.UpdateAsync(thing, healing);
        var healed = (await stack.RefreshAsync(thing))!;
        Assert.Empty(stack.Diff(healed, healing));
    }

    [Theory]
    [InlineData("DROP PUBLICATION estuary_publication", "NF5006")]
    [InlineData("ALTER PUBLICATION estuary_publication SET (publish = 'delete')", "NF5008")]
    public async Task What_all_tables_lost_is_healed_by_capturing_all_of_them(string accident, string code)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(accident);
        thing = await SeenAsync(stack, thing);
        await SqlAsync(
            "DROP PUBLICATION IF EXISTS estuary_publication; CREATE PUBLICATION estuary_publication FOR TABLE orders, customers, returns, "
                + "flow_watermarks"
        );
        thing = await RefusedAsync(stack, thing, code, "Backfill = { [\"*\"] = 1 }");
        var healing = Inputs(("backfill", Counter("*", 1)));
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, healing));
    }

    [Fact]
    public async Task Another_table_under_the_name_of_a_captured_one_is_told_and_captured_again_on_demand()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(
            """
            CREATE TABLE orders_new (LIKE orders INCLUDING ALL);
            INSERT INTO orders_new SELECT i, i FROM generate_series(1, 30) i;
            ALTER TABLE orders RENAME TO orders_old;
            ALTER TABLE orders_new RENAME TO orders;
            ALTER PUBLICATION estuary_publication SET TABLE orders, customers, returns, flow_watermarks;
            GRANT SELECT ON orders TO capture;
            """
        );
        thing = await SeenAsync(stack, thing);
        thing = await RefusedAsync(stack, thing, "NF5037 at tables[0]", "Backfill = { [\"public.orders\"] = 1 }");
        var healing = Inputs(("backfill", Counter("public.orders", 1)));
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, healing));
    }

    [Fact]
    public async Task A_table_that_was_out_of_the_publication_between_two_looks_is_told_and_captured_again_on_demand()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        await SqlAsync("INSERT INTO orders VALUES (901, 901)");
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        thing = await SeenAsync(stack, thing);
        thing = await RefusedAsync(stack, thing, "NF5046 at tables[0]", "Backfill = { [\"public.orders\"] = 1 }");
        var healing = Inputs(("backfill", Counter("public.orders", 1)));
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, healing));
    }

    [Fact]
    public async Task The_entry_of_another_table_under_the_name_is_told_as_another_table_alone()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(
            "DROP TABLE orders; CREATE TABLE orders (id int PRIMARY KEY, total numeric NOT NULL, note varchar(20)); "
                + "ALTER PUBLICATION estuary_publication ADD TABLE orders; GRANT SELECT ON orders TO capture"
        );
        thing = await SeenAsync(stack, thing);
        var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, Inputs()));
        Assert.Contains("NF5037", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("NF5046", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_of_a_publication_that_was_made_again_are_told_by_no_table()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(
            "DROP PUBLICATION estuary_publication; CREATE PUBLICATION estuary_publication FOR TABLE orders, customers, returns, "
                + "flow_watermarks"
        );
        thing = (await stack.RefreshAsync(thing))!;
        // Up to PostgreSQL 17 the capture has come past it; from 18 on that it was made again is a loss.
        var refused = await Record.ExceptionAsync(() => stack.PreviewUpdateAsync(thing, Inputs()));
        Assert.DoesNotContain("NF5046", refused?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_its_schema_publishes_from_now_on_was_not_out_of_the_publication()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("ALTER PUBLICATION estuary_publication SET TABLES IN SCHEMA public");
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
    }

    [Fact]
    public async Task A_loss_that_the_program_accepts_is_warned_of_and_forgotten()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        var accepting = Inputs(("onLoss", "accept"));
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(thing, accepting);
        Assert.Contains("NF5007", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, accepting);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
    }

    [Fact]
    public async Task A_program_may_have_lost_tables_captured_again_by_itself()
    {
        var stack = NewStack();
        var healing = Inputs(("onLoss", "backfill"));
        var thing = await stack.CreateAsync(Capture, healing);
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        thing = (await stack.RefreshAsync(thing))!;
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(thing, healing);
        Assert.Contains(
            "public.orders: captured again from the start, because changes were lost: NF5007",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("public.customers: captured again", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain("fix:", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Equal([0, 1], Counters());
        thing = (await stack.RefreshAsync(thing))!;
        Assert.Empty(stack.Diff(thing, healing));

        // A second loss is another one, whatever the first has raised.
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        await stack.UpdateAsync(thing, healing);
        Assert.Equal([0, 2], Counters());
    }

    [Fact]
    public async Task A_slot_that_is_gone_is_healed_by_itself_where_the_program_allows_it_even_if_no_look_came_before()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')");
        thing = await stack.UpdateAsync(thing, Inputs(("historyMode", true)));
        Assert.Contains("confirmed=", thing["slotPosition"], StringComparison.Ordinal);
        await SqlAsync("SELECT pg_drop_replication_slot('estuary_orders')");
        var failure = await stack.FailsAsync(() => stack.UpdateAsync(thing, Inputs()));
        Assert.Contains("NF5023", failure.Message, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, Inputs(("onLoss", "backfill")));
        Assert.Equal([1, 1], Counters());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
    }

    [Fact]
    public async Task A_lost_slot_is_a_change_of_its_resource_until_the_capture_has_made_it_anew()
    {
        const string Make = "SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')";
        var stack = NewStack().Beside("slot");
        var inputs = Of(("name", "estuary_orders"), ("connection", Superuser()));
        var slot = await stack.CreateAsync("neonflow:postgres:ReplicationSlot", inputs);
        await SqlAsync(Make);
        await _postgres.ExecuteAsync("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        await SqlAsync("SELECT pg_reload_conf()");
        while (
            !await _postgres.ScalarAsync<bool>(
                "SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = 'estuary_orders'",
                "shop"
            )
        )
        {
            await SqlAsync("INSERT INTO log VALUES ('more')");
            await SqlAsync("SELECT pg_switch_wal()");
            await SqlAsync("CHECKPOINT");
        }

        stack.Said.Clear();
        slot = (await stack.RefreshAsync(slot))!;
        Assert.Contains("NF3027", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("Backfill = { [\"*\"] = 1", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("status", stack.Diff(slot, inputs).Keys);

        // It goes before the capture, which heals it: to fail here would keep that from coming.
        slot = await stack.UpdateAsync(slot, inputs);
        Assert.Contains("status", stack.Diff((await stack.RefreshAsync(slot))!, inputs).Keys);
        await SqlAsync("SELECT pg_drop_replication_slot('estuary_orders')");
        await SqlAsync(Make);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(slot))!, inputs));
    }

    [Fact]
    public async Task A_slot_that_the_connector_makes_anew_at_this_moment_is_not_gone()
    {
        const string Make = "SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')";
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(Make);
        var again = Inputs(("backfill", Counter("*", 1)));
        thing = await stack.UpdateAsync(thing, again);
        await SqlAsync("SELECT pg_drop_replication_slot('estuary_orders')");
        var made = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            await SqlAsync(Make);
        });
        stack.Said.Clear();
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, again));
        Assert.DoesNotContain("NF5023", stack.Lasting, StringComparison.Ordinal);
        await made;
    }

    [Fact]
    public async Task A_slot_that_was_there_when_everything_was_captured_again_and_is_gone_now_is_told()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')");
        var again = Inputs(("backfill", Counter("*", 1)));
        thing = await stack.UpdateAsync(thing, again);
        Assert.DoesNotContain("confirmed=", thing["slotPosition"], StringComparison.Ordinal);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, again));
        await SqlAsync("SELECT pg_drop_replication_slot('estuary_orders')");
        thing = await SeenAsync(stack, thing);
        var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, again));
        Assert.Contains("NF5023", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_program_will_say_of_losses_is_no_failure_while_it_is_not_known()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        await stack.PreviewUpdateAsync(thing, Inputs(("onLoss", PropertyValue.Unknown.Value)));
        await stack.PreviewUpdateAsync(thing, Inputs(("backfill", PropertyValue.Unknown.Value)));
        await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, Inputs()));
    }

    [Fact]
    public async Task A_capture_made_anew_over_the_slot_of_the_former_one_is_not_called_damaged()
    {
        var stack = NewStack();
        var slot = Of(("name", "estuary_orders"), ("connection", Superuser()), ("adopt", true));
        await stack.Beside("slot").CreateAsync("neonflow:postgres:ReplicationSlot", slot);
        await SqlAsync("SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')");
        await SqlAsync("INSERT INTO orders VALUES (7, 7)");
        var thing = await stack.CreateAsync(Capture, Inputs());

        // The connector opens, and makes its slot anew only then.
        await SqlAsync("SELECT pg_drop_replication_slot('estuary_orders')");
        await SqlAsync("SELECT pg_create_logical_replication_slot('estuary_orders', 'pgoutput')");
        await SqlAsync("SELECT pg_replication_slot_advance('estuary_orders', pg_current_wal_lsn())");
        Assert.DoesNotContain("confirmed=", thing["slotPosition"], StringComparison.Ordinal);
        stack.Said.Clear();
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
        Assert.DoesNotContain("NF5024", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_counter_of_all_tables_is_for_those_that_Estuary_found_by_itself_too()
    {
        var discovering = Of(("addNewBindings", true));
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs(("autoDiscover", discovering)));
        await _cloud.EditAsync(
            Name,
            static m =>
                m["bindings"]!
                    .AsArray()
                    .Add(
                        new JsonObject
                        {
                            ["target"] = "acmeCo/shop/public/customers",
                            ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = "returns" },
                        }
                    )
        );
        thing = (await stack.RefreshAsync(thing))!;
        var raised = Inputs(("autoDiscover", discovering), ("backfill", Counter("*", 1)));
        thing = await stack.UpdateAsync(thing, raised);
        Assert.All(_cloud.LiveSpecOf(Name)!["bindings"]!.AsArray(), static b => Assert.Equal(1, b!["backfill"]!.GetValue<int>()));

        // One that comes later begins by itself.
        await _cloud.EditAsync(
            Name,
            static m =>
                m["bindings"]!
                    .AsArray()
                    .First(static b => b!["resource"]!["stream"]!.ToString() == "returns")!
                    .AsObject()
                    .Remove("backfill")
        );
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, raised));
    }

    [Fact]
    public async Task A_capture_that_does_not_run_is_a_change_until_it_does()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        _source.OpenFailure = "the table is locked";
        _cloud.RestartCapture(Name);
        await _cloud.WaitForCaptureAsync(Name, static s => s.Failure is not null);
        var dead = (await stack.RefreshAsync(thing))!;
        Assert.Contains("status", stack.Diff(dead, Inputs()).Keys);
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(dead, Inputs());
        Assert.Contains("the capture does not run (ERROR): up waits until it does", stack.Lasting, StringComparison.Ordinal);
        var failure = await stack.FailsAsync(() => stack.UpdateAsync(dead, Inputs()));
        Assert.Contains("NF4013", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the table is locked", failure.Message, StringComparison.Ordinal);

        _source.OpenFailure = null;
        var well = await stack.UpdateAsync(dead, Inputs());
        Assert.Equal("OK", well["status"]);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(well))!, Inputs()));
    }
}
