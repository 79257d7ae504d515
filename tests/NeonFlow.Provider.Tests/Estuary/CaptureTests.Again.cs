using System.Text.Json.Nodes;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>Tables that are captured again from the start, and keys that changed.</summary>
public sealed partial class CaptureTests
{
    private const string Renamed = "acmeCo/shop/all-orders";

    private static readonly (string, PropertyValue) Resetting = ("reset", true);

    private static (string, PropertyValue) BackfillOf(string table, double counter) => ("backfill", Of((table, counter)));

    [Fact]
    public async Task A_counter_captures_one_table_again_or_all_of_them()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        thing = await stack.UpdateAsync(thing, Inputs(BackfillOf("public.orders", 1)));
        Assert.Equal((1, 0), (CounterOf("orders"), CounterOf("customers")));
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs(BackfillOf("public.orders", 1))));
        await stack.UpdateAsync(thing, Inputs(BackfillOf("*", 2)));
        Assert.Equal((2, 2), (CounterOf("orders"), CounterOf("customers")));
    }

    [Fact]
    public async Task A_raised_counter_with_reset_empties_the_collection_of_that_table_only()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await PublishReaderAsync("acmeCo/shop/warehouse", Orders);
        await _postgres.ExecuteAsync("ALTER TABLE orders ADD COLUMN region text", "shop");
        var inputs = Inputs(BackfillOf("public.orders", 1), Resetting);
        await stack.PreviewUpdateAsync(thing, inputs);
        Assert.Contains($"PUBLISH collection {Orders}: reset", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains(
            $"everything captured into the collection {Orders} goes, and public.orders is captured again from the start; materialization "
                + "acmeCo/shop/warehouse reads it",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain($"{Customers}: reset", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, inputs);
        Assert.Contains("region", _cloud.LiveSpecOf(Orders)!["writeSchema"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((1, 0), (CounterOf("orders"), CounterOf("customers")));
        Assert.Contains(StagedSpecs(), static s => s["catalog_name"]!.ToString() == Orders && s["spec"]!["reset"]!.GetValue<bool>());

        // Done once.
        var publications = _cloud.Publications.Count;
        stack.Said.Clear();
        await stack.PreviewUpdateAsync(thing, inputs);
        Assert.DoesNotContain("reset", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(publications, _cloud.Publications.Count);
    }

    [Theory]
    [InlineData("collectionPrefix")]
    [InlineData("targets")]
    public async Task Another_collection_is_captured_into_from_the_start(string input)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        var inputs = Inputs(input == "targets" ? (input, Of(("public.orders", Renamed))) : (input, "acmeCo/elsewhere"));
        var target = input == "targets" ? Renamed : "acmeCo/elsewhere/public/orders";
        await stack.PreviewUpdateAsync(thing, inputs);
        Assert.Contains(
            $"public.orders is captured from the start into {target}, and no longer into {Orders}",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.Contains($"{Orders} stays, with everything", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, inputs);
        Assert.Equal((1, input == "targets" ? 0 : 1), (CounterOf("orders"), CounterOf("customers")));
        Assert.Contains(target, _cloud.LiveNames());
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, inputs));
    }

    [Theory]
    [InlineData("targets", "public.nope", "acmeCo/shop/x", "NF4005", "which is not among the tables")]
    [InlineData("targets", "public.orders", "x", "NF4001", "has only one part")]
    [InlineData("targets", "public.orders", Customers, "NF4005", "would go into the same collection")]
    [InlineData("modes", "public.orders", "Sometimes", "NF4005", "is not a backfill mode")]
    public void Bad_targets_and_modes_are_refused_before_any_call(string input, string table, string value, string code, string reason)
    {
        var problem = Assert.Single(NewStack().Problems(Capture, Inputs((input, Of((table, value)))))).Reason;
        Assert.Contains(code, problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public.Orders", "public.orders")]
    [InlineData("Public.orders", "public.orders")]
    public void Tables_that_differ_in_case_only_are_refused_whatever_their_collections_are_called(string one, string other)
    {
        var inputs = Inputs(("tables", List(one, other)), ("targets", Of((one, "acmeCo/shop/one"), (other, "acmeCo/shop/other"))));
        var problem = Assert.Single(NewStack().Problems(Capture, inputs));
        Assert.Contains("tables[1]", problem.Reason, StringComparison.Ordinal);
        Assert.Contains("would put the changes of both into the collection of the last one", problem.Reason, StringComparison.Ordinal);
        Assert.Contains(
            $"fix: Tables = {{ \"{one}\" }}   // and {other} in a capture of its own",
            problem.Reason,
            StringComparison.Ordinal
        );
        Assert.Empty(NewStack().Problems(Capture, Inputs(("tables", List(one)))));
    }

    [Theory]
    [InlineData("public.nope", 1, "which is not among the tables")]
    [InlineData("public.orders", -1, "cannot be negative")]
    public void Bad_counters_are_refused_before_any_call(string table, double counter, string reason)
    {
        var problem = Assert.Single(NewStack().Problems(Capture, Inputs(BackfillOf(table, counter)))).Reason;
        Assert.Contains("NF4005", problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (id, total)", """["/id","/total"]""")]
    [InlineData("ALTER TABLE orders RENAME id TO number", """["/number"]""")]
    public async Task A_key_that_changed_is_an_error_until_the_collection_is_reset(string sql, string key)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _postgres.ExecuteAsync(sql, "shop");
        var refreshed = (await stack.RefreshAsync(thing))!;
        // It makes a change, and the plan of that says it.
        Assert.DoesNotContain("NF5036", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains(Orders, refreshed["drift"], StringComparison.Ordinal);
        Assert.Equal("drift", Assert.Single(stack.Diff(refreshed, Inputs())).Key);
        foreach (
            var call in new Func<Task>[]
            {
                () => stack.PreviewUpdateAsync(refreshed, Inputs()),
                () => stack.UpdateAsync(refreshed, Inputs()),
                () => stack.PreviewUpdateAsync(refreshed, Inputs(BackfillOf("public.orders", 1))),
            }
        )
        {
            var refused = await stack.FailsAsync(call);
            Assert.StartsWith($"NF5036 at tables[0]: The collection {Orders} has the key (/id)", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Backfill = { [\"public.orders\"] = ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Reset = true", refused.Message, StringComparison.Ordinal);
        }

        var reset = Inputs(BackfillOf("public.orders", 1), Resetting);
        await stack.PreviewUpdateAsync(refreshed, reset);
        thing = await stack.UpdateAsync(refreshed, reset);
        Assert.Equal(key, _cloud.LiveSpecOf(Orders)!["key"]!.ToJsonString());
        stack.Said.Clear();
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, reset));
        Assert.DoesNotContain("NF5036", stack.Lasting, StringComparison.Ordinal);
    }

    private int CounterOf(string table) =>
        _cloud.LiveSpecOf(Name)!["bindings"]!
            .AsArray()
            .Where(b => b!["resource"]!["stream"]!.GetValue<string>() == table)
            .Select(static b => b!["backfill"]?.GetValue<int>() ?? 0)
            .Single();

    private IEnumerable<JsonNode> StagedSpecs() =>
        _cloud
            .Calls.Where(static c => c.Path.EndsWith("/draft_specs", StringComparison.Ordinal))
            .SelectMany(static c => JsonNode.Parse(c.Body!)!.AsArray())
            .OfType<JsonNode>()
            .Where(static s => s["spec"]?["reset"] is not null);
}
