using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Cdc.Postgres.Inputs;
using NeonFlow.Functional.Tests.Random;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests;

/// <summary>Programs that leave names out: what exists keeps its name, whatever becomes of the program's own names.</summary>
[Trait("Category", "long")]
public sealed class DefaultNameTests : IAsyncLifetime
{
    private const string Sql = "CREATE TABLE public.stock_items (id int PRIMARY KEY);";

    private static readonly string[] Named =
    [
        "neonflow:neon:Role",
        "neonflow:postgres:WatermarksTable",
        "neonflow:postgres:Publication",
        "neonflow:postgres:ReplicationSlot",
        "neonflow:estuary:Capture",
    ];

    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync(Sql, "203.0.113.7");

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_component_that_is_renamed_with_the_printed_alias_keeps_all_its_names()
    {
        await SucceedsAsync(Pipeline("stock-feed").UpAsync());
        await NothingChangesAsync(Pipeline("stock-feed"), "a second time");
        var names = await NamesAsync();

        var refused = await Pipeline("inventory-feed").PreviewAsync();
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Aliases = { new Alias { Name = \"stock-feed\" } }", refused.Text, StringComparison.Ordinal);

        var aliased = Pipeline("inventory-feed", options: new() { Aliases = { new Alias { Name = "stock-feed" } } });
        await NothingChangesAsync(aliased, "with the alias");
        await SucceedsAsync(aliased.UpAsync());
        await NothingChangesAsync(Pipeline("inventory-feed"), "when the alias is out of the program again");
        Assert.Equal(names, await NamesAsync());
    }

    [Fact]
    public async Task What_is_made_anew_keeps_the_name_of_what_was_there()
    {
        await SucceedsAsync(Pipeline("stock-feed").UpAsync());
        var names = await NamesAsync();
        await SucceedsAsync(Pipeline("inventory-feed", options: new() { Aliases = { new Alias { Name = "stock-feed" } } }).UpAsync());
        var engine = Pipeline("inventory-feed");
        foreach (var type in Named)
        {
            var urn = engine.Resources().Single(r => r.Type == type).Urn;
            await SucceedsAsync(engine.UpAsync(new() { Replace = [urn] }), $"--replace {urn}");
        }
        Assert.Equal(names, await NamesAsync());

        await _shop.Project.ExecuteAsOwnerAsync("DROP PUBLICATION estuary_stock_feed", "shop");
        await SucceedsAsync(
            Pipeline("inventory-feed", static a => a.OnLoss = LossPolicy.Backfill).UpAsync(),
            "after the publication was dropped"
        );
        Assert.Equal(names, await NamesAsync());
    }

    [Fact]
    public async Task A_rename_that_was_interrupted_is_finished_by_the_next_up()
    {
        static void Marks(NeonToEstuaryArgs args) => args.WatermarksTable = "public.stock_marks";
        var options = new ComponentResourceOptions { Aliases = { new Alias { Name = "stock-feed" } } };
        await SucceedsAsync(Pipeline("stock-feed", Marks).UpAsync());
        var names = await NamesAsync();
        await _shop.Project.ExecuteAsOwnerAsync("DROP TABLE public.stock_marks", "shop");
        using var cancel = new CancellationTokenSource();
        // The nine parts are looked at first.
        var interruption = new Interruption(10, cancel.Cancel);
        await Pipeline("inventory-feed", Marks, options, interruption).UpAsync(cancellationToken: cancel.Token);
        Assert.Contains("WatermarksTable::inventory-feed", interruption.At!, StringComparison.Ordinal);

        await SucceedsAsync(Pipeline("inventory-feed", Marks, options).UpAsync(), "the next up");
        Assert.Equal(names, await NamesAsync());
        await NothingChangesAsync(Pipeline("inventory-feed", Marks, options), "after it");
        await NothingChangesAsync(Pipeline("inventory-feed", Marks), "without the alias");
    }

    [Fact]
    public async Task Names_that_are_taken_out_of_the_program_stay()
    {
        void Name(NeonToEstuaryArgs args)
        {
            args.RoleName = "wh_capture";
            args.PublicationName = "wh_pub";
            args.SlotName = "wh_slot";
            args.WatermarksTable = "public.wh_marks";
            args.CaptureName = "acmeCo/captures/postgres-prod";
        }

        await SucceedsAsync(Pipeline("stock-feed", Name).UpAsync());
        await OnlyTheComponentChangesAsync(Pipeline("stock-feed"));
        await SucceedsAsync(Pipeline("stock-feed").UpAsync());
        await NothingChangesAsync(Pipeline("stock-feed"), "without the names");
        await OnlyTheComponentChangesAsync(Pipeline("stock-feed", Name));
    }

    [Theory]
    [InlineData("ALTER PUBLICATION estuary_stock_feed RENAME TO others")]
    [InlineData("ALTER TABLE public.estuary_stock_feed_watermarks RENAME TO others")]
    public async Task What_somebody_renamed_gets_its_default_name_back(string rename)
    {
        static void Accept(NeonToEstuaryArgs args) => args.OnLoss = LossPolicy.Backfill;
        await SucceedsAsync(Pipeline("stock-feed", Accept).UpAsync());
        var names = await NamesAsync();
        await _shop.Project.Server.ExecuteAsync(rename, "shop");
        var preview = await Pipeline("stock-feed", Accept).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.Contains("it gets its name back", preview.Text, StringComparison.Ordinal);
        await SucceedsAsync(Pipeline("stock-feed", Accept).UpAsync(), "after the rename");
        Assert.Equal(names, await NamesAsync());
        await NothingChangesAsync(Pipeline("stock-feed", Accept), "after the up");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_role_of_the_program_that_somebody_renamed_gets_its_name_back_by_hand_or_is_made_anew(bool byHand)
    {
        await SucceedsAsync(Pipeline("stock-feed").UpAsync());
        await _shop.Project.Server.ExecuteAsync("ALTER ROLE estuary_stock_feed RENAME TO others", "shop");
        var preview = await Pipeline("stock-feed").PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.DoesNotContain("RoleName = \"others\"", preview.Text, StringComparison.Ordinal);
        const string Printed = "ALTER ROLE \"others\" RENAME TO \"estuary_stock_feed\";";
        Assert.Contains(Printed, preview.Text, StringComparison.Ordinal);
        if (byHand)
        {
            await _shop.Project.Server.ExecuteAsync(Printed, "shop");
        }
        else
        {
            await SucceedsAsync(Pipeline("stock-feed").UpAsync(), "after the rename");
        }

        await NothingChangesAsync(Pipeline("stock-feed"), "with its name");
    }

    [Fact]
    public async Task A_role_whose_password_nobody_can_tell_is_refused_in_preview_until_it_gets_a_new_one()
    {
        static void Adopt(NeonToEstuaryArgs args) => args.Adopt = true;
        await _shop.Project.Server.ExecuteAsync("CREATE ROLE estuary_stock_feed LOGIN REPLICATION PASSWORD 'set-by-sql'");
        var refused = await Pipeline("stock-feed", Adopt).PreviewAsync();
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Rotation = \"1\"", refused.Text + refused.ErrorText, StringComparison.Ordinal);
        Assert.DoesNotContain("NF1001", refused.Text + refused.ErrorText, StringComparison.Ordinal);

        static void Rotate(NeonToEstuaryArgs args) => (args.Adopt, args.Rotation) = (true, "1");
        var preview = await Pipeline("stock-feed", Rotate).PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        Assert.Contains("reset_password", preview.Text, StringComparison.Ordinal);
        await SucceedsAsync(Pipeline("stock-feed", Rotate).UpAsync());
        await NothingChangesAsync(Pipeline("stock-feed", Rotate), "a second time");
    }

    [Fact]
    public async Task A_single_resource_is_named_after_itself_once()
    {
        await SucceedsAsync(Publication("stock-feed").UpAsync());
        await NothingChangesAsync(Publication("stock-feed"), "a second time");
        await NothingChangesAsync(Publication("renamed", new() { Aliases = { new Alias { Name = "stock-feed" } } }), "with the alias");
        Assert.Equal("estuary_stock_feed", (await NamesAsync())[0]);
        await SucceedsAsync(Publication("stock-feed").DestroyAsync());
    }

    [Fact]
    public async Task An_imported_resource_keeps_its_name_where_the_program_leaves_it_out()
    {
        await _shop.Project.ExecuteAsOwnerAsync(
            "CREATE PUBLICATION by_hand FOR TABLE public.stock_items WITH (publish_via_partition_root = true)",
            "shop"
        );
        var engine = Publication("stock-feed", new() { ImportId = $"neon:{_shop.Project.Id}/default/shop/by_hand" });
        var imported = await engine.UpAsync();
        Assert.True(imported.Succeeded, imported.Text + imported.ErrorText);
        Assert.Equal(StepOp.Import, Assert.Single(imported.Steps, static s => s.Type == "neonflow:postgres:Publication").Op);
        await NothingChangesAsync(Publication("stock-feed"), "without the import");
        Assert.Equal("by_hand", (await NamesAsync())[0]);
    }

    private TestEngine Pipeline(
        string name,
        Action<NeonToEstuaryArgs>? change = null,
        ComponentResourceOptions? options = null,
        IEngineDisplay? display = null
    )
    {
        return Engine(Program, display);

        void Program()
        {
            var args = new NeonToEstuaryArgs
            {
                ProjectId = _shop.Project.Id,
                Database = "shop",
                Tables = ["public.stock_items"],
                Prefix = "acmeCo/warehouse",
                AcknowledgeIrreversible = true,
            };
            change?.Invoke(args);
            _ = new NeonToEstuary(name, args, options);
        }
    }

    private TestEngine Publication(string name, CustomResourceOptions? options = null) =>
        Engine(() =>
            _ = new Publication(
                name,
                new()
                {
                    Connection = new ConnectionArgs { ProjectId = _shop.Project.Id, Database = "shop" },
                    Tables = { "public.stock_items" },
                },
                options
            )
        );

    private TestEngine Engine(Action program, IEngineDisplay? display = null) =>
        _shop.Engine(
            _shop.Folder,
            o => o with { ProjectName = "warehouse", Program = () => Deployment.RunAsync(program), Display = display }
        );

    private async Task<string[]> NamesAsync()
    {
        Task<string?> AllAsync(string names) =>
            _shop.Project.Server.ScalarAsync<string>($"SELECT string_agg(name, ' ' ORDER BY name) FROM ({names}) s (name)", "shop");
        return
        [
            await AllAsync("SELECT pubname::text FROM pg_publication") ?? "",
            await AllAsync("SELECT slot_name::text FROM pg_replication_slots") ?? "",
            await AllAsync("SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'estuary%'") ?? "",
            await AllAsync("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relname LIKE 'estuary%'") ?? "",
            .. _shop.Cloud.Estuary.LiveNames(),
        ];
    }

    // Its inputs are in the state, too, for policies to see.
    private static async Task OnlyTheComponentChangesAsync(TestEngine engine)
    {
        var preview = await engine.PreviewAsync();
        Assert.True(preview.Succeeded, preview.Text + preview.ErrorText);
        var changed = Assert.Single(preview.Steps, static s => s.Op is not (StepOp.Same or StepOp.Refresh));
        Assert.Equal("neonflow:index:NeonToEstuary", changed.Urn.Type.ToString());
    }
}
