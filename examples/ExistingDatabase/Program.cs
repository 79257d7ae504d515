using NeonFlow.Cdc;
using Pulumi;

return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var pipeline = new NeonToEstuary(
        "orders",
        new()
        {
            ProjectId = config.Require("projectId"),
            Database = "shop",
            Tables = { "public.customers", "public.orders" },
            Prefix = "acmeCo/shop",
            // What exists already is written down under the names that it has.
            RoleName = "flow_capture",
            PublicationName = "flow_publication",
            SlotName = "flow_slot",
            WatermarksTable = "public.flow_watermarks",
            CaptureName = "acmeCo/shop/source-postgres",
            Adopt = config.GetBoolean("adopt") ?? false, // for the first up alone
        }
    );
    return new Dictionary<string, object?> { ["capture"] = pipeline.CaptureName, ["collections"] = pipeline.Collections };
});
