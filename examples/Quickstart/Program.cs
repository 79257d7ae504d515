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
            Tables = config.GetObject<string[]>("tables") ?? ["public.orders", "public.customers"],
            Prefix = "acmeCo/shop",
            AcknowledgeIrreversible = true, // logical replication can never be switched off again
            Rotation = config.Get("rotation") ?? "",
            Address = config.Get("captureAddress") ?? "",
            Backfill = config.GetObject<Dictionary<string, int>>("backfill") ?? [], // raised: the table is captured again
            DeleteCollections = config.GetBoolean("deleteCollections") ?? false, // they stay, with everything captured into them
        }
    );
    return new Dictionary<string, object?> { ["capture"] = orders.CaptureName, ["collections"] = orders.Collections };
});
