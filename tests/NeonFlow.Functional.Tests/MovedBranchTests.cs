using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests;

/// <summary>The pipeline of a component stays on the branch that it was made on.</summary>
[Trait("Category", "long")]
public sealed class MovedBranchTests
{
    private const string Sql = "CREATE TABLE public.customers (id int PRIMARY KEY); CREATE TABLE public.orders (id int PRIMARY KEY);";

    [Fact]
    public async Task A_pipeline_stays_on_its_branch_although_another_one_becomes_the_default()
    {
        await using var shop = await ProjectCloud.ShopAsync(Sql, "203.0.113.7");
        TestEngine Engine(string tables) =>
            shop.Engine(
                Checkout.File("examples", "Quickstart"),
                o =>
                    o with
                    {
                        Config = new Dictionary<string, ConfigValue> { ["projectId"] = shop.Project.Id, ["tables"] = tables },
                    }
            );
        var (branch, server) = (shop.Project.BranchId, shop.Project.Server);
        Task<long> CountAsync(string of) => server.ScalarAsync<long>($"SELECT count(*) FROM {of}", "shop");
        var up = await Engine("""["public.orders"]""").UpAsync();
        Assert.True(up.Succeeded, up.Text + up.ErrorText);
        Assert.Equal(1, await CountAsync("pg_replication_slots"));

        var other = await shop.Project.AddBranchAsync("other");
        shop.Project.MakeDefault(other);
        var preview = await Engine("""["public.orders"]""").PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(preview.ExitCode == 0, preview.Text + preview.ErrorText);
        var line =
            $"The default branch of project {shop.Project.Id} is {other} now; this stays on {branch}. BranchId = \"{other}\" moves it.";
        var said = preview.Text[preview.Text.IndexOf("Diagnostics:", StringComparison.Ordinal)..];
        Assert.Equal(2, said.Split(line).Length);
        Assert.Equal(2, said.Split("The default branch of").Length);

        var more = await Engine("""["public.orders", "public.customers"]""").UpAsync();
        Assert.True(more.Succeeded, more.Text + more.ErrorText);
        Assert.Equal(3, await CountAsync("pg_publication_tables"));

        var destroyed = await Engine("[]").DestroyAsync();
        Assert.True(destroyed.Succeeded, destroyed.Text + destroyed.ErrorText);
        Assert.Equal(0, await CountAsync("pg_replication_slots"));
        Assert.Equal(0, await CountAsync("pg_publication"));
        Assert.Equal(0, await CountAsync("pg_roles WHERE rolname = 'estuary_orders'"));
    }
}
