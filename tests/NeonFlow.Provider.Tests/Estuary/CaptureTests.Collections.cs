using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

/// <summary>What becomes of collections that a capture leaves.</summary>
public sealed partial class CaptureTests
{
    private const string Customers = "acmeCo/shop/public/customers";

    private static readonly (string, PropertyValue) Deleting = ("deleteCollections", true);

    private static readonly (string, PropertyValue) OnlyCustomers = ("tables", List("public.customers"));

    [Fact]
    public async Task A_collection_that_is_left_stays_by_default_and_preview_and_destroy_say_so()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        await stack.PreviewUpdateAsync(thing, Inputs(OnlyCustomers));
        Assert.Contains(
            $"the collection {Orders} stays, with everything captured into it: DeleteCollections is not set",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain($"PUBLISH collection {Orders}", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, Inputs(OnlyCustomers));
        Assert.Equal(Customers, Text(thing.Outputs["collections"]));
        Assert.Equal($"{Customers},{Orders}", Text(thing.Outputs["createdCollections"]));

        stack.Said.Clear();
        await stack.DeleteAsync(thing);
        Assert.Contains($"The collection {Customers} stays, with everything", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal([Customers, Orders], _cloud.LiveNames());
    }

    [Fact]
    public async Task By_word_a_collection_goes_that_the_capture_made_and_nobody_else_uses()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs(Deleting));
        await stack.PreviewUpdateAsync(thing, Inputs(Deleting, OnlyCustomers));
        Assert.Contains($"the collection {Orders} goes, with everything captured into it", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, Inputs(Deleting, OnlyCustomers));
        Assert.Equal([Customers, Name], _cloud.LiveNames());
        Assert.Equal(Customers, Text(thing.Outputs["createdCollections"]));
        await stack.DeleteAsync(thing);
        Assert.Empty(_cloud.LiveNames());
    }

    [Fact]
    public async Task A_collection_that_was_left_before_is_not_deleted_later()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        thing = await stack.UpdateAsync(thing, Inputs(OnlyCustomers));
        thing = await stack.UpdateAsync(thing, Inputs(OnlyCustomers, Deleting));
        await stack.DeleteAsync(thing);
        Assert.Equal([Orders], _cloud.LiveNames());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collection_that_a_materialization_reads_stays_and_the_binding_goes(bool derivation)
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs(Deleting));
        await (derivation ? PublishDerivationAsync() : PublishReaderAsync("acmeCo/shop/warehouse", Orders));
        var reader = derivation ? "derivation acmeCo/shop/daily" : "materialization acmeCo/shop/warehouse";
        await stack.PreviewUpdateAsync(thing, Inputs(Deleting, OnlyCustomers));
        Assert.Contains($"{Orders} stays, with everything captured into it: {reader} reads it", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, Inputs(Deleting, OnlyCustomers));
        Assert.Single(_cloud.LiveSpecOf(Name)!["bindings"]!.AsArray());
        Assert.Contains(Orders, _cloud.LiveNames());

        // And a destroy goes through.
        await (derivation ? Task.CompletedTask : PublishReaderAsync("acmeCo/shop/lake", Customers));
        stack.Said.Clear();
        await stack.DeleteAsync(thing);
        Assert.DoesNotContain(Name, _cloud.LiveNames());
        Assert.Equal(derivation, !_cloud.LiveNames().Contains(Customers));
    }

    [Fact]
    public async Task What_was_adopted_is_not_deleted()
    {
        var maker = NewStack();
        var made = await maker.CreateAsync(Capture, Inputs());
        await _cloud.EditAsync(Orders, static m => m["journals"] = new JsonObject());
        await maker.DeleteAsync(made);

        var stack = NewStack();
        Assert.Contains(
            "NF4010 at collectionPrefix",
            (await stack.FailsAsync(() => stack.PreviewCreateAsync(Capture, Inputs(Deleting)))).Message,
            StringComparison.Ordinal
        );
        stack.Said.Clear();
        await stack.PreviewCreateAsync(Capture, Inputs(Deleting, ("adopt", true)));
        Assert.Contains($"goes on with the collection {Orders}, which exists already", stack.Lasting, StringComparison.Ordinal);
        var thing = await stack.CreateAsync(Capture, Inputs(Deleting, ("adopt", true)));
        stack.Said.Clear();
        await stack.DeleteAsync(thing);
        Assert.Contains(
            $"{Orders} stays, with everything captured into it: this capture did not make it",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.Equal([Orders], _cloud.LiveNames());
    }

    [Fact]
    public async Task The_connector_is_changed_in_place_and_another_repository_is_said()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        var tag = Inputs(("connector", "ghcr.io/estuary/source-postgres:dev"));
        Assert.False(Assert.Single(stack.Diff(thing, tag)).Value.Replaces);
        await stack.PreviewUpdateAsync(thing, tag);
        Assert.Contains("/endpoint/connector/image", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain("another repository", stack.Lasting, StringComparison.Ordinal);
        thing = await stack.UpdateAsync(thing, tag);
        Assert.Equal(
            "ghcr.io/estuary/source-postgres:dev",
            _cloud.LiveSpecOf(Name)!["endpoint"]!["connector"]!["image"]!.GetValue<string>()
        );
        Assert.All(_cloud.LiveSpecOf(Name)!["bindings"]!.AsArray(), static b => Assert.Null(b!["backfill"]));

        await stack.PreviewUpdateAsync(thing, Inputs(("connector", "docker.io/acme/source-postgres:v3")));
        Assert.Contains("the connector comes from another repository", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_of_another_table_is_refused_unless_it_is_emptied()
    {
        var stack = NewStack();
        var thing = await stack.CreateAsync(Capture, Inputs());
        (string, PropertyValue) swapped = ("targets", Of(("public.orders", Customers), ("public.customers", Orders)));
        foreach (
            var operation in (Func<Task>[])
                [() => stack.PreviewUpdateAsync(thing, Inputs(swapped)), () => stack.UpdateAsync(thing, Inputs(swapped))]
        )
        {
            var refused = await stack.FailsAsync(operation);
            Assert.Contains("NF5055 at tables[0]", refused.Message, StringComparison.Ordinal);
            Assert.Contains(
                $"The collection {Customers} has the rows of public.customers until now",
                refused.Message,
                StringComparison.Ordinal
            );
        }

        var emptied = Inputs(swapped, BackfillOf("*", 1), Resetting);
        await stack.PreviewUpdateAsync(thing, emptied);
        thing = await stack.UpdateAsync(thing, emptied);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, emptied));
    }

    private Task PublishReaderAsync(string name, string collection) =>
        PublishByOthersAsync(
            name,
            "materialization",
            Materialization(
                new JsonObject
                {
                    ["source"] = collection,
                    ["resource"] = new JsonObject { ["table"] = "t" },
                }
            )
        );

    private Task PublishDerivationAsync() =>
        PublishByOthersAsync(
            "acmeCo/shop/daily",
            SourcePostgres.CollectionType,
            new()
            {
                ["schema"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["id"] = new JsonObject { ["type"] = "integer" } },
                    ["required"] = new JsonArray("id"),
                },
                ["key"] = new JsonArray("/id"),
                ["derive"] = new JsonObject
                {
                    ["using"] = new JsonObject { ["sqlite"] = new JsonObject() },
                    ["transforms"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "orders",
                            ["source"] = Orders,
                            ["shuffle"] = "any",
                            ["lambda"] = "select 1",
                        }
                    ),
                },
            }
        );
}
