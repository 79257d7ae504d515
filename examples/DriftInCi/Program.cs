using NeonFlow.Cdc;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var orders = new NeonToEstuary(
        "orders",
        new()
        {
            ProjectId = config.Require("projectId"),
            Database = "shop",
            Tables = config.GetObject<string[]>("tables") ?? ["public.orders"],
            Prefix = "acmeCo/shop",
            AcknowledgeIrreversible = true, // logical replication can never be switched off again
        }
    );
    return new Dictionary<string, object?> { ["capture"] = orders.CaptureName, ["collections"] = orders.Collections };
});
