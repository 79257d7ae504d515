using NeonFlow.Cdc.Neon;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Cdc.Postgres.Inputs;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>The preview of a replacement says what goes as well, and fails where that would be refused.</summary>
public sealed class ReplacementTests : IAsyncLifetime
{
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() =>
        _shop = await ProjectCloud.ShopAsync(
            "CREATE TABLE public.orders (id int PRIMARY KEY); CREATE ROLE reader_first; CREATE ROLE reader_second;"
        );

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task What_goes_is_told_with_what_takes_its_place()
    {
        Assert.True((await Engine("first").UpAsync()).Succeeded);
        var preview = await Engine("second").PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text);
        string[] going =
        [
            "DROP PUBLICATION \"first\";",
            "REVOKE SELECT ON TABLE \"public\".\"orders\" FROM \"reader_first\";",
            $"DELETE /projects/{_shop.Project.Id}/branches/{_shop.Project.BranchId}/roles/flow_first",
        ];
        foreach (var statement in going)
        {
            Assert.True(preview.Text.Contains($"! afterwards, once nothing needs it: {statement}", StringComparison.Ordinal), preview.Text);
        }

        var up = await Engine("second").UpAsync();
        Assert.True(up.Succeeded, up.Text);
        Assert.DoesNotContain("nothing in this operation is about", up.Text, StringComparison.Ordinal);
        Assert.Equal(
            "second",
            await _shop.Project.Server.ScalarAsync<string>("SELECT string_agg(pubname, ' ') FROM pg_publication", "shop")
        );
        Assert.False(
            await _shop.Project.Server.ScalarAsync<bool>("SELECT has_table_privilege('reader_first', 'public.orders', 'SELECT')", "shop")
        );
        Assert.Equal(0, (await Engine("second").PreviewAsync(new() { ExpectNoChanges = true })).ExitCode);
    }

    [Fact]
    public async Task A_preview_fails_where_what_is_replaced_could_not_go()
    {
        Assert.True((await Engine("first").UpAsync()).Succeeded);
        await _shop.Project.Server.ExecuteAsync("ALTER PUBLICATION first OWNER TO CURRENT_USER", "shop");
        foreach (
            var refused in new[] { await Engine("second").PreviewAsync(), await Engine("second").UpAsync(new() { PreviewFirst = true }) }
        )
        {
            Assert.False(refused.Succeeded, refused.Text);
            Assert.Contains("The publication first, which is replaced, could not go.", refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal(
            "first",
            await _shop.Project.Server.ScalarAsync<string>("SELECT string_agg(pubname, ' ') FROM pg_publication", "shop")
        );
    }

    [Fact]
    public async Task Two_resources_of_one_program_cannot_have_one_publication()
    {
        var engine = _shop.Engine(
            _shop.Folder,
            static o => o with { ProjectName = "shop", Program = static () => Deployment.RunAsync(static () => Twice()) }
        );
        var preview = await engine.PreviewAsync();
        Assert.False(preview.Succeeded, preview.Text);
        Assert.Contains("of this program makes the publication shared as well", preview.Text, StringComparison.Ordinal);
    }

    private static void Twice()
    {
        foreach (var name in new[] { "one", "two" })
        {
            _ = new Publication(
                name,
                new()
                {
                    Connection = new ConnectionArgs { ProjectId = OrdersPipeline.Project, Database = "shop" },
                    Name = "shared",
                    Adopt = true,
                    Tables = ["public.orders"],
                }
            );
        }
    }

    private TestEngine Engine(string name) =>
        _shop.Engine(_shop.Folder, o => o with { ProjectName = "shop", Program = () => Deployment.RunAsync(() => Declare(name)) });

    private void Declare(string name)
    {
        var connection = new ConnectionArgs { ProjectId = _shop.Project.Id, Database = "shop" };
        _ = new Publication(
            "orders",
            new()
            {
                Connection = connection,
                Name = name,
                Tables = ["public.orders"],
            }
        );
        _ = new Grant(
            "orders",
            new()
            {
                Connection = connection,
                Role = $"reader_{name}",
                Tables = ["public.orders"],
            }
        );
        _ = new Role("orders", new() { ProjectId = _shop.Project.Id, Name = $"flow_{name}" });
    }
}
