using NeonFlow.Cdc;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Npgsql;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>
/// A branch that is a copy of the pipeline's branch carries its marks and accounts, which say nothing about who made what there.
/// </summary>
[Trait("Category", "long")]
public sealed class CopiedBranchTests : IAsyncLifetime
{
    private const string Sql = "CREATE TABLE public.orders (id int PRIMARY KEY); INSERT INTO public.orders SELECT generate_series(1, 3);";

    // What a pipeline leaves in a database, in one line.
    private const string Everything = """
        SELECT concat_ws(' | ',
          (SELECT string_agg(p.pubname || ': ' || obj_description(p.oid, 'pg_publication'), ', ' ORDER BY p.pubname) FROM pg_publication p),
          (SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'),
          (SELECT string_agg(d, ', ' ORDER BY d)
            FROM (SELECT obj_description(l.oid, 'pg_largeobject') d FROM pg_largeobject_metadata l) o),
          (SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles r WHERE r.rolname ~ '_capture$'),
          (SELECT string_agg(a.rolname, ', ' ORDER BY a.rolname) FROM pg_roles a
            WHERE a.rolname ~ '_capture$' AND EXISTS (SELECT FROM pg_class c, aclexplode(c.relacl) x
              WHERE c.oid = 'public.orders'::regclass AND x.grantee = a.oid)))
        """;

    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync(Sql);

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task Another_stack_takes_nothing_of_the_copy_and_makes_its_own()
    {
        var prod = Engine("prod", "prod", null);
        await SucceedsAsync(prod.UpAsync());
        var child = await _shop.Project.AddBranchAsync("child");
        var copied = await EverythingAsync(child);

        // The same stack with another state and a role of its own, under the names that are taken there: refused, and nothing is touched.
        var same = Engine("same", "prod", child, folder: "same");
        var refused = await same.PreviewAsync();
        Assert.Contains("NF3014", refused.Text, StringComparison.Ordinal);
        Assert.NotEqual(0, (await same.UpAsync()).ExitCode);
        await SucceedsAsync(same.DestroyAsync());
        Assert.Equal(copied, await EverythingAsync(child));

        // Under names of its own: it comes up, is unchanged, and takes only that away.
        var dev = Engine("dev", "dev", child);
        await SucceedsAsync(dev.PreviewAsync());
        await SucceedsAsync(dev.UpAsync());
        await _shop.Cloud.Estuary.WaitForRowsAsync("acmeCo/dev/public/orders", static rows => rows.Count == 3);
        await NothingChangesAsync(dev);
        await NothingChangesAsync(prod);
        await SucceedsAsync(dev.DestroyAsync());
        Assert.Equal(copied, await EverythingAsync(child));

        // What the first stack does at home leaves the copy alone.
        await SucceedsAsync(prod.DestroyAsync());
        Assert.Equal(copied, await EverythingAsync(child));
        Assert.Equal("orders", await EverythingAsync(_shop.Project.BranchId));
    }

    private TestEngine Engine(string stack, string names, string? branch, string? folder = null) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProjectName = "shop",
                    StackName = names,
                    StateDirectory = Path.Combine(_shop.Folder, stack),
                    Program = () => Deployment.RunAsync(() => Pipeline(_shop.Project.Id, names, branch, folder ?? names)),
                }
        );

    private static void Pipeline(string project, string names, string? branch, string folder)
    {
        var args = new NeonToEstuaryArgs
        {
            ProjectId = project,
            Database = "shop",
            Tables = ["public.orders"],
            Prefix = "acmeCo/" + folder,
            RoleName = folder + "_capture",
            PublicationName = names + "_pub",
            SlotName = names + "_slot",
            WatermarksTable = $"public.{names}_marks",
            AcknowledgeIrreversible = true,
            DeleteCollections = true,
        };
        if (branch is not null)
        {
            args.BranchId = branch;
        }
        _ = new NeonToEstuary("orders", args);
    }

    private async Task<string> EverythingAsync(string branch)
    {
        await using var connection = new NpgsqlConnection(_shop.Project.AdminConnectionStringOf(branch, "shop"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Everything, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
