using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>The names on both ends are those of the program, and one table is captured in another way than the others.</summary>
internal static class ManyTables
{
    public static readonly Promise Promise = new()
    {
        Planned = static preview =>
        {
            foreach (var schema in (string[])["public", "crm", "sales", "stock"])
            {
                Assert.Contains($"GRANT USAGE ON SCHEMA \"{schema}\" TO \"flow_reader\";", preview.Text, StringComparison.Ordinal);
            }
        },
        Up = UpAsync,
    };

    private static async Task UpAsync(ProjectCloud shop)
    {
        Assert.Contains("flow_reader", await shop.Project.RoleNamesAsync());
        Assert.Equal(
            "flow_erp, flow_erp_slot, sales.flow_watermarks",
            await shop.Project.Server.ScalarAsync<string>(
                """
                SELECT concat_ws(', ', (SELECT pubname FROM pg_publication), (SELECT slot_name FROM pg_replication_slots),
                  'sales.flow_watermarks'::regclass)
                """,
                "shop"
            )
        );
        var estuary = shop.Cloud.Estuary;
        Assert.Equal(["acmeCo/erp/source-neon"], estuary.LiveNames("capture"));
        Assert.Equal(
            [
                "acmeCo/erp/crm/addresses",
                "acmeCo/erp/crm/customers",
                "acmeCo/erp/orders",
                "acmeCo/erp/public/countries",
                "acmeCo/erp/sales/invoices",
                "acmeCo/erp/sales/order_lines",
                "acmeCo/erp/sales/payments",
                "acmeCo/erp/stock/items",
                "acmeCo/erp/stock/movements",
                "acmeCo/erp/stock/warehouses",
            ],
            estuary.LiveNames("collection")
        );
        await shop.Project.ExecuteAsOwnerAsync("INSERT INTO stock.movements VALUES (1001, 1, 1, -1)", "shop");
        await shop.Project.ExecuteAsOwnerAsync("INSERT INTO sales.orders VALUES (3, 1, now())", "shop");
        await estuary.WaitForRowsAsync("acmeCo/erp/orders", static rows => rows.Count == 3);
        var movements = await estuary.WaitForRowsAsync("acmeCo/erp/stock/movements", static rows => rows.Count > 0);
        Assert.Equal(1001, (int)Assert.Single(movements)["id"]!);
    }
}
