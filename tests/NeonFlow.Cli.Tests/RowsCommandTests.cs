using System.Text.Json.Nodes;
using NeonFlow.Testing.Tests;

namespace NeonFlow.Cli.Tests;

/// <summary>
/// <c>neonflow rows &lt;collection&gt;</c>, with the variables that it has at the real Estuary: a token, and where Estuary is.
/// </summary>
public sealed class RowsCommandTests
{
    private static Dictionary<string, string> Variables(LocalShop shop, string? token = null) =>
        new()
        {
            ["FLOW_AUTH_TOKEN"] = token ?? shop.Estuary.RefreshToken,
            ["NEONFLOW_ESTUARY_GRAPHQL_URL"] = shop.Estuary.AgentUrl,
            ["NEONFLOW_LOCAL_URL"] = "",
        };

    private static Task<(int ExitCode, string Output, string Error)> RowsAsync(
        IReadOnlyDictionary<string, string> variables,
        params string[] args
    ) => CommandLine.RunAsync("", variables, ["rows", .. args]);

    [Fact]
    public async Task Rows_and_documents_of_a_collection_are_read_with_a_token_alone()
    {
        await using var shop = await LocalShop.StartAsync();
        var plane = shop.Estuary.DataPlanes[0].CatalogName;
        Assert.Equal(("success", ""), await shop.PublishAsync(plane, ("orders", LocalShop.Orders), ("customers", LocalShop.Customers)));
        await shop.Estuary.WaitForRowsAsync(LocalShop.Customers, static r => r.Count == 2);
        await shop.SqlAsync("UPDATE customers SET name = 'Ada L.' WHERE id = 1; DELETE FROM customers WHERE id = 2");
        await shop.Estuary.WaitForRowsAsync(LocalShop.Customers, static r => r is [var one] && (string?)one["name"] == "Ada L.");

        var variables = Variables(shop);
        Assert.Equal((0, "id  name\n1   Ada L.\n1 row\n", ""), await RowsAsync(variables, LocalShop.Customers));
        var changes = await RowsAsync(variables, LocalShop.Customers, "--changes");
        var lines = changes.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["c   1   Ada", "c   2   Grace", "u   1   Ada L.", "d   2"],
            lines.Skip(1).SkipLast(1).Select(static l => l.TrimEnd())
        );
        Assert.Equal("4 documents", lines[^1]);

        var first = await RowsAsync(variables, LocalShop.Orders, "--first", "2", "--json");
        Assert.Equal(
            [1, 2],
            first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => (int)JsonNode.Parse(l)!["id"]!)
        );
        Assert.EndsWith(
            "the first 3 of 200 rows\n",
            (await RowsAsync(variables, LocalShop.Orders, "-n", "3")).Output,
            StringComparison.Ordinal
        );

        // A service account has a key, which PostgREST would not take.
        Assert.DoesNotContain(shop.Estuary.Calls, static c => c.Path.Contains("live_specs", StringComparison.Ordinal));

        var missing = await RowsAsync(variables, "acmeCo/shop/public/order");
        Assert.Equal((1, ""), (missing.ExitCode, missing.Output));
        Assert.Contains("there is no collection acmeCo/shop/public/order", missing.Error, StringComparison.Ordinal);
        var stranger = await RowsAsync(Variables(shop, shop.Estuary.AddUser("eve@example.com", "otherCo/")), LocalShop.Orders);
        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains($"FLOW_AUTH_TOKEN may not read {LocalShop.Orders}", stranger.Error, StringComparison.Ordinal);
        Assert.Contains("needs read rights", stranger.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_wrong_in_the_environment_is_said_in_a_line()
    {
        Dictionary<string, string> variables = new()
        {
            ["FLOW_AUTH_TOKEN"] = "",
            ["FLOW_API_KEY"] = "",
            ["NEONFLOW_LOCAL_URL"] = "",
            ["NEONFLOW_ESTUARY_GRAPHQL_URL"] = "http://127.0.0.1:1",
        };
        await SaysAsync("FLOW_AUTH_TOKEN is not set: a refresh token is made in Estuary's dashboard", LocalShop.Orders);
        await SaysAsync("of the real Estuary name a collection");
        variables["FLOW_AUTH_TOKEN"] = "another";
        await SaysAsync("FLOW_AUTH_TOKEN cannot be used", LocalShop.Orders);
        variables["FLOW_AUTH_TOKEN"] = "flow_sa_of-nobody";
        await SaysAsync("\"orders\" has only one part", "orders");
        await SaysAsync("no local cloud answers at http://127.0.0.1:1", LocalShop.Orders);
        variables["NEONFLOW_ESTUARY_GRAPHQL_URL"] = "nowhere";
        await SaysAsync("NEONFLOW_ESTUARY_GRAPHQL_URL is no address", LocalShop.Orders);

        async Task SaysAsync(string text, params string[] args)
        {
            var said = await RowsAsync(variables, args);
            Assert.Equal((1, ""), (said.ExitCode, said.Output));
            Assert.StartsWith("error: ", said.Error, StringComparison.Ordinal);
            Assert.Contains(text, said.Error, StringComparison.Ordinal);
            Assert.Single(said.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
