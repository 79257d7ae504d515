using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>A pipeline that runs is taken over: nothing is made anew, nothing is captured twice, nothing is lost.</summary>
internal sealed class ExistingDatabase
{
    private const string Orders = "acmeCo/shop/public/orders";
    private string _before = "";
    private int _rows;

    public Promise Promise =>
        new()
        {
            Config = new Dictionary<string, ConfigValue> { ["adopt"] = "true" },
            Before = async shop =>
            {
                await HandMadePipeline.MakeAsync(shop);
                _before = await HandMadePipeline.IdentitiesAsync(shop);
                _rows = shop.Cloud.Estuary.Documents(Orders).Count;
            },
            Planned = static preview =>
                Assert.All(
                    (string[])["CREATE PUBLICATION", "CREATE TABLE", "DROP ", "DELETE ", "POST "],
                    call => Assert.DoesNotContain(call, preview.Text, StringComparison.Ordinal)
                ),
            Up = UpAsync,
            Destroyed = static async shop =>
            {
                Assert.Contains("flow_capture", await shop.Project.RoleNamesAsync());
                Assert.Equal(["acmeCo/shop/public/customers", Orders], shop.Cloud.Estuary.LiveNames());
            },
        };

    private async Task UpAsync(ProjectCloud shop)
    {
        Assert.Equal(_before, await HandMadePipeline.IdentitiesAsync(shop));

        // For the first up alone; the next one takes note of that.
        var later = shop.Engine(
            Checkout.File("examples", "ExistingDatabase"),
            o => o with { Config = new Dictionary<string, ConfigValue> { ["projectId"] = shop.Project.Id } }
        );
        await Outcomes.SucceedsAsync(later.UpAsync(), "without adopt");
        await Outcomes.NothingChangesAsync(later, "without adopt");
        Assert.Equal(_before, await HandMadePipeline.IdentitiesAsync(shop));

        // A table that is captured again comes whole, and not with the one row that is new.
        await shop.Project.ExecuteAsOwnerAsync("INSERT INTO orders (customer_id, amount) VALUES (1, 9.90)", "shop");
        await shop.Cloud.Estuary.WaitForRowsAsync(Orders, rows => rows.Count == _rows + 1);
        Assert.Equal(_rows + 1, shop.Cloud.Estuary.Documents(Orders).Count);
    }
}
