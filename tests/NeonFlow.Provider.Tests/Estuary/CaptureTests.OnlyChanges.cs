using System.Text.Json.Nodes;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>A table that is captured without a backfill has lost for good what it missed, whatever its counter.</summary>
public sealed partial class CaptureTests
{
    private const string Another = "Modes = { [\"public.orders\"] = \"Normal\" }";

    private static (string, PropertyValue) Mode(string mode) => ("modes", Of(("public.orders", mode)));

    private async Task<Thing> LosingAsync(Stack stack)
    {
        var thing = await stack.CreateAsync(Capture, Inputs(Mode("Only Changes")));
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");
        return await SeenAsync(stack, thing);
    }

    [Theory]
    [InlineData("public.orders")]
    [InlineData("*")]
    public async Task A_counter_that_brings_no_row_back_heals_no_loss_and_another_mode_does(string table)
    {
        var stack = NewStack();
        var thing = await LosingAsync(stack);
        var raised = Inputs(Mode("Only Changes"), ("backfill", Counter(table, 1)));
        foreach (var desired in (PropertyValue.Map[])[Inputs(Mode("Only Changes")), raised])
        {
            var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, desired));
            Assert.Contains("NF5007 at tables[0]", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"fix: {Another}   // or OnLoss = LossPolicy.Accept", failure.Message, StringComparison.Ordinal);
            Assert.Equal(failure.Message, (await stack.FailsAsync(() => stack.UpdateAsync(thing, desired))).Message);
        }

        var healing = Inputs(Mode("Normal"));
        await stack.PreviewUpdateAsync(thing, healing);
        thing = await stack.UpdateAsync(thing, healing);
        Assert.Equal([0, 1], Counters());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, healing));
    }

    [Fact]
    public async Task What_no_counter_brings_back_is_not_captured_again_by_itself_but_may_be_accepted()
    {
        var stack = NewStack();
        var thing = await LosingAsync(stack);
        var asked = Inputs(Mode("Only Changes"), ("onLoss", "backfill"));
        Assert.Contains(Another, (await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, asked))).Message, StringComparison.Ordinal);

        var accepting = Inputs(Mode("Only Changes"), ("onLoss", "accept"));
        thing = await stack.UpdateAsync(thing, accepting);
        Assert.Equal([0, 0], Counters());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, accepting));
    }

    [Fact]
    public async Task A_counter_that_somebody_raised_by_hand_heals_no_loss_in_that_mode()
    {
        var stack = NewStack();
        var thing = await LosingAsync(stack);
        await _cloud.EditAsync(
            Name,
            static m =>
            {
                foreach (var binding in m["bindings"]!.AsArray().OfType<JsonObject>())
                {
                    binding["backfill"] = 7;
                }
            }
        );
        thing = await SeenAsync(stack, thing);
        var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, Inputs(Mode("Only Changes"))));
        Assert.Contains(Another, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("backfill")]
    [InlineData("accept")]
    public async Task A_loss_is_said_once_by_the_plan(string? policy)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await SqlAsync("ALTER PUBLICATION estuary_publication DROP TABLE orders");
        thing = await SeenAsync(stack, thing);
        await SqlAsync("ALTER PUBLICATION estuary_publication ADD TABLE orders");

        stack.Said.Clear();
        thing = await SeenAsync(stack, thing);
        Assert.DoesNotContain("NF5007", stack.Lasting, StringComparison.Ordinal);
        if (policy is null)
        {
            var failure = await stack.FailsAsync(() => stack.PreviewUpdateAsync(thing, Inputs()));
            Assert.Equal(2, failure.Message.Split("NF5007").Length);
            Assert.DoesNotContain("NF5007", stack.Lasting, StringComparison.Ordinal);
        }
        else
        {
            await stack.PreviewUpdateAsync(thing, Inputs(("onLoss", policy)));
            Assert.Equal(2, stack.Lasting.Split("NF5007").Length);
        }
    }
}
