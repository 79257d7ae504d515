using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Neon;
using NeonFlow.Cdc.Postgres;
using NeonFlow.Cdc.Postgres.Inputs;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;

namespace NeonFlow.Functional.Tests;

/// <summary>What captures read through: schemas, all tables, resources that leave the program, databases out of reach.</summary>
[Trait("Category", "long")]
public sealed class StillReadTests : IAsyncLifetime
{
    private const string Covered = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_publication_tables";

    private Depot _depot = null!;

    public async ValueTask InitializeAsync()
    {
        _depot = await Depot.StartAsync();
        await _depot.Project.Server.ExecuteAsync(
            """
            CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'boss';
            CREATE SCHEMA yard;
            CREATE TABLE yard.forks (id int PRIMARY KEY);
            GRANT USAGE ON SCHEMA yard TO depot_reader;
            GRANT SELECT ON yard.forks TO depot_reader;
            """,
            "shop"
        );
    }

    public async ValueTask DisposeAsync() => await _depot.DisposeAsync();

    [Fact]
    public async Task A_schema_leaves_the_publication_after_the_capture_has_let_go_of_its_tables() =>
        await LeavesAsync(
            new() { Schemas = ["public", "yard"] },
            new() { Schemas = ["public"] },
            "forks parcels vans",
            "forks parcels vans",
            "parcels vans"
        );

    [Fact]
    public async Task A_publication_of_all_tables_keeps_what_is_read_until_the_capture_has_let_go() =>
        await LeavesAsync(new() { AllTables = true }, new() { Tables = ["public.vans"] }, "forks parcels vans", "forks vans", "vans");

    [Theory]
    [InlineData("depot_reader")]
    [InlineData("depot_staff")]
    public async Task A_right_stays_whose_grant_leaves_the_program_while_the_capture_needs_it(string role)
    {
        await _depot.Project.Server.ExecuteAsync(
            "REVOKE SELECT ON public.vans FROM depot_reader; CREATE ROLE depot_staff; GRANT depot_staff TO depot_reader;",
            "shop"
        );
        await SucceedsAsync(Granting(role, isIn: true).UpAsync());
        var up = await SucceedsAsync(Granting(role, isIn: false).UpAsync());
        Assert.Contains("Capture reader of this program still reads it.", up.Text, StringComparison.Ordinal);
        Assert.Contains($"REVOKE SELECT ON TABLE \"public\".\"vans\" FROM \"{role}\";", up.Text, StringComparison.Ordinal);
        Assert.True(await _depot.ScalarAsync<bool>("SELECT has_table_privilege('depot_reader', 'public.vans', 'SELECT')"));
    }

    [Fact]
    public async Task What_stays_for_another_stack_after_a_destroy_is_said_with_its_statements()
    {
        await _depot.Project.Server.ExecuteAsync("REVOKE SELECT ON public.vans FROM depot_reader", "shop");
        var owner = Granting("depot_reader", isIn: true, isCaptured: false);
        await SucceedsAsync(owner.UpAsync());
        await SucceedsAsync(_depot.Engine("reader", () => _ = new Capture("reader", _depot.CaptureOf("public.vans"))).UpAsync());
        var destroyed = await SucceedsAsync(owner.DestroyAsync());
        Assert.Contains("until Capture reader of", destroyed.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing takes that away then but you: DROP PUBLICATION \"shared\";", destroyed.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Nothing takes that away then but you: REVOKE SELECT ON TABLE \"public\".\"vans\" FROM \"depot_reader\";",
            destroyed.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_entry_stays_whose_list_leaves_the_program_while_the_capture_gets_in_by_it()
    {
        _depot.Project.AllowedIps = ["198.51.100.7"];
        await SucceedsAsync(Listing(isIn: true).UpAsync());
        var up = await SucceedsAsync(Listing(isIn: false).UpAsync());
        Assert.Contains("Capture reader of this program needs it", up.Text, StringComparison.Ordinal);
        Assert.Equal(["198.51.100.7", "203.0.113.16/28"], _depot.Project.AllowedIps.Order());
    }

    [Fact]
    public async Task A_list_that_goes_with_the_capture_does_not_wait_for_it()
    {
        _depot.Project.AllowedIps = ["198.51.100.7"];
        await SucceedsAsync(Listing(isIn: true).UpAsync());
        await SucceedsAsync(Listing(isIn: true).DestroyAsync());
        Assert.Equal(["198.51.100.7"], _depot.Project.AllowedIps);
        Assert.Equal(0, await _depot.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata"));
    }

    [Fact]
    public async Task A_database_that_is_out_of_reach_keeps_no_capture_from_being_changed_or_deleted()
    {
        await SucceedsAsync(_depot.Engine("publisher", () => Publish(new() { Tables = ["public.vans"] }, [])).UpAsync());
        await SucceedsAsync(Changing(isReached: true).UpAsync());
        var up = await SucceedsAsync(Changing(isReached: false).UpAsync(new() { PreviewFirst = true }));
        Assert.Contains("could not write down in its database what it reads", up.Text, StringComparison.Ordinal);
        var destroyed = await SucceedsAsync(Changing(isReached: false).DestroyAsync());
        Assert.Contains("may still be written down in its database", destroyed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("acmeCo/depot/reader", _depot.Cloud.Estuary.LiveNames());
    }

    private TestEngine Changing(bool isReached) =>
        _depot.Engine(
            "reader",
            () =>
            {
                var args = _depot.CaptureOf("public.vans");
                if (!isReached)
                {
                    args.Backfill = new() { ["*"] = 1 };
                    args.Connection = new ConnectionArgs
                    {
                        Host = "127.0.0.1",
                        Port = 1,
                        Database = "shop",
                        User = "depot_reader",
                    };
                }

                _ = new Capture("reader", args);
            }
        );

    // As all of it is read, as it is where the capture could not be changed, and as it is afterwards.
    private async Task LeavesAsync(PublicationArgs before, PublicationArgs after, string all, string held, string left)
    {
        await SucceedsAsync(Reading(before, "public.vans", "yard.forks").UpAsync());
        Assert.Equal(all, await _depot.ScalarAsync<string>(Covered));
        _depot.RefusePublications();
        var failed = await Reading(after, "public.vans").UpAsync();
        Assert.False(failed.Succeeded, failed.Text);
        _depot.Cloud.Estuary.Faults.Clear();
        Assert.Equal(held, await _depot.ScalarAsync<string>(Covered));

        await SucceedsAsync(Reading(after, "public.vans").UpAsync());
        Assert.Equal(left, await _depot.ScalarAsync<string>(Covered));
        await NothingChangesAsync(Reading(after, "public.vans"));
    }

    private TestEngine Reading(PublicationArgs publication, params string[] tables) =>
        _depot.Engine("reading", () => Publish(publication, tables));

    private void Publish(PublicationArgs args, string[] tables)
    {
        args.Name = "shared";
        args.Connection = new ConnectionArgs
        {
            Host = _depot.Project.DirectHost,
            Port = _depot.Project.DirectPort,
            Database = "shop",
            User = "boss",
            Password = "boss",
        };
        var publication = new Publication("shared", args);
        if (tables.Length > 0)
        {
            _ = new Capture("reader", _depot.CaptureOf(tables), new() { DependsOn = { publication } });
        }
    }

    private TestEngine Granting(string role, bool isIn, bool isCaptured = true) =>
        _depot.Engine(
            "granting",
            () =>
            {
                Grant[] grants = isIn
                    ?
                    [
                        new(
                            "reader",
                            new()
                            {
                                Connection = _depot.Shop,
                                Role = role,
                                Tables = ["public.vans"],
                            }
                        ),
                    ]
                    : [];
                var shared = new PublicationArgs
                {
                    Connection = _depot.Shop,
                    Name = "shared",
                    Tables = ["public.vans"],
                };
                Resource[] needs = [.. grants, new Publication("shared", shared)];
                if (isCaptured)
                {
                    _ = new Capture("reader", _depot.CaptureOf("public.vans"), new() { DependsOn = needs });
                }
            }
        );

    private TestEngine Listing(bool isIn) =>
        _depot.Engine(
            "listing",
            () =>
            {
                Resource[] needs = isIn
                    ? [new IpAllow("reader", new() { ProjectId = _depot.Project.Id, Entries = ["203.0.113.16/28"] })]
                    : [];
                var shared = new PublicationArgs
                {
                    Connection = _depot.Shop,
                    Name = "shared",
                    Tables = ["public.vans"],
                };
                var publication = new Publication("shared", shared);
                var args = _depot.CaptureOf("public.vans");
                args.DataPlane = $"ops/dp/public/{Depot.Here}";
                _ = new Capture("reader", args, new() { DependsOn = [publication, .. needs] });
            }
        );
}
