using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>What others publish under the names of the capture and of its collections.</summary>
public sealed partial class CaptureTests
{
    private const string Orders = "acmeCo/shop/public/orders";
    private const string Returns = "acmeCo/shop/public/returns";

    [Fact]
    public async Task A_preview_refuses_a_collection_of_others_as_the_up_does()
    {
        await PublishCollectionByOthersAsync(Orders);
        var stack = NewStack();
        foreach (
            var call in new Func<Task>[] { () => stack.PreviewCreateAsync(Capture, Inputs()), () => stack.CreateAsync(Capture, Inputs()) }
        )
        {
            var refused = await stack.FailsAsync(call);
            Assert.StartsWith(
                $"NF4010 at collectionPrefix: The collection {Orders} exists already",
                refused.Message,
                StringComparison.Ordinal
            );
        }

        // Another capture writes it, so it is not taken over either.
        Assert.Contains(
            "capture acmeCo/other/source-mysql writes it",
            (await stack.FailsAsync(() => stack.PreviewCreateAsync(Capture, Inputs(("adopt", true))))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_refuses_a_collection_of_others_and_none_of_its_own(bool preview)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Orders, static m => m["journals"] = new JsonObject());
        await PublishCollectionByOthersAsync(Returns);
        var publications = _cloud.Publications.Count;
        var more = Inputs(("tables", List("public.orders", "public.customers", "public.returns")));
        var refused = await stack.FailsAsync(() => ChangeAsync(more));
        Assert.StartsWith(
            $"NF4010 at collectionPrefix: The collection {Returns} exists already",
            refused.Message,
            StringComparison.Ordinal
        );
        var named = Inputs(("tables", more["tables"]!), ("targets", Of(("public.returns", Returns))));
        refused = await stack.FailsAsync(() => ChangeAsync(named));
        Assert.StartsWith($"NF4010 at targets[\"public.returns\"]: The collection {Returns}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(publications, _cloud.Publications.Count);
        await ChangeAsync(Inputs(("historyMode", true)));

        // A binding that Estuary, or somebody in the dashboard, has added is the capture's as well.
        await _cloud.EditAsync(
            Name,
            static m =>
                m["bindings"]!
                    .AsArray()
                    .Add(
                        new JsonObject
                        {
                            ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = "returns" },
                            ["target"] = Returns,
                        }
                    )
        );
        await ChangeAsync(more);

        Task ChangeAsync(PropertyValue.Map inputs) => preview ? stack.PreviewUpdateAsync(thing, inputs) : stack.UpdateAsync(thing, inputs);
    }

    [Theory]
    [InlineData("captureName", "acmeCo/shop/renamed")]
    [InlineData("dataPlane", "ops/dp/public/aws-eu-west-1-c1")]
    public async Task A_replacement_takes_the_collections_of_its_predecessor(string input, string value)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Orders, static m => m["journals"] = new JsonObject());
        await _cloud.EditAsync(Name, static m => m["interval"] = "1h");
        var changed = Inputs((input, value));
        Assert.True(stack.Diff(thing, changed)[input].Replaces);
        await stack.PreviewCreateAsync(Capture, changed);
    }

    [Fact]
    public async Task Whether_to_take_over_is_not_judged_while_that_is_not_known()
    {
        await NewStack().CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Name, static m => m["interval"] = "1h");
        await NewStack().PreviewCreateAsync(Capture, Inputs(("adopt", PropertyValue.Unknown.Value)));
    }

    [Theory]
    [InlineData("materialization", "a materialization")]
    [InlineData("capture", "a capture by ghcr.io/estuary/source-mysql:v3")]
    public async Task What_is_no_capture_of_this_connector_is_neither_changed_nor_taken_over(string type, string what)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _cloud.DeleteAsync(Name);
        await PublishByOthersAsync(Name, type, type == CaptureSpec.Type ? MySql() : Materialization());
        var adopting = Inputs(("adopt", true));
        foreach (
            var call in new Func<Task>[]
            {
                () => stack.PreviewUpdateAsync(thing, adopting),
                () => stack.UpdateAsync(thing, adopting),
                () => NewStack().PreviewCreateAsync(Capture, adopting),
                () => NewStack().CreateAsync(Capture, adopting),
            }
        )
        {
            var refused = await stack.FailsAsync(call);
            Assert.StartsWith($"NF4002 at captureName: {Name} is {what}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_delete_leaves_what_is_no_capture()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await _cloud.DeleteAsync(Name);
        await PublishByOthersAsync(Name, "materialization", Materialization());
        await stack.DeleteAsync(thing);
        Assert.Equal([Customers, Orders, Name], _cloud.LiveNames());
        var publications = _cloud.Publications.Count;
        await stack.DeleteAsync(thing);
        Assert.Equal(publications, _cloud.Publications.Count);
    }

    private static JsonObject MySql(params JsonNode[] bindings) =>
        new()
        {
            ["endpoint"] = new JsonObject { ["connector"] = Connector("ghcr.io/estuary/source-mysql:v3") },
            ["bindings"] = new JsonArray(bindings),
        };

    private static JsonObject Materialization(params JsonNode[] bindings) =>
        new()
        {
            ["endpoint"] = new JsonObject { ["connector"] = Connector("ghcr.io/estuary/materialize-snowflake:v3") },
            ["bindings"] = new JsonArray(bindings),
        };

    private static JsonObject Connector(string image) => new() { ["image"] = image, ["config"] = new JsonObject() };

    // Estuary drops a new collection that no task writes.
    private Task PublishCollectionByOthersAsync(string name) =>
        PublishByOthersAsync(
            new StagedSpec(
                "acmeCo/other/source-mysql",
                CaptureSpec.Type,
                MySql(
                    new JsonObject
                    {
                        ["resource"] = new JsonObject { ["namespace"] = "public", ["stream"] = "orders" },
                        ["target"] = name,
                    }
                ),
                FlowId.None
            ),
            new StagedSpec(
                name,
                SourcePostgres.CollectionType,
                new()
                {
                    ["schema"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject
                        {
                            ["id"] = new JsonObject { ["type"] = "integer" },
                            ["region"] = new JsonObject { ["type"] = "string" },
                        },
                        ["required"] = new JsonArray("id", "region"),
                    },
                    ["key"] = name == Returns ? new JsonArray("/region", "/id") : new JsonArray("/id"),
                },
                FlowId.None
            )
        );

    private Task PublishByOthersAsync(string name, string type, JsonObject spec) =>
        PublishByOthersAsync(new StagedSpec(name, type, spec, FlowId.None));

    private async Task PublishByOthersAsync(params StagedSpec[] specs)
    {
        using var estuary = NewEstuary();
        await estuary.PublishAsync(new() { Specs = specs }, CancellationToken.None);
    }

    private EstuaryClient NewEstuary() =>
        new(
            new()
            {
                Postgrest = new Uri(_cloud.PostgrestUrl),
                Agent = new Uri(_cloud.AgentUrl),
                Encryption = new Uri(_cloud.ConfigEncryptionUrl),
                Token = EstuaryToken.TryParse(_cloud.RefreshToken, out _)!,
            }
        );
}
