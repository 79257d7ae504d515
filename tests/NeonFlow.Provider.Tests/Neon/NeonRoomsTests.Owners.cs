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
