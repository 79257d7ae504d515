using NeonFlow.Cdc;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    string[] tables =
    [
        "public.countries",
        "crm.customers",
        "crm.addresses",
        "sales.orders",
        "sales.order_lines",
        "sales.invoices",
        "sales.payments",
        "stock.items",
        "stock.warehouses",
        "stock.movements",
    ];
    var warehouse = new NeonToEstuary(
        "warehouse",
        new()
        {
            ProjectId = new Config().Require("projectId"),
            Database = "shop",
            Tables = tables,
            Prefix = "acmeCo/erp",
            AcknowledgeIrreversible = true, // logical replication can never be switched off again
            // What the database administrators agreed to; left out, each name is derived from that of the component.
            RoleName = "flow_reader",
            PublicationName = "flow_erp",
            SlotName = "flow_erp_slot",
            WatermarksTable = "sales.flow_watermarks",
            CaptureName = "acmeCo/erp/source-neon",
            // Others read this collection under its name already; every other table has acmeCo/erp/<schema>/<table>.
            Targets = { ["sales.orders"] = "acmeCo/erp/orders" },
            // A long log, of which only what comes from now on is wanted: its rows of today are not read.
            Modes = { ["stock.movements"] = "Only Changes" },
        }
    );
    return new Dictionary<string, object?>
    {
        ["capture"] = warehouse.CaptureName,
        ["collections"] = warehouse.Collections,
        ["role"] = warehouse.RoleName,
    };
});
