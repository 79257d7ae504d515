using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using NeonFlow.Testing.Neon;
using Npgsql.Replication;
using NeonProject = NeonFlow.Testing.Neon.NeonProject;

namespace NeonFlow.Provider.Tests.Neon;

public sealed class NeonOwnershipTests
{
    private const string Urn = "urn:pulumi:dev::shop::neonflow:neon:Role::it";
    private const string Capture = "urn:pulumi:dev::shop::neonflow:estuary:Capture::orders";
    private const string CaptureMark = "state/9";

    [Fact]
    public async Task An_account_is_written_between_two_changes_of_the_branch()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        var upstreams = Upstreams(cloud);
        var context = Context(new ProgramRecorder(), new Silence());
        var id = new NeonId(NeonProjectId.Parse(project.Id, null), NeonBranchId.Parse(project.BranchId, null), "flow");
        var ownership = new NeonOwnership(upstreams);
        await ownership.ReadAsync(id, "role", null, context);

        var first = await upstreams.Branches.ChangeAsync(id.Project, id.Branch, default);
        var before = cloud.Calls.Count;
        var writing = ownership.WriteAsync(id, "role", null, context);
        // The list of databases is its last call before it waits for its turn.
        while (!cloud.Calls.Skip(before).Any(static c => c.Path.EndsWith("/databases", StringComparison.Ordinal)))
        {
            await Task.Delay(50);
        }
        await Task.Delay(200);
        var second = upstreams.Branches.ChangeAsync(id.Project, id.Branch, default);
        first.Dispose();
        await writing;
        (await second).Dispose();
        Assert.Single(await ownership.ReadAsync(id, "role", null, context));
    }

    [Fact]
    public async Task A_role_that_something_replicates_as_is_not_deleted()
    {
        await using var cloud = await NeonCloud.StartAsync();
        await RefusedAsync(await cloud.AddProjectAsync(new() { Databases = ["shop"] }), cloud, static (_, _) => { }, "another program");
    }

    [Fact]
    public async Task A_destroy_of_the_role_alone_names_the_capture_that_logs_in_as_it()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        await RefusedAsync(project, cloud, ReadCapture, "Capture orders of this program logs in as it");
    }

    // An up of the role alone (--target): the capture is not changed in it.
    [Fact]
    public async Task A_replaced_role_whose_replacement_is_there_does_not_wait_for_a_change_of_the_capture()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        await RefusedAsync(
            project,
            cloud,
            static (program, role) =>
            {
                Replace(program, role);
                program.Record(new(ProgramAct.Done, Urn) { Shape = Described(role) with { Mark = "state/2" } });
            },
            "Capture orders of this program logs in as it"
        );
    }

    [Fact]
    public async Task A_role_that_goes_before_its_replacement_is_made_goes_once_the_capture_has_changed()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        var (upstreams, program) = (Upstreams(cloud), new ProgramRecorder());
        var handler = new RoleHandler(upstreams);
        var made = await handler.CreateAsync(RoleOf(project), Context(new ProgramRecorder(), new Silence()));
        Replace(program, made.State);
        await handler.DeleteAsync(made.Id, made.State, Context(program, new Silence()));
        Assert.Contains("flow", await project.RoleNamesAsync());

        program.Record(new(ProgramAct.Check, Capture) { Shape = new("capture", UnknownSet.None, []), Step = ProgramStep.Update });
        await upstreams.Readers.EndAsync(CaptureMark, default);
        Assert.DoesNotContain("flow", await project.RoleNamesAsync());
    }

    [Fact]
    public async Task A_role_that_goes_before_its_replacement_is_made_does_not_wait_for_a_capture_that_is_gone()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        var program = new ProgramRecorder();
        var handler = new RoleHandler(Upstreams(cloud));
        var made = await handler.CreateAsync(RoleOf(project), Context(new ProgramRecorder(), new Silence()));
        Replace(program, made.State);
        program.Record(new(ProgramAct.Absent, Capture));
        await handler.DeleteAsync(made.Id, made.State, Context(program, new Silence()));
        Assert.DoesNotContain("flow", await project.RoleNamesAsync());
    }

    private static async Task RefusedAsync(NeonProject project, NeonCloud cloud, Action<ProgramRecorder, Role> happens, string reader)
    {
        var clock = new LateClock();
        var sink = new Silence
        {
            Told = text => clock.IsLate |= text.StartsWith("waiting until nothing replicates", StringComparison.Ordinal),
        };
        var handler = new RoleHandler(Upstreams(cloud, clock));
        var program = new ProgramRecorder();
        var made = await handler.CreateAsync(RoleOf(project), Context(program, sink));
        happens(program, made.State);
        await using var replicating = new LogicalReplicationConnection(project.ConnectionString("shop", "flow"));
        await replicating.Open();
        var refused = await Assert.ThrowsAsync<DiagnosticException>(() => handler.DeleteAsync(made.Id, made.State, Context(program, sink)));
        var why = Assert.Single(refused.Diagnostics);
        Assert.Equal("NF2020", why.Code.Id);
        Assert.Contains(reader, why.Message, StringComparison.Ordinal);
        Assert.Contains("flow", await project.RoleNamesAsync());
    }

    // Another name takes its place, and a capture of the state logs in as it.
    private static void Replace(ProgramRecorder program, Role role)
    {
        ReadCapture(program, role);
        program.Record(new(ProgramAct.Check, Urn) { Shape = Described(role with { Name = "other" }), Step = ProgramStep.Update });
        program.Record(new(ProgramAct.Diff, Urn) { Shape = Described(role), Step = ProgramStep.Replace });
    }

    private static void ReadCapture(ProgramRecorder program, Role role)
    {
        var capture = new DescribedShape("capture", UnknownSet.None, [NeonId.PlaceOf(role.ProjectId, role.BranchId)])
        {
            Mark = CaptureMark,
            Makes = [new(ObjectKind.Capture, "acmeCo/orders")],
            Uses = [new(ObjectKind.Role, role.Name)],
        };
        program.Record(new(ProgramAct.Read, Capture) { Shape = capture });
    }

    private static DescribedShape Described(Role role) =>
        new(role, UnknownSet.None, [NeonId.PlaceOf(role.ProjectId, role.BranchId)]) { Makes = [new(ObjectKind.Role, role.Name)] };

    private static Role RoleOf(NeonProject project) =>
        new()
        {
            ProjectId = NeonProjectId.Parse(project.Id, null),
            BranchId = NeonBranchId.Parse(project.BranchId, null),
            Name = "flow",
        };

    private static OperationContext Context(ProgramRecorder program, Silence sink) =>
        new(Urn, "it", false, new(Urn, "state", null, program), program, sink, default);

    private static UpstreamClients Upstreams(NeonCloud cloud, TimeProvider? clock = null) =>
        new(new() { NeonApiKey = new Secret(cloud.ApiKey), NeonApiUrl = cloud.BaseUrl.ToString() })
        {
            Clock = clock ?? TimeProvider.System,
        };

    private sealed class LateClock : TimeProvider
    {
        public bool IsLate { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (IsLate ? 180 * TimestampFrequency : 0);
    }
}
