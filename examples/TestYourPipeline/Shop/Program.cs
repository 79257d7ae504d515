using NeonFlow.Cdc;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    var orders = new NeonToEstuary(
        "orders",
        new()
        {
            ProjectId = new Config().Require("projectId"),
            Database = "shop",
            Tables = { "public.orders", "public.customers" },
            Prefix = "acmeCo/shop",
            AcknowledgeIrreversible = true, // logical replication can never be switched off again
        }
    );
    return new Dictionary<string, object?> { ["capture"] = orders.CaptureName, ["collections"] = orders.Collections };
});
