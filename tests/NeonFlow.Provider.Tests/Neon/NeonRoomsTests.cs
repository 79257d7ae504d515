using NeonFlow.Contracts;
using NeonFlow.Postgres;
using NeonFlow.Postgres.Facts;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Provider.Tests.Preflight;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>The Neon rooms and getConnection against a local Neon over real PostgreSQL.</summary>
public sealed class NeonRoomsTests : IAsyncLifetime
{
    private const string Replication = "neonflow:neon:LogicalReplication";
    private const string Allow = "neonflow:neon:IpAllow";
    private const string Roles = "neonflow:neon:Role";

    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;

    public async Task InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(new() { Databases = ["shop"] });
    }

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    private Stack NewStack() => new(("neonApiKey", Secret(_cloud.ApiKey)), ("neonApiUrl", _cloud.BaseUrl.ToString()));

    private int Writes => _cloud.Calls.Count(static c => c.Method != "GET");

    private PropertyValue.Map Project(params (string Key, PropertyValue Value)[] more) => Of([("projectId", _project.Id), .. more]);

    private PropertyValue Connection => new PropertyValue.Map(Of(("projectId", _project.Id), ("database", "shop")).Entries);

    [Fact]
    public async Task A_project_that_is_open_stays_open_where_the_program_wants_it()
    {
        var stack = NewStack();
        var inputs = Project(("entries", new PropertyValue.List(["198.51.100.1"])), ("mode", "additive"), ("keepOpen", true));
        var thing = await stack.CreateAsync(Allow, inputs);
        Assert.Empty(_project.AllowedIps);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, inputs));

        // Once somebody closes it, the entries are missing, and the next up adds them.
        _project.AllowedIps = ["203.0.113.7"];
        Assert.NotEmpty(stack.Diff((await stack.RefreshAsync(thing))!, inputs));
        await stack.UpdateAsync(thing, inputs);
        Assert.Equal(["198.51.100.1", "203.0.113.7"], _project.AllowedIps.Order());
    }

    [Fact]
    public async Task An_address_that_two_pipelines_of_a_program_let_in_goes_with_the_last_of_them()
    {
        _project.AllowedIps = ["203.0.113.7"];
        var inputs = Project(("entries", List("198.51.100.1")), ("keepOpen", true));
        var first = new ProgramUnderJudgement(_cloud, _project);
        var orders = await first.MakeAsync(Allow, inputs, "orders");
        var customers = await first.MakeAsync(Allow, inputs, "customers");
        Assert.DoesNotContain(first.Said, static s => s.Contains("cannot be known", StringComparison.Ordinal));

        // A later run: one pipeline is new, one stays, one leaves the program.
        var second = new ProgramUnderJudgement(_cloud, _project);
        Assert.False(await second.KeepAsync(Allow, customers, inputs, "customers"));
        var payments = await second.MakeAsync(Allow, inputs, "payments");
        Assert.DoesNotContain(second.Said, static s => s.Contains("cannot be known", StringComparison.Ordinal));
        await second.DeleteAsync(Allow, orders, "orders");
        Assert.Equal(["198.51.100.1", "203.0.113.7"], _project.AllowedIps.Order());
        Assert.Contains(
            second.Said,
            static s =>
                s.Contains("198.51.100.1\" stays", StringComparison.Ordinal) && s.Contains("IpAllow customers", StringComparison.Ordinal)
        );

        // One that stays no longer wants it, and the other one does.
        var third = new ProgramUnderJudgement(_cloud, _project);
        Assert.False(await third.KeepAsync(Allow, payments, inputs, "payments"));
        var changed = await third.ChangeAsync(
            Allow,
            customers,
            Project(("entries", List("198.51.100.2")), ("keepOpen", true)),
            "customers"
        );
        Assert.Equal(["198.51.100.1", "198.51.100.2", "203.0.113.7"], _project.AllowedIps.Order());

        // A destroy tells of no program: whatever they put there goes.
        var last = new ProgramUnderJudgement(_cloud, _project);
        await last.DeleteAsync(Allow, changed, "customers");
        await last.DeleteAsync(Allow, payments, "payments");
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
    }

    [Fact]
    public async Task An_address_that_two_providers_of_a_program_let_in_goes_with_the_last_of_them()
    {
        _project.AllowedIps = ["203.0.113.7"];
        var inputs = Project(("entries", List("198.51.100.1")));
        var engine = $"127.0.0.1:{Guid.NewGuid():N}";
        var one = new ProgramUnderJudgement(_cloud, _project, engine);
        var two = new ProgramUnderJudgement(_cloud, _project, engine);
        var orders = await one.MakeAsync(Allow, inputs, "orders");
        var customers = await two.MakeAsync(Allow, inputs, "customers");
        one.Close();
        two.Close();
        Assert.DoesNotContain(two.Said, static s => s.Contains("cannot be known", StringComparison.Ordinal));
        var last = new ProgramUnderJudgement(_cloud, _project);
        await last.DeleteAsync(Allow, orders, "orders");
        await last.DeleteAsync(Allow, customers, "customers");
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
    }

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
    public async Task An_address_of_somebody_else_stays_although_two_pipelines_need_it()
    {
        _project.AllowedIps = ["203.0.113.7", "198.51.100.1"];
        var inputs = Project(("entries", List("198.51.100.1")));
        var first = new ProgramUnderJudgement(_cloud, _project);
        var orders = await first.MakeAsync(Allow, inputs, "orders");
        var customers = await first.MakeAsync(Allow, inputs, "customers");
        var last = new ProgramUnderJudgement(_cloud, _project);
        await last.DeleteAsync(Allow, orders, "orders");
        await last.DeleteAsync(Allow, customers, "customers");
        Assert.Equal(["198.51.100.1", "203.0.113.7"], _project.AllowedIps.Order());
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
        Assert.Contains(
            "enabled",
            Assert.Single(stack.Problems(Replication, Project(("enabled", false)))).Property,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_address_list_in_common_keeps_what_others_put_there()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { AllowedIps = ["192.0.2.1", "127.0.0.1"] });
        var stack = new Stack(("neonApiKey", Secret(cloud.ApiKey)), ("neonApiUrl", cloud.BaseUrl.ToString()));
        PropertyValue.Map Inputs(params string[] entries) => Of(("projectId", project.Id), ("entries", List(entries)));

        await stack.PreviewCreateAsync(Allow, Inputs("198.51.100.7/32", "198.51.100.7", "203.0.113.77/24"));
        Assert.Contains(
            "\"ips\":[\"192.0.2.1\",\"127.0.0.1\",\"198.51.100.7\",\"203.0.113.0/24\"]",
            stack.Lasting,
            StringComparison.Ordinal
        );
        var thing = await stack.CreateAsync(Allow, Inputs("198.51.100.7/32", "203.0.113.77/24", "192.0.2.1"));
        Assert.Equal(["192.0.2.1", "127.0.0.1", "198.51.100.7", "203.0.113.0/24"], project.AllowedIps);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(thing))!, Inputs("203.0.113.0/24", "192.0.2.1", "198.51.100.7")));

        // By hand: one of ours is taken out, one of theirs comes in.
        project.AllowedIps = ["192.0.2.1", "127.0.0.1", "203.0.113.0/24", "192.0.2.99"];
        var drifted = (await stack.RefreshAsync(thing))!;
        Assert.Equal(ChangeKind.Add, Assert.Single(stack.Diff(drifted, Inputs("198.51.100.7", "203.0.113.0/24", "192.0.2.1"))).Value.Kind);
        var repaired = await stack.UpdateAsync(drifted, Inputs("198.51.100.7", "203.0.113.0/24", "192.0.2.1"));
        Assert.Equal(["192.0.2.1", "127.0.0.1", "203.0.113.0/24", "192.0.2.99", "198.51.100.7"], project.AllowedIps);

        // What was there before is not ours to take away.
        await stack.DeleteAsync(repaired);
        Assert.Equal(["192.0.2.1", "127.0.0.1", "192.0.2.99"], project.AllowedIps);
        var writes = cloud.Calls.Count(static c => c.Method != "GET");
        await stack.DeleteAsync(repaired);
        Assert.Equal(writes, cloud.Calls.Count(static c => c.Method != "GET"));
    }

    [Fact]
    public async Task The_first_entry_shuts_others_out_and_that_is_said()
    {
        var stack = NewStack();
        var inputs = Project(("entries", List("127.0.0.1")));
        await stack.PreviewCreateAsync(Allow, inputs);
        Assert.Contains(stack.Said, static l => l.Severity == Severity.Warning && l.Text.Contains("NF2014", StringComparison.Ordinal));
        Assert.Equal(0, Writes);
        var thing = await stack.CreateAsync(Allow, inputs);
        Assert.Equal(["127.0.0.1"], _project.AllowedIps);
        await stack.DeleteAsync(thing);
        Assert.Empty(_project.AllowedIps);
        Assert.Contains("everybody may connect", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exclusive_list_is_exactly_the_programs()
    {
        var stack = NewStack();
        _project.AllowedIps = ["192.0.2.1"];
        PropertyValue.Map Inputs(params string[] entries) =>
            Project(("entries", List(entries)), ("mode", "exclusive"), ("protectedBranchesOnly", true), ("openToAll", entries.Length == 0));
        var thing = await stack.CreateAsync(Allow, Inputs("127.0.0.1"));
        Assert.Equal(["127.0.0.1"], _project.AllowedIps);
        Assert.True(_project.ProtectedBranchesOnly);
        _project.AllowedIps = ["127.0.0.1", "192.0.2.50"];
        var drifted = (await stack.RefreshAsync(thing))!;
        Assert.Equal(ChangeKind.Delete, Assert.Single(stack.Diff(drifted, Inputs("127.0.0.1"))).Value.Kind);
        thing = await stack.UpdateAsync(drifted, Inputs("127.0.0.1"));
        Assert.Equal(["127.0.0.1"], _project.AllowedIps);
        await stack.DeleteAsync(thing);
        Assert.Equal(["192.0.2.1"], _project.AllowedIps);
    }

    [Theory]
    [InlineData("10.0.0", "entries[0]")]
    [InlineData("10.0.0.0/40", "entries[0]")]
    [InlineData("nowhere.example", "entries[0]")]
    public void Addresses_that_nobody_could_come_from_are_refused(string entry, string path)
    {
        var problem = Assert.Single(NewStack().Problems(Allow, Project(("entries", List(entry)))));
        Assert.Contains(path, problem.Reason, StringComparison.Ordinal);
        Assert.Contains("NF2003", problem.Reason, StringComparison.Ordinal);
        Assert.Equal(0, Writes);
    }

    [Fact]
    public void An_empty_list_has_to_be_meant()
    {
        Assert.Contains(
            "OpenToAll = true",
            Assert.Single(NewStack().Problems(Allow, Project(("entries", List())))).Reason,
            StringComparison.Ordinal
        );
        Assert.Empty(NewStack().Problems(Allow, Project(("entries", List()), ("openToAll", true))));
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
        Assert.Contains("was made by a run of this program", stack.Lasting, StringComparison.Ordinal);
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
                await session.ReadAsync(Mark.Now, stop);
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
                EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', m.objoid, regexp_replace(m.description, '\d{4}-\d\d-\d\dT[0-9:]+Z', to_char(now() at time zone 'UTC' - interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
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

    [Fact]
    public async Task Entries_that_are_on_the_list_already_are_named_and_stay_unless_the_program_says_that_they_are_its_own()
    {
        _project.AllowedIps = ["203.0.113.7", "198.51.100.1"];
        var stack = NewStack();
        var inputs = Project(("entries", List("198.51.100.1", "198.51.100.2")));
        await stack.PreviewCreateAsync(Allow, inputs);
        Assert.Contains("\"198.51.100.1\" already, and it cannot be known who put it there", stack.Lasting, StringComparison.Ordinal);
        var thing = await stack.CreateAsync(Allow, inputs);
        stack.Said.Clear();
        thing = await stack.UpdateAsync(thing, inputs);
        Assert.DoesNotContain("cannot be known", stack.Lasting, StringComparison.Ordinal);
        await stack.DeleteAsync(thing);
        Assert.Contains("\"198.51.100.1\" stays", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(["198.51.100.1", "203.0.113.7"], _project.AllowedIps.Order());

        var own = NewStack();
        await own.DeleteAsync(await own.CreateAsync(Allow, Project(("entries", List("198.51.100.1", "198.51.100.2")), ("adopt", true))));
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
        Assert.DoesNotContain("cannot be known", own.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_whose_answer_got_lost_is_found_again()
    {
        var stack = NewStack();
        _cloud.LoseNextAnswer("POST");
        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Equal($"secret({_project.RolePassword("flow_capture")})", role["password"]);
        Assert.Equal(1, _cloud.Calls.Count(static c => c.Method == "POST"));
    }

    [Fact]
    public async Task Locks_and_limits_are_waited_out()
    {
        var stack = NewStack();
        _cloud.Next(423, "POST", times: 2);
        _cloud.Next(429, "POST");
        await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Contains(stack.Said, static l => l.Ephemeral && l.Text.Contains("another operation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_operation_is_told_and_the_role_is_not_lost()
    {
        var stack = NewStack();
        _project.FailNextOperation("compute would not start");
        var failed = await stack.FailsAsync(() => stack.CreateAsync(Roles, Project(("name", "flow_capture"))));
        Assert.Contains("NF2010", failed.Message, StringComparison.Ordinal);
        Assert.Contains("compute would not start", failed.Message, StringComparison.Ordinal);
        Assert.Equal($"neon:{_project.Id}/{_project.BranchId}/flow_capture", failed.Partial!.Id);
    }

    [Theory]
    [InlineData("name", "pg_capture", "NF2002")]
    [InlineData("name", "a_name_that_is_far_too_long_for_postgres_because_it_has_more_than_63_bytes", "NF2002")]
    [InlineData("projectId", "My Project", "NF2001")]
    [InlineData("projectId", "br-calm-river-1", "NF2001")]
    [InlineData("branchId", "main", "NF2001")]
    public void Bad_inputs_are_refused_before_any_call(string property, string value, string code)
    {
        var inputs = new Dictionary<string, PropertyValue>(Project(("name", "flow_capture")).Entries) { [property] = value };
        var problem = Assert.Single(NewStack().Problems(Roles, new(inputs)));
        Assert.Equal(property, problem.Property);
        Assert.Contains(code, problem.Reason, StringComparison.Ordinal);
        Assert.Empty(_cloud.Calls);
    }

    [Fact]
    public async Task A_wrong_project_a_wrong_key_and_no_key_are_told_apart()
    {
        var stack = NewStack();
        var wrong = Of(("projectId", "no-such-project-1"), ("name", "x"));
        Assert.Contains("NF2007", (await stack.FailsAsync(() => stack.PreviewCreateAsync(Roles, wrong))).Message, StringComparison.Ordinal);
        var refused = new Stack(("neonApiKey", Secret("napi_wrong_key_value")), ("neonApiUrl", _cloud.BaseUrl.ToString()));
        var failure = await refused.FailsAsync(() => refused.CreateAsync(Roles, Project(("name", "x"))));
        Assert.Contains("NF2004", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("napi_wrong_key_value", failure.Message, StringComparison.Ordinal);
        var none = new Stack(("neonApiUrl", _cloud.BaseUrl.ToString()));
        await none.PreviewCreateAsync(Roles, Project(("name", "x")));
        Assert.Contains("not checked", none.Lasting, StringComparison.Ordinal);
        Assert.Contains(
            "NEON_API_KEY",
            (await none.FailsAsync(() => none.CreateAsync(Roles, Project(("name", "x"))))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task Trouble_is_not_absence(int status)
    {
        var stack = NewStack();
        var role = await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
        _cloud.Next(status, times: 50);
        await stack.FailsAsync(() => stack.RefreshAsync(role));
        _cloud.ClearFaults();
        _cloud.ExpireApiKey();
        Assert.Equal(role["password"], (await stack.RefreshAsync(role))!["password"]);
        Assert.Contains("not checked", stack.Lasting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_told_with_its_secrets_marked()
    {
        var stack = NewStack();
        var answer = (await stack.InvokeAsync("neonflow:neon:getConnection", ("projectId", _project.Id), ("database", "shop"))).Result!;
        Assert.Equal(_project.DirectHost, Text(answer["host"]));
        Assert.Equal(_project.PooledHost, Text(answer["pooledHost"]));
        Assert.Equal(_project.OwnerRole, Text(answer["role"]));
        Assert.Equal($"secret({_project.RolePassword(_project.OwnerRole)})", Text(answer["password"]));
        Assert.IsType<PropertyValue.Secret>(answer["uri"]);
        Assert.IsType<PropertyValue.Secret>(answer["pooledUri"]);
        Assert.Equal(0, Writes);
    }

    [Theory]
    [InlineData("projectId", "Bad Id", "NF2001")]
    [InlineData("database", "nope", "NF2007")]
    [InlineData("role", "nope", "NF2007")]
    public async Task A_connection_that_does_not_exist_names_the_argument(string property, string value, string code)
    {
        var args = new Dictionary<string, PropertyValue>
        {
            ["projectId"] = _project.Id,
            ["database"] = "shop",
            [property] = value,
        };
        var failure = Assert.Single(
            (await NewStack().InvokeAsync("neonflow:neon:getConnection", [.. args.Select(static a => (a.Key, a.Value))])).Failures
        );
        Assert.Equal(property, failure.Property);
        Assert.Contains(code, failure.Reason, StringComparison.Ordinal);
    }
}
