using NeonFlow.Testing;
using NeonFlow.Testing.Engine;
using Xunit;

namespace Shop.Tests;

public sealed class PipelineTests
{
    [Fact]
    public async Task Orders_arrive_and_a_right_that_was_taken_away_shows()
    {
        // A Neon project over a real PostgreSQL server, and an Estuary that runs captures. Both end with the test.
        await using var cloud = await LocalCloud.StartAsync(
            new()
            {
                Projects =
                [
                    new()
                    {
                        Id = "hidden-cell-763301",
                        Databases = ["shop"],
                        Sql = """
                        CREATE TABLE orders (id int PRIMARY KEY, total numeric);
                        CREATE TABLE customers (id int PRIMARY KEY, name text);
                        INSERT INTO orders VALUES (1, 9.90);
                        """,
                    },
                ],
            }
        );
        var state = Directory.CreateTempSubdirectory("shop-tests-");
        var engine = new TestEngine(
            new()
            {
                ProgramDirectory = Path.GetFullPath("../../../../Shop", AppContext.BaseDirectory),
                StateDirectory = state.FullName,
                Config = new Dictionary<string, ConfigValue> { ["projectId"] = "hidden-cell-763301" },
                Environment = cloud.Environment,
            }
        );

        // A preview writes nothing; what up would run is in its text.
        var preview = await engine.PreviewAsync();
        Assert.Contains("""CREATE PUBLICATION "estuary_orders" """, preview.Text);
        Assert.DoesNotContain(cloud.Neon.Calls, call => call.Method != "GET");

        // A busy project is waited for, as the real one is.
        cloud.Neon.Next(423, "PATCH /projects");
        var up = await engine.UpAsync();
        Assert.True(up.Succeeded, up.Text);

        // The row that was there comes by the backfill, the new one by the replication stream.
        var project = cloud.Neon.Projects.Single();
        await project.ExecuteAsOwnerAsync("INSERT INTO orders VALUES (2, 4.50)", "shop");
        var rows = await cloud.Estuary.WaitForRowsAsync("acmeCo/shop/public/orders", rows => rows.Count == 2);
        Assert.Contains(rows, row => (int)row["id"]! == 2);

        // A plain preview sees what somebody changed by hand, and up repairs it.
        await project.ExecuteAsOwnerAsync("REVOKE SELECT ON customers FROM estuary_orders", "shop");
        var drift = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.NotEqual(0, drift.ExitCode);
        Assert.Contains("""GRANT SELECT ON TABLE "public"."customers" TO "estuary_orders";""", drift.Text);
        Assert.True((await engine.UpAsync()).Succeeded);

        var destroyed = await engine.DestroyAsync();
        Assert.True(destroyed.Succeeded, destroyed.Text);
        // The collections stay, with what was captured into them.
        Assert.Equal(["acmeCo/shop/public/customers", "acmeCo/shop/public/orders"], cloud.Estuary.LiveNames());
        state.Delete(recursive: true);
    }
}
