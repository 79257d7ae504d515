using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>Several captures of one program, and one that is made anew.</summary>
public sealed partial class CaptureTests
{
    private const string Other = "acmeCo/shop/other";

    private static readonly (string, PropertyValue) Adopting = ("adopt", true);

    [Fact]
    public async Task A_renamed_resource_is_offered_an_alias_and_its_delete_leaves_what_the_new_one_has()
    {
        var thing = await NewStack().CreateAsync(Capture, Inputs(Deleting));
        var stack = NewStack();
        await stack.RefreshAsync(thing);
        var renamed = stack.Beside("renamed");
        var refused = await stack.FailsAsync(() => renamed.PreviewCreateAsync(Capture, Inputs(Deleting)));
        Assert.Contains("NF4010", refused.Message, StringComparison.Ordinal);
        Assert.Contains("this stack knows it as Capture it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Aliases = { new Alias { Name = \"it\" } }", refused.Message, StringComparison.Ordinal);

        await renamed.CreateAsync(Capture, Inputs(Deleting, Adopting));
        stack.Said.Clear();
        await stack.DeleteAtOnceAsync(thing);
        Assert.Contains(
            $"The capture {Name} and its collections stay: Capture renamed of this program has them now.",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.Equal([Customers, Orders, Name], _cloud.LiveNames());
    }

    [Fact]
    public async Task A_capture_that_left_the_program_and_still_writes_is_offered_an_alias()
    {
        var thing = await NewStack().CreateAsync(Capture, Inputs());
        var stack = NewStack();
        await stack.RefreshAsync(thing);
        var refused = await stack.FailsAsync(() =>
            stack.Beside("renamed").PreviewCreateAsync(Capture, Inputs(("captureName", Other), ("slotName", "estuary_two"), Adopting))
        );
        Assert.Contains($"capture {Name}, which this stack knows as Capture it, writes it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Aliases = { new Alias { Name = \"it\" } }", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_captures_of_one_program_on_one_collection_are_refused(bool preview)
    {
        var stack = NewStack();
        await stack.PreviewCreateAsync(Capture, Inputs());
        var second = stack.Beside("second");
        var inputs = Inputs(
            ("captureName", Other),
            ("slotName", "estuary_two"),
            ("tables", List("public.orders", "public.returns")),
            Adopting
        );
        var refused = await stack.FailsAsync(() =>
            preview ? second.PreviewCreateAsync(Capture, inputs) : second.CreateAsync(Capture, inputs)
        );
        Assert.StartsWith(
            $"NF5055 at tables[0]: Capture it of this program captures into the collection {Orders} as well.",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("CollectionPrefix = \"…\"   // or Targets = ", refused.Message, StringComparison.Ordinal);
        await second.PreviewCreateAsync(
            Capture,
            Inputs(("captureName", Other), ("slotName", "estuary_two"), ("collectionPrefix", "acmeCo/two"))
        );
        await second.PreviewCreateAsync(
            Capture,
            Inputs(("captureName", Other), ("slotName", "estuary_two"), ("collectionPrefix", PropertyValue.Unknown.Value))
        );
    }

    [Fact]
    public async Task A_capture_that_somebody_deleted_goes_on_with_its_collections()
    {
        var thing = await NewStack().CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Orders, static m => m["journals"] = new JsonObject());
        await _cloud.DeleteAsync(Name);
        var stack = NewStack();
        Assert.Null(await stack.RefreshAsync(thing));
        await stack.PreviewCreateAsync(Capture, Inputs());
        Assert.Contains($"goes on with the collection {Orders}, which exists already", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain("removed", stack.Lasting, StringComparison.Ordinal);
        var again = await stack.CreateAsync(Capture, Inputs());
        Assert.Equal($"{Customers},{Orders}", Text(again.Outputs["createdCollections"]));

        // Not where another capture writes them by now.
        await _cloud.DeleteAsync(Name);
        await PublishWriterAsync(Orders);
        stack = NewStack();
        Assert.Null(await stack.RefreshAsync(again));
        foreach (
            var call in new Func<Task>[] { () => stack.PreviewCreateAsync(Capture, Inputs()), () => stack.CreateAsync(Capture, Inputs()) }
        )
        {
            Assert.Contains(
                "capture acmeCo/other/source-mysql writes it",
                (await stack.FailsAsync(call)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replacement_goes_on_with_the_collections_that_both_name_and_says_what_becomes_of_the_others(bool deletes)
    {
        var thing = await NewStack().CreateAsync(Capture, Inputs());
        var stack = NewStack();
        var renamed = Inputs(("captureName", Other), ("tables", List("public.orders", "public.returns")), ("deleteCollections", deletes));
        Assert.True(stack.Diff(thing, renamed)["captureName"].Replaces);
        await stack.PreviewCreateAsync(Capture, renamed);
        Assert.Contains($"PUBLISH capture {Name}: removed", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"PUBLISH {Other}\n", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"PUBLISH collection {Returns} from public.returns", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain($"PUBLISH collection {Orders}", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"goes on with the collection {Orders}", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains(
            deletes
                ? $"the collection {Customers} goes, with everything captured into it"
                : $"the collection {Customers} stays, with everything captured into it: DeleteCollections is not set",
            stack.Lasting,
            StringComparison.Ordinal
        );

        // The word of the program that replaces it counts, not that of the state.
        await stack.DeleteAtOnceAsync(thing);
        Assert.Equal(deletes ? [Orders] : [Customers, Orders], _cloud.LiveNames());
        var made = await stack.CreateAsync(Capture, renamed);
        Assert.Equal(deletes ? $"{Orders},{Returns}" : $"{Customers},{Orders},{Returns}", Text(made.Outputs["createdCollections"]));
    }

    [Fact]
    public async Task A_replacement_that_no_input_asks_for_is_planned_as_one()
    {
        var thing = await NewStack().CreateAsync(Capture, Inputs());
        var stack = NewStack();
        Assert.Empty(stack.Diff(thing, Inputs()));
        await stack.PreviewCreateAsync(Capture, Inputs());
        Assert.Contains($"PUBLISH capture {Name}: removed", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"PUBLISH {Name}\n", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"goes on with the collection {Orders}", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_collection_goes_to_the_data_plane_of_its_capture()
    {
        var plane = _cloud.DataPlanes[1].CatalogName;
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs(("dataPlane", plane)));
        await stack.UpdateAsync(thing, Inputs(("tables", List("public.orders", "public.customers", "public.returns"))));
        using var estuary = NewEstuary();
        Assert.Equal(plane, (await estuary.FindLiveAsync(Returns, CancellationToken.None))!.DataPlane);
    }

    [Fact]
    public async Task A_replacement_in_another_data_plane_says_where_its_collections_stay()
    {
        var thing = await NewStack().CreateAsync(Capture, Inputs());
        var stack = NewStack();
        var moved = Inputs(("dataPlane", _cloud.DataPlanes[1].CatalogName));
        Assert.True(stack.Diff(thing, moved)["dataPlane"].Replaces);
        await stack.PreviewCreateAsync(Capture, moved);
        Assert.Contains(
            $"the collection stays in the data plane {_cloud.DataPlanes[0].CatalogName}, and the capture is going to be in",
            stack.Lasting,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_capture_that_is_taken_over_goes_on_where_it_stands()
    {
        await NewStack().CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Name, static m => m["interval"] = "1h");
        var other = NewStack();
        await other.PreviewCreateAsync(Capture, Inputs(Adopting));
        Assert.DoesNotContain("from the start", other.Lasting, StringComparison.Ordinal);
    }

    private Task PublishWriterAsync(string collection) =>
        PublishByOthersAsync(
            "acmeCo/other/source-mysql",
            CaptureSpec.Type,
            MySql(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = "orders" },
                    ["target"] = collection,
                }
            )
        );

    [Fact]
    public async Task A_capture_whose_publish_was_cancelled_is_in_the_state_and_a_destroy_takes_it_away()
    {
        var stack = NewStack();
        _cloud.Faults.Slow(TimeSpan.FromSeconds(10), c => c.Method == "GET" && c.Path.Contains("publications", StringComparison.Ordinal));
        var creating = stack.FailsAsync(() => stack.CreateAsync(Capture, Inputs(Deleting)));
        while (!_cloud.LiveNames().Contains(Name))
        {
            Assert.False(creating.IsCompleted);
            await Task.Delay(20);
        }

        stack.Cancel();
        var partial = (await creating).Partial;
        Assert.Equal(Name, partial?.Id);
        await stack.DeleteAsync(new(Capture, partial!.Id, partial.Inputs, partial.Outputs));
        Assert.DoesNotContain(Name, _cloud.LiveNames());
    }
}
