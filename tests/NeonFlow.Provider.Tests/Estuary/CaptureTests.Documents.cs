using System.Text.Json.Nodes;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Core;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Estuary;

// estuary.readCollection: what was captured.
public sealed partial class CaptureTests
{
    private const string Read = "neonflow:estuary:readCollection";

    private static JsonObject Order(JsonNode id, string note = "") =>
        new()
        {
            ["id"] = id,
            ["total"] = "9.50",
            ["note"] = note,
        };

    private static IReadOnlyList<PropertyValue.Map> Documents(InvokeResult answer)
    {
        Assert.Empty(answer.Failures);
        var secret = Assert.IsType<PropertyValue.Secret>(answer.Result!["documents"]);
        return [.. Assert.IsType<PropertyValue.List>(secret.Inner).Items.Cast<PropertyValue.Map>()];
    }

    private static string Reason(InvokeResult answer)
    {
        var failure = Assert.Single(answer.Failures);
        Assert.Equal("collection", failure.Property);
        PrintedCode.Compiles(failure.Reason);
        return failure.Reason;
    }

    private static bool More(InvokeResult answer) => Assert.IsType<PropertyValue.Bool>(answer.Result!["more"]).Value;

    private async Task<Apis.Stack> CapturedAsync(params JsonObject[] orders)
    {
        foreach (var order in orders)
        {
            _source.Add("orders", "c", order);
        }

        var stack = NewStack();
        await stack.CreateAsync(Capture, Inputs());
        await _cloud.WaitForRowsAsync(Orders, r => r.Count == orders.Length);
        return stack;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_documents_of_a_collection_are_read_as_secrets(bool preview)
    {
        var stack = await CapturedAsync([.. Enumerable.Range(1, 12).Select(static i => Order(i))]);
        Func<string, (string, PropertyValue)[], Task<InvokeResult>> ask = preview ? stack.PreviewInvokeAsync : stack.InvokeAsync;
        var answer = await ask(Read, [("collection", Orders)]);
        var documents = Documents(answer);
        Assert.Equal(Enumerable.Range(1, 10).Select(static i => (PropertyValue)(double)i), documents.Select(static d => d["id"]!));
        Assert.Equal("c", Text(((PropertyValue.Map)documents[0]["_meta"]!)["op"]));
        Assert.Equal("9.50", Text(documents[0]["total"]));
        Assert.True(More(answer));
        Assert.Equal(Orders, Text(answer.Result!["collection"]));

        answer = await ask(Read, [("collection", Orders), ("maxDocuments", 12d)]);
        Assert.Equal(12, Documents(answer).Count);
        Assert.False(More(answer));
    }

    [Fact]
    public async Task Documents_are_cut_by_their_size_and_keep_numbers_that_Pulumi_has_not()
    {
        var (large, exact) = (9007199254740993, 9007199254740994);
        _source.Add("customers", "c", new() { ["id"] = large });
        _source.Add("customers", "c", new() { ["id"] = exact });
        foreach (var id in (int[])[3, 4, 5])
        {
            _source.Add("customers", "c", new() { ["id"] = id, ["name"] = new string('x', 600_000) });
        }

        var stack = await CapturedAsync();
        const string Customers = "acmeCo/shop/public/customers";
        await _cloud.WaitForRowsAsync(Customers, static r => r.Count == 5);
        var answer = await stack.InvokeAsync(Read, ("collection", Customers), ("maxDocuments", 1000d));
        var documents = Documents(answer);
        Assert.Equal(3, documents.Count);
        Assert.Equal((PropertyValue)"9007199254740993", documents[0]["id"]);
        Assert.Equal((PropertyValue)(double)exact, documents[1]["id"]);
        Assert.True(More(answer));
    }

    // Its words are of no use to anybody else, and ordinary ones among them would vanish from every message.
    [Fact]
    public async Task What_stands_in_documents_is_neither_printed_nor_blanked_elsewhere()
    {
        var plane = _cloud.DataPlanes[0].CatalogName;
        _source.Add("customers", "c", new() { ["id"] = 1, ["name"] = plane });
        var stack = await CapturedAsync();
        await _cloud.WaitForRowsAsync("acmeCo/shop/public/customers", static r => r.Count == 1);
        stack.Said.Clear();
        Assert.Single(Documents(await stack.InvokeAsync(Read, ("collection", "acmeCo/shop/public/customers"))));
        Assert.Empty(stack.Said);
        var failure = Assert.Single((await stack.InvokeAsync("neonflow:estuary:getDataPlane", ("name", "ops/dp/nowhere"))).Failures);
        Assert.Contains(plane, failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collection_that_nobody_makes_and_one_that_may_not_be_read_are_errors_with_their_fix(bool preview)
    {
        var stack = await CapturedAsync();
        Func<string, (string, PropertyValue)[], Task<InvokeResult>> ask = preview ? stack.PreviewInvokeAsync : stack.InvokeAsync;
        var missing = Reason(await ask(Read, [("collection", "acmeCo/shop/public/order")]));
        Assert.Contains("NF4009: There is no collection acmeCo/shop/public/order.", missing, StringComparison.Ordinal);
        Assert.Contains("orders.Collections.Apply", missing, StringComparison.Ordinal);

        var stranger = NewStack(_cloud.AddUser("eve@example.com", "otherCo/"));
        ask = preview ? stranger.PreviewInvokeAsync : stranger.InvokeAsync;
        var refused = Reason(await ask(Read, [("collection", Orders)]));
        Assert.Contains("NF4006: The Estuary credential may not read the collection", refused, StringComparison.Ordinal);
        Assert.Contains("eve@example.com is not authorized to", refused, StringComparison.Ordinal);
        Assert.Contains("Give the owner of the credential read rights on acmeCo/shop/public/orders", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_that_the_program_makes_is_not_known_before_the_up()
    {
        var stack = NewStack();
        await stack.PreviewCreateAsync(Capture, Inputs());
        var answer = await stack.PreviewInvokeAsync(Read, ("collection", Orders));
        Assert.Empty(answer.Failures);
        Assert.Empty(answer.Result!.Entries);
        Assert.Contains(
            $"not checked: estuary:readCollection, because the collection {Orders} is made by Capture it of this program, in the up",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Reason(await stack.InvokeAsync(Read, ("collection", Orders)));
        Reason(await stack.PreviewInvokeAsync(Read, ("collection", "acmeCo/shop/public/other")));
    }

    [Fact]
    public async Task An_up_waits_for_the_first_document_and_a_preview_does_not()
    {
        var stack = await CapturedAsync();
        Assert.Empty(Documents(await stack.PreviewInvokeAsync(Read, ("collection", Orders), ("waitSeconds", 600d))));
        Assert.Empty(Documents(await stack.InvokeAsync(Read, ("collection", Orders))));
        _cloud.ClearCalls();
        var waiting = stack.InvokeAsync(Read, ("collection", Orders), ("waitSeconds", 600d));
        while (_cloud.Calls.Count(static c => c.Path == "/v1/journals/list") < 2)
        {
            await Task.Delay(10);
        }

        _source.Add("orders", "c", Order(1));
        Assert.Single(Documents(await waiting));
        Assert.Contains($"waiting for the first document of {Orders}", stack.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maxDocuments", 0, "maxDocuments is 0; it must be 1 to 1000.")]
    [InlineData("maxDocuments", 1001, "maxDocuments is 1001; it must be 1 to 1000.")]
    [InlineData("waitSeconds", -1, "waitSeconds is -1; it must be 0 to 600.")]
    [InlineData("waitSeconds", 601, "waitSeconds is 601; it must be 0 to 600.")]
    public async Task Limits_of_a_read_have_bounds(string input, double value, string said)
    {
        var failure = Assert.Single((await NewStack().InvokeAsync(Read, ("collection", Orders), (input, value))).Failures);
        Assert.Equal(input, failure.Property);
        Assert.Contains(said, failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_without_a_credential_reads_nothing_and_passes()
    {
        var stack = new Apis.Stack(("estuaryApiUrl", _cloud.PostgrestUrl), ("estuaryGraphqlUrl", _cloud.AgentUrl));
        var answer = await stack.PreviewInvokeAsync(Read, ("collection", Orders));
        Assert.Empty(answer.Failures);
        Assert.Empty(answer.Result!.Entries);
        Assert.StartsWith("not checked: estuary:readCollection, because ", stack.Lasting, StringComparison.Ordinal);
        Assert.NotEmpty((await stack.InvokeAsync(Read, ("collection", Orders))).Failures);
    }
}
