using NeonFlow.Provider.Tests.Apis;
using Npgsql;
using Npgsql.Replication;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>Whose an object of the Neon API is, and who needs it still.</summary>
public sealed partial class NeonRoomsTests
{
    private Stack OfState(string state) =>
        new(("neonApiKey", Secret(_cloud.ApiKey)), ("neonApiUrl", _cloud.BaseUrl.ToString()), ("__instance", state));

    [Fact]
    public async Task An_entry_that_another_stack_needs_stays_until_the_last_one_goes()
    {
        _project.AllowedIps = ["203.0.113.7"];
        var inputs = Project(("entries", List("198.51.100.1")));
        var (dev, prod) = (OfState("dev"), OfState("prod"));
        var first = await dev.CreateAsync(Allow, inputs);
        var second = await prod.CreateAsync(Allow, inputs);

        await dev.DeleteAsync(first);
        Assert.Contains("198.51.100.1", _project.AllowedIps);
        Assert.Contains("that has another state needs it", dev.Lasting, StringComparison.Ordinal);

        await prod.DeleteAsync(second);
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
        Assert.Equal(0, await _project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", "shop"));
    }

    [Fact]
    public async Task An_entry_that_an_interrupted_run_put_on_the_list_is_its_own_for_the_next_one()
    {
        _project.AllowedIps = ["203.0.113.7"];
        var inputs = Project(("entries", List("198.51.100.1")));
        await OfState("dev").CreateAsync(Allow, inputs);
        var next = OfState("dev");
        var made = await next.CreateAsync(Allow, inputs);
        Assert.Equal("203.0.113.7", made["before"]);
        await next.DeleteAsync(made);
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
    }

    [Fact]
    public async Task A_role_that_somebody_made_anew_is_not_deleted()
    {
        var stack = OfState("dev");
        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        // As if it had been made an hour before.
        await _project.Server.ExecuteAsync(
            """
            DO $$
            DECLARE o record;
            BEGIN
              FOR o IN SELECT objoid, description FROM pg_description WHERE description LIKE '%about to be made%' LOOP
                EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', o.objoid,
                  regexp_replace(o.description, 'made, .*Z', 'made, 2020-01-01T00:00:00Z'));
              END LOOP;
            END $$
            """,
            "shop"
        );
        await stack.DeleteAsync(role);
        Assert.Contains("somebody deleted the one that this program made", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("flow_capture", await _project.RoleNamesAsync());
    }

    [Fact]
    public async Task A_role_of_the_same_program_with_another_state_is_refused()
    {
        await OfState("alice").CreateAsync(Roles, Project(("name", "flow_capture")));
        var bob = OfState("bob");
        var refused = await bob.FailsAsync(() => bob.PreviewCreateAsync(Roles, Project(("name", "flow_capture"))));
        Assert.Contains("of a stack dev of project shop that has another state made it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_another_stack_has_taken_over_stays_until_that_is_gone()
    {
        var inputs = Project(("name", "flow_capture"));
        var (maker, taker) = (OfState("maker"), OfState("taker"));
        var made = await maker.CreateAsync(Roles, inputs);
        var taken = await taker.CreateAsync(Roles, Project(("name", "flow_capture"), ("adopt", true)));
        await maker.DeleteAsync(made);
        Assert.Contains("flow_capture", await _project.RoleNamesAsync());
        Assert.Contains("that has another state has taken it over", maker.Lasting, StringComparison.Ordinal);

        await taker.DeleteAsync(taken);
        Assert.Equal(0, await _project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", "shop"));
    }

    [Fact]
    public async Task Who_took_over_an_earlier_role_of_the_name_does_not_keep_a_later_one()
    {
        var inputs = Project(("name", "flow_capture"));
        await OfState("maker").CreateAsync(Roles, inputs);
        await OfState("taker").CreateAsync(Roles, Project(("name", "flow_capture"), ("adopt", true)));
        await _project.Server.ExecuteAsync(
            """
            DO $$
            DECLARE o record;
            BEGIN
              FOR o IN SELECT objoid, description FROM pg_description WHERE description LIKE '%taken over%' LOOP
                EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', o.objoid,
                  regexp_replace(o.description, 'over, .*Z', 'over, 2020-01-01T00:00:00Z'));
              END LOOP;
            END $$
            """,
            "shop"
        );
        var next = OfState("maker");
        await next.DeleteAsync(await next.CreateAsync(Roles, inputs));
        Assert.DoesNotContain("flow_capture", await _project.RoleNamesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_resources_of_one_program_cannot_have_one_role(bool adopts)
    {
        var first = OfState("dev");
        await first.PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
        var second = first.Beside("second");
        var inputs = Project(("name", "flow_capture"), ("adopt", adopts));
        var refused = await second.FailsAsync(() => second.PreviewCreateAsync(Roles, inputs));
        Assert.Contains("Role it of this program makes the role flow_capture as well", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_on_a_branch_that_is_not_known_yet_keeps_nobody_from_making_one_of_its_name()
    {
        var first = OfState("dev");
        await first.PreviewCreateAsync(Roles, Project(("name", "flow_capture"), ("branchId", Schema.PropertyValue.Unknown.Value)));
        await first.Beside("second").PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
    }

    [Fact]
    public async Task A_role_that_moves_to_a_branch_with_a_copy_of_it_is_told_to_take_another_name()
    {
        var stack = OfState("dev");
        var made = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        var moved = Project(("name", "flow_capture"), ("branchId", await _project.AddBranchAsync("copy")));
        var next = OfState("dev");
        next.Diff((await next.RefreshAsync(made))!, moved);
        var refused = await next.FailsAsync(() => next.PreviewCreateAsync(Roles, moved));
        Assert.Contains("NF2008", refused.Message, StringComparison.Ordinal);
        Assert.Contains("fix: Name = \"flow_capture_2\"", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Adopt", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flow_other", false)]
    [InlineData("flow_capture", true)]
    public async Task What_is_replaced_whatever_is_not_known_yet_is_not_told_as_replaced_perhaps(string name, bool perhaps)
    {
        var made = await OfState("dev").CreateAsync(Roles, Project(("name", "flow_capture")));
        var inputs = Project(("name", name), ("branchId", Schema.PropertyValue.Unknown.Value));
        var next = OfState("dev");
        next.Diff((await next.RefreshAsync(made))!, inputs);
        await next.PreviewCreateAsync(Roles, inputs);
        Assert.Equal(perhaps, next.Lasting.Contains("replaced only if branchId", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_that_a_branch_has_from_its_parent_is_not_told_as_left_over()
    {
        var made = await OfState("dev").CreateAsync(Roles, Project(("name", "flow_capture")));
        await AccountAsync("role br-other-branch-12345678/other");
        await AccountAsync($"role {_project.BranchId}/interrupted");
        var stack = OfState("dev");
        await stack.DeleteAtOnceAsync((await stack.RefreshAsync(made))!);
        Assert.DoesNotContain("br-other-branch", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"role {_project.BranchId}/interrupted", stack.Lasting, StringComparison.Ordinal);
    }

    private Task AccountAsync(string subject) =>
        _project.Server.ExecuteAsync(
            $"""
            DO $$
            BEGIN
              EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', lo_create(0),
                e'neonflow urn:pulumi:dev::shop::{Roles}::gone dev/1\n{subject}\nabout to be made, 2026-01-01T00:00:00Z');
            END $$
            """,
            "shop"
        );

    [Fact]
    public async Task A_role_that_something_replicates_with_is_not_deleted_under_it()
    {
        var stack = OfState("dev");
        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        var reader = new LogicalReplicationConnection(
            new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = _project.DirectPort,
                Database = "shop",
                Username = "flow_capture",
                Password = _project.RolePassword("flow_capture"),
            }.ConnectionString
        );
        await reader.Open();
        var deleting = stack.DeleteAsync(role);
        while (!stack.Everything.Contains("waiting until nothing replicates as flow_capture", StringComparison.Ordinal))
        {
            Assert.False(deleting.IsCompleted);
            await Task.Delay(50);
        }
        Assert.Contains("flow_capture", await _project.RoleNamesAsync());
        await reader.DisposeAsync();
        await deleting;
        Assert.DoesNotContain("flow_capture", await _project.RoleNamesAsync());
    }

    [Fact]
    public async Task An_entry_that_another_stack_began_to_need_in_the_meantime_is_given_back()
    {
        _project.AllowedIps = ["203.0.113.7"];
        var dev = OfState("dev");
        var made = await dev.CreateAsync(Allow, Project(("entries", List("198.51.100.1"))));
        // The other one had seen the entry on the list, and so had nothing to send.
        _cloud.Change("PATCH", _ => NeededByAnother("198.51.100.1"));
        await dev.DeleteAsync(made);
        Assert.Equal(["198.51.100.1", "203.0.113.7"], _project.AllowedIps.Order());
    }

    private void NeededByAnother(string entry) =>
        _project
            .Server.ExecuteAsync(
                $"""
                DO $$
                BEGIN
                  EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', lo_create(0),
                    e'neonflow urn:pulumi:prod::shop::{Allow}::it prod/1\nallowed addresses of {_project.Id}\n{entry}');
                END $$
                """,
                "shop"
            )
            .GetAwaiter()
            .GetResult();
}
