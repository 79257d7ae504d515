namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>A publication that lets less through than it did when the capture was published last.</summary>
public sealed partial class CaptureTests
{
    private const string Whole = "ALTER PUBLICATION estuary_publication SET TABLE orders, customers, returns, flow_watermarks";

    private static string Narrow(string orders) =>
        $"ALTER PUBLICATION estuary_publication SET TABLE orders {orders}, customers, returns, flow_watermarks";

    [Theory]
    [InlineData("NF5027 at tables[0]", "SET TABLE orders WHERE (id > 5), customers, returns, flow_watermarks", "public.orders")]
    [InlineData("NF5028 at tables[0]", "SET TABLE orders (id), customers, returns, flow_watermarks", "public.orders")]
    [InlineData("NF5008", "SET (publish = 'insert, update')", "*")]
    public async Task What_was_left_out_for_a_while_stays_a_change_until_it_is_captured_again(string code, string accident, string healed)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync($"ALTER PUBLICATION estuary_publication {accident}");
        thing = await SeenAsync(stack, thing);
        await SqlAsync($"{Whole}; ALTER PUBLICATION estuary_publication SET (publish = 'insert, update, delete, truncate')");
        thing = await RefusedAsync(stack, thing, code, $"Backfill = {{ [\"{healed}\"] = 1 }}");
        var healing = Inputs(("backfill", Counter(healed, 1)));
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, healing));
    }

    [Theory]
    [InlineData("SET TABLE orders WHERE (id > 5), customers, returns, flow_watermarks")]
    [InlineData("SET TABLE orders (id), customers, returns, flow_watermarks")]
    [InlineData("SET (publish = 'insert, update')")]
    public async Task What_is_left_out_from_the_start_is_no_loss(string publication)
    {
        await SqlAsync($"ALTER PUBLICATION estuary_publication {publication}");
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
        await stack.PreviewUpdateAsync(thing, Inputs(("historyMode", true)));
        await SqlAsync($"{Whole}; ALTER PUBLICATION estuary_publication SET (publish = 'insert, update, delete, truncate')");
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs()));
    }

    [Theory]
    [InlineData("WHERE (id > 5)", "WHERE (id > 6)", "NF5027")]
    [InlineData("(id, total)", "(id)", "NF5028")]
    public async Task What_is_left_out_besides_is_a_loss_until_the_program_accepts_it(string first, string second, string code)
    {
        await SqlAsync(Narrow(first));
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(Narrow(second));
        thing = await SeenAsync(stack, thing);
        thing = await RefusedAsync(stack, thing, code, "OnLoss = LossPolicy.Accept");
        thing = await stack.UpdateAsync(thing, Inputs(("onLoss", "accept")));
        thing = (await stack.RefreshAsync(thing))!;
        Assert.Empty(stack.Diff(thing, Inputs()));
        await stack.PreviewUpdateAsync(thing, Inputs(("historyMode", true)));
    }

    [Fact]
    public async Task A_filter_that_stays_is_captured_under_once_the_program_has_raised_the_backfill()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync(Narrow("WHERE (id > 5)"));
        thing = await RefusedAsync(stack, await SeenAsync(stack, thing), "NF5027", "Backfill = { [\"public.orders\"] = 1 }");
        var healing = Inputs(("backfill", Counter("public.orders", 1)));
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, healing));
    }
}
