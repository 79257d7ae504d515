using NeonFlow.Contracts;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Provider.Tests.Preflight;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>The Neon rooms and getConnection against a local Neon over real PostgreSQL.</summary>
public sealed partial class NeonRoomsTests : IAsyncLifetime
{
    private const string Replication = "neonflow:neon:LogicalReplication";
    private const string Allow = "neonflow:neon:IpAllow";
    private const string Roles = "neonflow:neon:Role";

    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(new() { Databases = ["shop"] });
    }

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();

    private Stack NewStack() => Stack.OfNeon(_cloud);

    private int Writes => _cloud.Calls.Count(static c => c.Method != "GET");

    private PropertyValue.Map Project(params (string Key, PropertyValue Value)[] more) => Of([("projectId", _project.Id), .. more]);

    private PropertyValue Connection => new PropertyValue.Map(Of(("projectId", _project.Id), ("database", "shop")).Entries);

    [Fact]
    public async Task A_role_stays_where_another_resource_of_the_program_has_it_now()
    {
        var first = new ProgramUnderJudgement(_cloud, _project);
        var orders = await first.MakeAsync(Roles, Project(("name", "flow")), "orders");
        var second = new ProgramUnderJudgement(_cloud, _project);
        var inputs = Project(("name", "flow"), ("adopt", true));
        await second.MakeAsync(Roles, inputs, "customers");
        await second.DeleteAsync(Roles, orders, "orders");
        Assert.Contains(second.Said, static s => s == "The role flow stays: Role customers of this program has it now.");
        Assert.Contains("flow", await _project.RoleNamesAsync());
    }

    [Fact]
    public async Task Logical_replication_needs_the_word_restarts_the_computes_and_stays_on()
    {
        var stack = NewStack();
        var refused = await stack.FailsAsync(() => stack.PreviewCreateAsync(Replication, Project()));
        Assert.Contains("NF2012", refused.Message, StringComparison.Ordinal);
        Assert.Contains("AcknowledgeIrreversible = true", refused.Message, StringComparison.Ordinal);
        await stack.FailsAsync(() => stack.CreateAsync(Replication, Project()));

        var inputs = Project(("acknowledgeIrreversible", true), ("connection", Connection));
        await stack.PreviewCreateAsync(Replication, inputs);
        Assert.Contains("""PATCH /projects/""" + _project.Id, stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("can never be switched off again", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(0, Writes);

        var thing = await stack.CreateAsync(Replication, inputs);
        Assert.Equal("logical", await _project.Server.ScalarAsync<string>("SHOW wal_level"));
        Assert.Equal($"neon:{_project.Id}", thing.Id);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, inputs));

        // On already: no word needed, nothing sent.
        var writes = Writes;
        await stack.PreviewCreateAsync(Replication, Project());
        await stack.CreateAsync(Replication, Project());
        var imported = (await stack.ImportAsync(Replication, $"neon:{_project.Id}"))!;
        Assert.Empty(stack.Diff(imported, Project()));
        await stack.DeleteAsync(thing);
        await stack.DeleteAsync(thing);
        Assert.Equal(writes, Writes);
        Assert.Contains("stays on", stack.Lasting, StringComparison.Ordinal);
        var off = Assert.Single(stack.Problems(Replication, Project(("enabled", false))));
        Assert.Equal("enabled", off.Property);
        Assert.Contains("NF2011", off.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_made_rotated_in_place_and_removed()
    {
        var stack = NewStack();
        var inputs = Project(("name", "flow_capture"));
        var preview = await stack.PreviewCreateAsync(Roles, inputs);
        Assert.Null(preview.Outputs["password"]);
        Assert.Equal(_project.BranchId, Text(preview.Outputs["branchId"]));
        Assert.Contains("POST /projects/", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(0, Writes);

        var role = await stack.CreateAsync(Roles, inputs);
        Assert.Equal($"neon:{_project.Id}/{_project.BranchId}/flow_capture", role.Id);
        var password = _project.RolePassword("flow_capture")!;
        Assert.Equal($"secret({password})", role["password"]);
        Assert.True(await _project.Server.ScalarAsync<bool>("SELECT rolreplication FROM pg_roles WHERE rolname = 'flow_capture'"));
        Assert.Empty(stack.Diff((await stack.RefreshAsync(role))!, inputs));

        var rotated = Project(("name", "flow_capture"), ("rotation", "2026-10"));
        var change = Assert.Single(stack.Diff(role, rotated));
        Assert.False(change.Value.Replaces);
        var predicted = await stack.PreviewUpdateAsync(role, rotated);
        Assert.Null(predicted.Outputs["password"]);
        Assert.Equal(_project.BranchId, Text(predicted.Outputs["branchId"]));
        Assert.Equal(password, _project.RolePassword("flow_capture"));
        role = await stack.UpdateAsync(role, rotated);
        Assert.NotEqual(password, _project.RolePassword("flow_capture"));
        Assert.Equal($"secret({_project.RolePassword("flow_capture")})", role["password"]);

        await stack.DeleteAsync(role);
        await stack.DeleteAsync(role);
        Assert.DoesNotContain("flow_capture", await _project.RoleNamesAsync());
        Assert.Null(await stack.RefreshAsync(role));
        Assert.DoesNotContain(password, stack.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(_cloud.ApiKey, stack.Everything, StringComparison.Ordinal);
    }

    [ContractFact(ContractFiles.NeonApi)]
    public async Task Every_call_is_as_the_official_definition_says()
    {
        var stack = NewStack();
        var role = await stack.CreateAsync(Roles, Project(("name", "flow/capture ü")));
        role = await stack.UpdateAsync(role, Project(("name", "flow/capture ü"), ("rotation", "2")));
        await stack.RefreshAsync(role);
        await stack.DeleteAsync(role);
        await stack.DeleteAsync(await stack.CreateAsync(Allow, Project(("entries", List("127.0.0.1", "198.51.100.0/24")))));
        await stack.CreateAsync(Replication, Project(("acknowledgeIrreversible", true)));
        Assert.NotNull((await stack.InvokeAsync("neonflow:neon:getConnection", ("projectId", _project.Id))).Result);
        var contract = OpenApiContract.Read(ContractFiles.NeonApi);
        Assert.True(_cloud.Calls.Count > 20);
        Assert.Empty(_cloud.Calls.SelectMany(c => contract.Check(c.Method, c.Path, c.Query, c.RequestBody, c.Status, c.ResponseBody)));
    }

    [Fact]
    public async Task A_role_of_somebody_else_is_taken_over_only_by_word()
    {
        var stack = NewStack();
        var name = _project.OwnerRole;
        var refused = await stack.FailsAsync(() => stack.PreviewCreateAsync(Roles, Project(("name", name))));
        Assert.Contains("NF2008", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Adopt = true", refused.Message, StringComparison.Ordinal);
        var inputs = Project(("name", name), ("adopt", true));
        var adopted = await stack.CreateAsync(Roles, inputs);
        Assert.Equal($"secret({_project.RolePassword(name)})", adopted["password"]);
        await stack.DeleteAsync(adopted);
        Assert.Contains(name, await _project.RoleNamesAsync());
        Assert.Equal(0, Writes);
        var imported = (await stack.ImportAsync(Roles, $"neon:{_project.Id}/{_project.BranchId}/{name}"))!;
        Assert.Empty(stack.Diff(imported, Project(("name", name), ("branchId", _project.BranchId))));
        Assert.Empty(stack.Diff(imported, Project(("name", name))));
        Assert.True(Assert.Single(stack.Diff(imported, Project(("name", name), ("branchId", "br-another-one-1")))).Value.Replaces);
    }

    [Fact]
    public async Task A_role_that_an_interrupted_run_made_is_its_own_for_the_next_one()
    {
        await NewStack().CreateAsync(Roles, Project(("name", "flow_capture")));
        var password = _project.RolePassword("flow_capture");

        // The answer was never saved.
        var stack = NewStack();
        await stack.PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Contains("goes on with the role flow_capture", stack.Lasting, StringComparison.Ordinal);
        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Contains(
            "This run goes on with the role flow_capture, which a run of this program made",
            stack.Lasting,
            StringComparison.Ordinal
        );
        Assert.Equal("false", role["adopted"]);
        Assert.Equal($"secret({password})", role["password"]);
        await stack.DeleteAsync(role);
        Assert.DoesNotContain("flow_capture", await _project.RoleNamesAsync());
        Assert.Equal(0, await _project.Server.ScalarAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", "shop"));
    }

    [Fact]
    public async Task A_change_that_is_under_way_does_not_keep_a_run_from_reading_its_mark()
    {
        await NewStack().CreateAsync(Roles, Project(("name", "flow_capture")));
        await using var sessions = new PostgresSessions();
        var address = new PostgresAddress(_project.DirectHost, _project.DirectPort, "shop", _project.OwnerRole, TlsMode.Disable)
        {
            Password = _project.RolePassword(_project.OwnerRole),
        };
        var locked = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        var change = sessions.ChangeAsync(
            address,
            "role",
            new(),
            async (session, stop) =>
            {
                await session.ReadAsync(Account.Now, stop);
                locked.SetResult();
                await done.Task;
                return true;
            },
            default
        );
        await locked.Task;
        var role = await NewStack().CreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Equal("false", role["adopted"]);
        done.SetResult();
        await change;
    }

    [Fact]
    public async Task A_role_is_planned_although_its_rotation_is_not_known()
    {
        var stack = NewStack();
        var inputs = Project(("name", "flow_capture"), ("rotation", PropertyValue.Unknown.Value));
        var planned = await stack.PreviewCreateAsync(Roles, inputs);
        Assert.Equal("false", Text(planned.Outputs["adopted"]));
        Assert.Equal(_project.BranchId, Text(planned.Outputs["branchId"]));
        Assert.Contains("POST /projects/", stack.Lasting, StringComparison.Ordinal);

        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture"), ("rotation", "1")));
        stack.Said.Clear();
        var predicted = await stack.PreviewUpdateAsync(role, inputs);
        Assert.Equal("false", Text(predicted.Outputs["adopted"]));
        Assert.Equal(_project.BranchId, Text(predicted.Outputs["branchId"]));
        Assert.Null(predicted.Outputs["password"]);
        Assert.Contains("new password", stack.Lasting, StringComparison.Ordinal);
        Assert.DoesNotContain("once its project", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_exists_is_no_failure_of_a_preview_where_it_is_not_known_whether_it_may_be_adopted()
    {
        var inputs = Project(("name", _project.OwnerRole), ("adopt", PropertyValue.Unknown.Value));
        await NewStack().PreviewCreateAsync(Roles, inputs);
    }

    [Fact]
    public async Task A_role_that_a_colleague_made_after_a_run_was_interrupted_is_not_taken()
    {
        var stack = NewStack();
        await stack.CreateAsync(Roles, Project(("name", "flow_capture")));

        // As if the run had been killed an hour earlier, before its call, and the role were somebody else's.
        await _project.Server.ExecuteAsync(
            """
            DO $$ DECLARE m record; BEGIN
              FOR m IN SELECT objoid, description FROM pg_description WHERE classoid = 'pg_largeobject'::regclass LOOP
                EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', m.objoid,
                  regexp_replace(m.description, '\d{4}-\d\d-\d\dT[0-9:]+Z',
                    to_char(now() at time zone 'UTC' - interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
              END LOOP;
            END $$
            """,
            "shop"
        );
        var refused = await stack.FailsAsync(() => stack.CreateAsync(Roles, Project(("name", "flow_capture"))));
        Assert.Contains("NF2008", refused.Message, StringComparison.Ordinal);
        Assert.Contains("flow_capture", await _project.RoleNamesAsync());
    }

    [Fact]
    public async Task A_role_is_made_without_a_mark_where_the_database_lets_nobody_in()
    {
        await using var strict = await NeonCloud.StartAsync(new() { LoopbackIsAllowed = false });
        var project = await strict.AddProjectAsync(new() { AllowedIps = ["203.0.113.7"] });
        var stack = new Stack(("neonApiKey", Secret(strict.ApiKey)), ("neonApiUrl", strict.BaseUrl.ToString()));
        var inputs = Of(("projectId", project.Id), ("name", "flow_capture"));
        await stack.CreateAsync(Roles, inputs);
        var refused = await stack.FailsAsync(() => stack.CreateAsync(Roles, inputs));
        Assert.Contains("Adopt = true", refused.Message, StringComparison.Ordinal);
        await stack.DeleteAsync(await stack.CreateAsync(Roles, Of(("projectId", project.Id), ("name", "flow_capture"), ("adopt", true))));
        Assert.Contains("flow_capture", await project.RoleNamesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_404_for_a_whole_project_is_an_absence_only_where_Neon_lists_it_as_deleted(bool cannotBeKnown)
    {
        var stack = NewStack();
        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        var list = await stack.CreateAsync(Allow, Project(("entries", List("127.0.0.1"))));
        var replication = await stack.CreateAsync(Replication, Project(("acknowledgeIrreversible", true)));
        var publication = await stack.CreateAsync("neonflow:postgres:Publication", Of(("name", "flow"), ("connection", Connection)));
        await _cloud.RemoveProjectAsync(_project, forGood: cannotBeKnown);

        // Another process: this one remembers for a while where the database was.
        var later = NewStack();
        foreach (var thing in (Thing[])[role, list, replication, publication])
        {
            var read = await later.RefreshAsync(thing);
            Assert.Equal(cannotBeKnown, read is not null);
            if (cannotBeKnown && thing.Type != Replication)
            {
                var refused = await later.FailsAsync(() => later.DeleteAsync(thing));
                Assert.Contains("NF2018", refused.Message, StringComparison.Ordinal);
                Assert.Contains("pulumi state delete", refused.Message, StringComparison.Ordinal);
            }
            else
            {
                await later.DeleteAsync(thing);
            }
        }

        Assert.Equal(cannotBeKnown, later.Lasting.Contains("not checked", StringComparison.Ordinal));
    }
}
