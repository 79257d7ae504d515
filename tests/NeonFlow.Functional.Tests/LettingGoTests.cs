using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Neon;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;

namespace NeonFlow.Functional.Tests;

/// <summary>What a capture reads is taken away once the capture has let go of it, and not before.</summary>
[Trait("Category", "long")]
public sealed class LettingGoTests : IAsyncLifetime
{
    private const string PublicationType = "neonflow:postgres:Publication";
    private const string RoleType = "neonflow:neon:Role";
    private const string Old = "public.parcels";
    private const string Listed = "SELECT count(*) FROM pg_publication_tables WHERE tablename = 'parcels'";
    private const string Granted = "SELECT relacl::text LIKE '%estuary_depot=r/%' FROM pg_class WHERE relname = 'parcels'";
    private const string Accounts = "SELECT count(*) FROM pg_largeobject_metadata";

    private Depot _depot = null!;

    public async ValueTask InitializeAsync() => _depot = await Depot.StartAsync();

    public async ValueTask DisposeAsync() => await _depot.DisposeAsync();

    [Fact]
    public async Task A_table_leaves_publication_and_grant_after_the_capture_has_let_go_of_it()
    {
        await SucceedsAsync(Engine(Old, "public.vans").UpAsync());
        var preview = await SucceedsAsync(Engine("public.vans").PreviewAsync());
        foreach (
            var statement in new[]
            {
                "REVOKE SELECT ON TABLE \"public\".\"parcels\" FROM \"estuary_depot\";",
                "ALTER PUBLICATION \"estuary_depot\" DROP TABLE ONLY \"public\".\"parcels\";",
            }
        )
        {
            var waits = $"-- once Capture depot of this program does not read it any more:\n      {statement}";
            Assert.True(preview.Text.Contains(waits, StringComparison.Ordinal), preview.Text);
        }

        _depot.RefusePublications();
        var failed = await Engine("public.vans").UpAsync();
        Assert.False(failed.Succeeded, failed.Text);
        _depot.Cloud.Estuary.Faults.Clear();
        Assert.Equal(1, await _depot.ScalarAsync<long>(Listed));
        Assert.True(await _depot.ScalarAsync<bool>(Granted));

        await SucceedsAsync(Engine("public.vans").UpAsync());
        Assert.Equal(0, await _depot.ScalarAsync<long>(Listed));
        Assert.False(await _depot.ScalarAsync<bool>(Granted));
        await NothingChangesAsync(Engine("public.vans"));

        await SucceedsAsync(Engine("public.vans").DestroyAsync());
        Assert.Equal(0, await _depot.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task A_table_that_a_targeted_up_took_from_the_publication_leaves_it_with_the_next_whole_one()
    {
        await SucceedsAsync(Engine(Old, "public.vans").UpAsync());
        var publication = Engine("public.vans").Resources().Single(static r => r.Type == "neonflow:postgres:Publication").Urn;
        await SucceedsAsync(Engine("public.vans").UpAsync(new() { Target = [publication] }));
        Assert.Equal(1, await _depot.ScalarAsync<long>(Listed));

        await SucceedsAsync(Engine("public.vans").UpAsync());
        Assert.Equal(0, await _depot.ScalarAsync<long>(Listed));
        await NothingChangesAsync(Engine("public.vans"));
    }

    [Fact]
    public async Task What_is_left_of_a_change_after_the_capture_has_let_go_is_drift()
    {
        await SucceedsAsync(Engine(Old, "public.vans").UpAsync());
        // The publication cannot be changed at the moment at which its turn comes.
        await _depot.Project.Server.ExecuteAsync(
            """
            CREATE FUNCTION public.hold() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NOT EXISTS (SELECT FROM pg_publication_tables WHERE tablename = 'parcels') THEN RAISE EXCEPTION 'held'; END IF;
            END $$;
            CREATE EVENT TRIGGER hold ON ddl_command_end WHEN TAG IN ('ALTER PUBLICATION') EXECUTE FUNCTION public.hold();
            """,
            "shop"
        );
        var failed = await Engine("public.vans").UpAsync();
        Assert.False(failed.Succeeded, failed.Text);
        Assert.Equal(1, await _depot.ScalarAsync<long>(Listed));

        await _depot.Project.Server.ExecuteAsync("DROP EVENT TRIGGER hold; DROP FUNCTION public.hold();", "shop");
        Assert.NotEqual(0, (await Engine("public.vans").PreviewAsync(new() { ExpectNoChanges = true })).ExitCode);
        await SucceedsAsync(Engine("public.vans").UpAsync());
        Assert.Equal(0, await _depot.ScalarAsync<long>(Listed));
        await NothingChangesAsync(Engine("public.vans"));
    }

    [Fact]
    public async Task A_destroy_leaves_nothing_after_somebody_has_deleted_the_capture_by_hand()
    {
        _depot.Project.AllowedIps = ["198.51.100.7"];
        await SucceedsAsync(In(Depot.Here, "203.0.113.16/28").UpAsync());
        await _depot.Cloud.Estuary.DeleteAsync("acmeCo/depot/estuary_depot");
        var destroyed = await SucceedsAsync(In(Depot.Here, "203.0.113.16/28").DestroyAsync());
        Assert.Equal(["198.51.100.7"], _depot.Project.AllowedIps);
        Assert.True(await _depot.ScalarAsync<long>("SELECT count(*) FROM pg_publication") == 0, destroyed.Text);
        Assert.True(await _depot.ScalarAsync<long>(Accounts) == 0, destroyed.Text);
    }

    [Fact]
    public async Task Addresses_of_the_data_plane_that_a_capture_leaves_stay_until_it_has_left()
    {
        _depot.Project.AllowedIps = ["198.51.100.7"];
        await SucceedsAsync(In(Depot.Here, "203.0.113.16/28").UpAsync());
        var moving = In(Depot.Elsewhere, "203.0.113.64/28");
        var preview = await SucceedsAsync(moving.PreviewAsync());
        Assert.True(
            preview.Text.Contains("\"203.0.113.16/28\" is taken off the list once Capture depot of this program", StringComparison.Ordinal),
            preview.Text
        );

        // Neither does an up of the list alone shut the capture out.
        var list = moving.Resources().Single(static r => r.Type == "neonflow:neon:IpAllow").Urn;
        await SucceedsAsync(moving.UpAsync(new() { Target = [list] }));
        Assert.Equal(["198.51.100.7", "203.0.113.16/28", "203.0.113.64/28"], _depot.Project.AllowedIps.Order());

        await SucceedsAsync(moving.UpAsync());
        Assert.Equal(["198.51.100.7", "203.0.113.64/28"], _depot.Project.AllowedIps.Order());
        await NothingChangesAsync(moving);
        await SucceedsAsync(moving.DestroyAsync());
        Assert.Equal(["198.51.100.7"], _depot.Project.AllowedIps);
        Assert.Equal(0, await _depot.ScalarAsync<long>(Accounts));
    }

    [Fact]
    public async Task An_entry_goes_at_once_where_a_capture_gets_in_by_another_one()
    {
        _depot.Project.AllowedIps = ["198.51.100.7"];
        await SucceedsAsync(In(Depot.Here, "203.0.113.16/28").UpAsync());
        var wider = In(Depot.Here, "203.0.113.0/24");
        await SucceedsAsync(wider.UpAsync());
        Assert.Equal(["198.51.100.7", "203.0.113.0/24"], _depot.Project.AllowedIps.Order());
        await NothingChangesAsync(wider);
    }

    [Fact]
    public async Task A_table_that_somebody_moved_loses_its_right_when_it_leaves_the_program()
    {
        await SucceedsAsync(Engine(Old, "public.vans").UpAsync());
        await _depot.Project.Server.ExecuteAsync(
            "CREATE SCHEMA archive AUTHORIZATION shop_owner; ALTER TABLE public.parcels SET SCHEMA archive;",
            "shop"
        );
        await SucceedsAsync(Engine("archive.parcels", "public.vans").UpAsync());
        await SucceedsAsync(Engine("public.vans").UpAsync());
        Assert.False(await _depot.ScalarAsync<bool>(Granted));
        await NothingChangesAsync(Engine("public.vans"));
    }

    [Fact]
    public async Task A_publication_stays_for_the_capture_of_another_stack()
    {
        var owner = Publishing("public.parcels", "public.vans");
        await SucceedsAsync(owner.UpAsync());
        await SucceedsAsync(Reading(Old, "public.vans").UpAsync());

        var smaller = Publishing("public.vans");
        var preview = await SucceedsAsync(smaller.PreviewAsync());
        Assert.True(preview.Text.Contains("until Capture reader of", StringComparison.Ordinal), preview.Text);
        await SucceedsAsync(smaller.UpAsync());
        Assert.Equal(1, await _depot.ScalarAsync<long>(Listed));
        await NothingChangesAsync(smaller);
        await SucceedsAsync(smaller.DestroyAsync());
        Assert.Equal(1, await _depot.ScalarAsync<long>("SELECT count(*) FROM pg_publication"));
    }

    [Fact]
    public async Task What_stayed_for_the_capture_of_another_stack_leaves_after_that_has_let_go()
    {
        await SucceedsAsync(Publishing("public.parcels", "public.vans").UpAsync());
        await SucceedsAsync(Reading(Old, "public.vans").UpAsync());
        var smaller = Publishing("public.vans");
        await SucceedsAsync(smaller.UpAsync());
        await SucceedsAsync(Reading("public.vans").UpAsync());
        await SucceedsAsync(smaller.UpAsync());
        Assert.Equal(0, await _depot.ScalarAsync<long>(Listed));
    }

    [Fact]
    public async Task A_capture_that_could_not_be_deleted_keeps_what_it_reads()
    {
        await SucceedsAsync(Publishing("public.parcels", "public.vans").UpAsync());
        await SucceedsAsync(Reading(Old, "public.vans").UpAsync());
        _depot.RefusePublications();
        var failed = await Reading(Old, "public.vans").DestroyAsync();
        Assert.False(failed.Succeeded, failed.Text);
        _depot.Cloud.Estuary.Faults.Clear();

        await SucceedsAsync(Publishing("public.vans").UpAsync());
        Assert.Equal(1, await _depot.ScalarAsync<long>(Listed));
    }

    [Fact]
    public async Task A_capture_that_has_no_slot_any_more_keeps_nothing()
    {
        await SucceedsAsync(Publishing("public.parcels", "public.vans").UpAsync());
        await SucceedsAsync(Reading(Old, "public.vans").UpAsync());
        await _depot.Cloud.Estuary.DeleteAsync("acmeCo/depot/reader");
        // The connector that was stopped lets go of the slot a moment later.
        await _depot.Project.Server.ExecuteAsync(
            """
            DO $$ BEGIN FOR look IN 1..600 LOOP
              EXIT WHEN NOT (SELECT active FROM pg_replication_slots WHERE slot_name = 'reader'); PERFORM pg_sleep(0.1);
            END LOOP; END $$;
            SELECT pg_drop_replication_slot('reader');
            """,
            "shop"
        );

        await SucceedsAsync(Publishing("public.vans").UpAsync());
        Assert.Equal(0, await _depot.ScalarAsync<long>(Listed));
    }

    [Fact]
    public async Task What_goes_with_the_capture_does_not_wait_for_it()
    {
        await SucceedsAsync(Together(isFirst: true).UpAsync());
        await SucceedsAsync(Together(isFirst: false).UpAsync());
        var destroyed = await SucceedsAsync(Together(isFirst: false).DestroyAsync());
        Assert.True(await _depot.ScalarAsync<long>("SELECT count(*) FROM pg_publication") == 0, destroyed.Text);
        Assert.True(await _depot.ScalarAsync<long>(Accounts) == 0, destroyed.Text);
    }

    [Fact]
    public async Task A_login_that_may_write_nothing_down_keeps_no_capture_from_running()
    {
        await SucceedsAsync(Publishing("public.vans").UpAsync());
        await _depot.Project.Server.ExecuteAsync("REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC", "shop");
        var up = await SucceedsAsync(Reading("public.vans").UpAsync());
        Assert.Contains("could not write down in its database what it reads", up.Text, StringComparison.Ordinal);
        await NothingChangesAsync(Reading("public.vans"));
        await SucceedsAsync(Reading("public.vans").DestroyAsync());
    }

    [Fact]
    public async Task A_publication_that_is_deleted_before_its_replacement_stays_until_the_capture_reads_the_new_one()
    {
        await SucceedsAsync(Renaming(PublicationType, "first").UpAsync());
        await SucceedsAsync(Renaming(PublicationType, "second").UpAsync());
        Assert.Equal("second", await _depot.ScalarAsync<string>("SELECT string_agg(pubname, ' ') FROM pg_publication"));
        await NothingChangesAsync(Renaming(PublicationType, "second"));
    }

    [Fact]
    public async Task A_role_that_is_deleted_before_its_replacement_stays_until_the_capture_logs_in_as_the_new_one()
    {
        const string Roles = "SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolname IN ('first', 'second')";
        await SucceedsAsync(Renaming(RoleType, "first").UpAsync());
        var up = await SucceedsAsync(Renaming(RoleType, "second").UpAsync());
        Assert.Contains("The role first stays until Capture depot of this program has changed", up.Text, StringComparison.Ordinal);
        Assert.Equal("second", await _depot.ScalarAsync<string>(Roles));
        await NothingChangesAsync(Renaming(RoleType, "second"));

        var role = Renaming(RoleType, "second").Resources().Single(static r => r.Type == RoleType).Urn;
        await SucceedsAsync(Renaming(RoleType, "second").UpAsync(new() { Replace = [role] }));
        Assert.Equal("second", await _depot.ScalarAsync<string>(Roles));
        await NothingChangesAsync(Renaming(RoleType, "second"));
        await SucceedsAsync(Renaming(RoleType, "second").DestroyAsync());
        Assert.Null(await _depot.ScalarAsync<string?>(Roles));
    }

    private TestEngine Renaming(string type, string name) =>
        _depot.Engine(
            "renaming",
            () =>
                Component(
                    [Old],
                    options: new()
                    {
                        ResourceTransforms =
                        {
                            (args, _) =>
                                Task.FromResult<ResourceTransformResult?>(
                                    args.Type == type
                                        ? new ResourceTransformResult(
                                            args.Args,
                                            CustomResourceOptions.Merge(
                                                (CustomResourceOptions)args.Options,
                                                new() { DeleteBeforeReplace = true }
                                            )
                                        )
                                        : null
                                ),
                        },
                    },
                    publication: type == PublicationType ? name : null,
                    role: type == RoleType ? name : null
                )
        );

    // Without a dependency the two go at the same time.
    private TestEngine Together(bool isFirst) =>
        _depot.Engine(
            "both",
            () =>
            {
                _ = new Publication(
                    "shared",
                    new()
                    {
                        Connection = _depot.Shop,
                        Name = "shared",
                        Tables = [Old],
                    }
                );
                if (!isFirst)
                {
                    _ = new Capture("reader", _depot.CaptureOf([Old]));
                }
            }
        );

    private TestEngine In(string plane, string entry) =>
        _depot.Engine(
            "depot",
            () =>
            {
                var list = new IpAllow("depot", new() { ProjectId = _depot.Project.Id, Entries = [entry] });
                Component([Old], $"ops/dp/public/{plane}", new() { DependsOn = { list } });
            }
        );

    private TestEngine Publishing(params string[] tables) =>
        _depot.Engine(
            "publisher",
            () =>
                _ = new Publication(
                    "shared",
                    new()
                    {
                        Connection = _depot.Shop,
                        Name = "shared",
                        Tables = tables,
                    }
                )
        );

    private TestEngine Reading(params string[] tables) =>
        _depot.Engine("reader", () => _ = new Capture("reader", _depot.CaptureOf(tables)));

    private TestEngine Engine(params string[] tables) => _depot.Engine("depot", () => Component(tables));

    private void Component(
        string[] tables,
        string? plane = null,
        ComponentResourceOptions? options = null,
        string? publication = null,
        string? role = null
    ) =>
        _ = new NeonToEstuary(
            "depot",
            new()
            {
                ProjectId = _depot.Project.Id,
                Database = "shop",
                Tables = tables,
                Prefix = "acmeCo/depot",
                AcknowledgeIrreversible = true,
                OpenIpAllow = plane is null,
                DataPlane = plane!,
                PublicationName = publication!,
                RoleName = role!,
            },
            options
        );
}
