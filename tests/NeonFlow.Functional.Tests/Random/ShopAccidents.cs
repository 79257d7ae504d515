using System.Text.Json.Nodes;
using NeonFlow.Harness;
using Npgsql;

namespace NeonFlow.Functional.Tests.Random;

/// <summary>What somebody does by hand to a pipeline that runs.</summary>
internal sealed class ShopAccidents(ProjectCloud shop, System.Random random, ShopRows rows)
{
    /// <summary>An address of somebody else's on the list.</summary>
    public const string OthersAddress = "203.0.113.7";

    /// <summary>Lets one of them happen.</summary>
    /// <param name="pipeline">The program that the pipeline was made by; what was edited since is not there.</param>
    /// <returns>What it was, and whether the capture ended with it.</returns>
    public async Task<(string What, bool EndsCapture)> HappenAsync(ShopPipeline pipeline)
    {
        var publication = await shop.Project.Server.ScalarAsync<string>("SELECT min(pubname) FROM pg_publication", "shop");
        var table = await shop.Project.Server.ScalarAsync<string>(
            "SELECT min(schemaname || '.' || tablename) FROM pg_publication_tables WHERE tablename LIKE 't_'",
            "shop"
        );
        switch (random.Next(10))
        {
            case 0:
                return await SqlAsync($"ALTER PUBLICATION {publication} DROP TABLE {table}");
            case 1:
                return await SqlAsync($"DROP PUBLICATION {publication}");
            case 2:
                return await SqlAsync($"ALTER PUBLICATION {publication} SET (publish = 'insert')");
            case 3:
                return await SqlAsync($"REVOKE SELECT ON {table} FROM shop_capture");
            case 4:
                return await DropSlotAsync();
            case 5:
                await shop.Cloud.Estuary.DeleteAsync(ShopPipeline.CaptureName);
                return ("the capture was deleted in the dashboard", true);
            case 6:
                await shop.Cloud.Estuary.EditAsync(
                    ShopPipeline.CaptureName,
                    static m => m["shards"] = new JsonObject { ["disable"] = true }
                );
                return ("the capture was switched off", false);
            case 7:
                shop.Project.AllowedIps = [OthersAddress];
                return ("the address list has lost our entries", false);
            case 8:
                await rows.SwapAsync(table!);
                return ($"{table} was made anew under its name", false);
            default:
                return await SqlAsync("DROP TABLE public.shop_marks");
        }
    }

    private async Task<(string What, bool EndsCapture)> SqlAsync(string sql)
    {
        await shop.Project.Server.ExecuteAsync(sql, "shop");
        return (sql, false);
    }

    // The connector holds its slot, and takes it again as soon as it is let go.
    private async Task<(string What, bool EndsCapture)> DropSlotAsync()
    {
        while (true)
        {
            try
            {
                await shop.Project.Server.ExecuteAsync(
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots; SELECT pg_drop_replication_slot('shop_slot')",
                    "shop"
                );
                return ("the slot was dropped", false);
            }
            catch (PostgresException e) when (e.SqlState == "55006")
            {
                await Task.Delay(20);
            }
        }
    }
}
