using NeonFlow.Cdc.Neon;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Cdc.Postgres.Inputs;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>Whole pipelines that are renamed, replaced by force, made by the same program of another backend, or half made.</summary>
[Trait("Category", "long")]
public sealed class OwnershipTests : IAsyncLifetime
{
    private const string PublicationType = "neonflow:postgres:Publication";
    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync(WarehousePipeline.Sql, "203.0.113.7");

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_forced_replacement_of_any_part_loses_nothing()
    {
        var engine = Engine("stock-feed");
        await SucceedsAsync(engine.UpAsync());
        await _shop.Cloud.Estuary.WaitForRowsAsync(WarehousePipeline.Collection, static rows => rows.Count == 3);
        var password = _shop.Project.RolePassword("wh_capture");
        var backfill = 0;
        foreach (var part in engine.Resources().Where(static r => r.Custom && IsPart(r)))
        {
            // The capture is judged once more where it changes in the same up.
            engine = Engine("stock-feed", backfill: ++backfill);
            var up = await SucceedsAsync(engine.UpAsync(new() { Replace = [part.Urn] }), $"--replace {part.Urn}");
            Assert.DoesNotContain("nothing in this operation is about", up.Text, StringComparison.Ordinal);
            await NothingChangesAsync(engine, $"after --replace {part.Urn}");
        }

        var all = engine.Resources().Where(static r => r.Custom && IsPart(r)).Select(static r => r.Urn).ToList();
        await SucceedsAsync(engine.PreviewAsync(new() { Replace = all }), "preview of --replace of all parts");
        await SucceedsAsync(engine.UpAsync(new() { Replace = all }), "--replace of all parts");
        await NothingChangesAsync(engine, "after --replace of all parts");

        await _shop.Project.ExecuteAsOwnerAsync("INSERT INTO public.stock_items VALUES (4)", "shop");
        await _shop.Cloud.Estuary.WaitForRowsAsync(WarehousePipeline.Collection, static rows => rows.Count == 4);
        Assert.Equal(password, _shop.Project.RolePassword("wh_capture"));
        await SucceedsAsync(engine.DestroyAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task The_same_program_and_stack_with_another_state_changes_nothing()
    {
        var alice = Engine("stock-feed");
        await SucceedsAsync(alice.UpAsync());
        var bob = Engine("stock-feed", state: "bob");
        Assert.NotEqual(0, (await bob.PreviewAsync()).ExitCode);
        Assert.NotEqual(0, (await bob.UpAsync()).ExitCode);
        await SucceedsAsync(bob.DestroyAsync());
        await NothingChangesAsync(alice, "after up and destroy of another state");
    }

    [Fact]
    public async Task A_slot_that_is_there_already_is_refused_by_the_preview_of_the_components_capture()
    {
        await _shop.Project.Server.ExecuteAsync("SELECT pg_create_physical_replication_slot('wh_slot')", "shop");
        var refused = await Engine("stock-feed").PreviewAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.True(refused.Text.Contains("NF5005 at slotName", StringComparison.Ordinal), refused.Text);
    }

    [Fact]
    public async Task A_renamed_stack_keeps_its_pipeline_and_a_new_one_of_the_old_name_owns_nothing()
    {
        var prod = Engine("stock-feed");
        await SucceedsAsync(prod.UpAsync());
        prod.RenameStack("prod");
        await NothingChangesAsync(prod, "after the rename");
        var dev = Engine("stock-feed");
        Assert.NotEqual(0, (await dev.UpAsync()).ExitCode);
        await SucceedsAsync(dev.DestroyAsync());
        await NothingChangesAsync(prod, "after up and destroy of a new stack with the old name");
        await SucceedsAsync(prod.DestroyAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_pipeline_that_was_moved_to_another_stack_is_its_own_and_the_first_stack_owns_nothing_of_it()
    {
        var dev = Engine("stock-feed");
        await SucceedsAsync(dev.UpAsync());
        var prod = Engine("stock-feed", stack: "prod");
        var moved = dev.MoveResources(prod, dev.Resources().Single(static r => r.Type == "neonflow:index:NeonToEstuary").Urn);
        Assert.True(moved.Succeeded, moved.ErrorText);
        await NothingChangesAsync(prod, "after the move");
        await SucceedsAsync(dev.DestroyAsync());
        await NothingChangesAsync(prod, "after the destroy of the stack that it was moved from");
        await SucceedsAsync(prod.UpAsync(new() { Replace = [prod.Resources().Single(static r => r.Type == PublicationType).Urn] }));
        await NothingChangesAsync(prod, "after a replacement");
        await SucceedsAsync(prod.DestroyAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_grant_that_goes_with_its_role_takes_nothing_of_another_role_of_that_name()
    {
        var engine = _shop.Engine(
            _shop.Folder,
            o => o with { ProjectName = "warehouse", Program = () => Deployment.RunAsync(() => RoleWithGrant(_shop.Project.Id)) }
        );
        await SucceedsAsync(engine.UpAsync());
        await SucceedsAsync(engine.DestroyAsync());

        // Somebody makes a role of the same name, and gives it a right that the program has not given to this one.
        await _shop.Project.Server.ExecuteAsync("CREATE ROLE wh_capture; GRANT SELECT ON public.stock_items TO wh_capture", "shop");
        var refused = await engine.PreviewAsync();
        Assert.NotEqual(0, refused.ExitCode);
        const string reads = "SELECT has_table_privilege('wh_capture', 'public.stock_items', 'SELECT')";
        await SucceedsAsync(engine.DestroyAsync());
        Assert.True(await _shop.Project.Server.ScalarAsync<bool>(reads, "shop"));
    }

    [Fact]
    public async Task A_renamed_component_is_told_the_alias_and_with_it_nothing_changes()
    {
        await SucceedsAsync(Engine("stock-feed").UpAsync());
        var refused = await Engine("inventory-feed").PreviewAsync();
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Aliases = { new Alias { Name = \"stock-feed\" } }", refused.Text, StringComparison.Ordinal);
        var aliased = Engine("inventory-feed", alias: "stock-feed");
        await NothingChangesAsync(aliased, "with the alias");
        await SucceedsAsync(aliased.DestroyAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_replacement_under_the_same_name_is_planned_as_what_happens()
    {
        TestEngine Engine(string operation, string rotation) =>
            _shop.Engine(
                _shop.Folder,
                o => o with { ProjectName = "parts", Program = () => Deployment.RunAsync(() => Parts(operation, rotation)) }
            );
        await SucceedsAsync(Engine("update", "1").UpAsync());
        var preview = await Engine("delete", "2").PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        // The replacement of a publication goes on with the one that is there; a role is made anew, because only that changes its password.
        Assert.Contains("ALTER PUBLICATION \"parts_pub\" SET (publish = 'insert, delete');", preview.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("DROP PUBLICATION", preview.Text, StringComparison.Ordinal);
        Assert.Contains("the role parts_role that is there is deleted first", preview.Text, StringComparison.Ordinal);
        await SucceedsAsync(Engine("delete", "2").UpAsync());
        await NothingChangesAsync(Engine("delete", "2"), "after the replacement");
        await SucceedsAsync(Engine("delete", "2").DestroyAsync());
        await NothingIsLeftAsync();
    }

    private void Parts(string operation, string rotation)
    {
        var project = _shop.Project.Id;
        _ = new Role(
            "parts",
            new()
            {
                ProjectId = project,
                Name = "parts_role",
                Rotation = rotation,
            },
            new() { ReplaceOnChanges = { "rotation" } }
        );
        _ = new Publication(
            "parts",
            new()
            {
                Connection = new ConnectionArgs { ProjectId = project, Database = "shop" },
                Name = "parts_pub",
                Tables = { "public.stock_items" },
                Operations = { "insert", operation },
            },
            new() { ReplaceOnChanges = { "operations" } }
        );
    }

    private static void RoleWithGrant(string project)
    {
        var role = new Role("orders", new() { ProjectId = project, Name = "wh_capture" });
        _ = new Grant(
            "orders",
            new()
            {
                Connection = new ConnectionArgs { ProjectId = project, Database = "shop" },
                Role = role.Name,
                Tables = ["public.stock_items"],
            },
            new() { DeletedWith = role }
        );
    }

    private TestEngine Engine(string name, string state = "state", string? alias = null, string stack = "dev", int backfill = 0) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProjectName = "warehouse",
                    StackName = stack,
                    StateDirectory = Path.Combine(_shop.Folder, state),
                    Program = () =>
                        Deployment.RunAsync(() =>
                            _ = WarehousePipeline.Make(
                                _shop.Project.Id,
                                name,
                                backfill,
                                alias is null ? null : new() { Aliases = { new Alias { Name = alias } } }
                            )
                        ),
                }
        );

    private static bool IsPart(StepState resource) => resource.Type.StartsWith("neonflow:", StringComparison.Ordinal);

    private async Task NothingIsLeftAsync()
    {
        Task<long> CountAsync(string of) => _shop.Project.Server.ScalarAsync<long>($"SELECT count(*) FROM {of}", "shop");
        Assert.Equal(0, await CountAsync("pg_publication"));
        Assert.Equal(0, await CountAsync("pg_replication_slots"));
        Assert.Equal(
            "",
            await _shop.Project.Server.ScalarAsync<string>(
                "SELECT coalesce(string_agg(convert_from(lo_get(oid), 'UTF8'), '|'), '') FROM pg_largeobject_metadata",
                "shop"
            )
        );
        Assert.Equal(0, await CountAsync("pg_class WHERE relname = 'wh_marks'"));
        Assert.Equal(0, await CountAsync("pg_roles WHERE rolname = 'wh_capture'"));
        Assert.Equal(["203.0.113.7"], _shop.Project.AllowedIps);
        Assert.Empty(_shop.Cloud.Estuary.LiveNames());
    }
}
