using Acme.Pipelines;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    var billing = new TeamPipeline(
        "billing",
        new()
        {
            ProjectId = new Config().Require("projectId"),
            Database = "shop",
            Team = "finance",
            Service = "billing",
            Tables = { "public.orders", "public.customers" },
        }
    );
    return new Dictionary<string, object?> { ["capture"] = billing.CaptureName, ["collections"] = billing.Collections };
});
