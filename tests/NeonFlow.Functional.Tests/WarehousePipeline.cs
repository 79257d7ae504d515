using NeonFlow.Cdc;
using Pulumi;

namespace NeonFlow.Functional.Tests;

/// <summary>A pipeline of which every name is given, none of them those of the examples.</summary>
internal static class WarehousePipeline
{
    public const string Collection = "acmeCo/warehouse/public/stock_items";

    /// <summary>The table that it captures, with three rows.</summary>
    public const string Sql =
        "CREATE TABLE public.stock_items (id int PRIMARY KEY); INSERT INTO public.stock_items SELECT generate_series(1, 3);";

    public static NeonToEstuary Make(string project, string name, int backfill, ComponentResourceOptions? options = null) =>
        new(
            name,
            new()
            {
                ProjectId = project,
                Database = "shop",
                Tables = ["public.stock_items"],
                Prefix = "acmeCo/warehouse",
                RoleName = "wh_capture",
                PublicationName = "wh_pub",
                SlotName = "wh_slot",
                WatermarksTable = "public.wh_marks",
                CaptureName = "acmeCo/warehouse/postgres-prod",
                Backfill = { ["*"] = backfill },
                DeleteCollections = true,
                AcknowledgeIrreversible = true,
            },
            options
        );
}
