using NeonFlow.Neon;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Resources.Neon;
using NeonFlow.Provider.Resources.Neon.Role;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using NeonFlow.Testing.Neon;
using Npgsql.Replication;

namespace NeonFlow.Provider.Tests.Neon;

public sealed class NeonOwnershipTests
{
    private const string Urn = "urn:pulumi:dev::shop::neonflow:neon:Role::it";

    [Fact]
    public async Task An_account_is_written_between_two_changes_of_the_branch()
    {
        await using var cloud = await NeonCloud.StartAsync();
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        var upstreams = new UpstreamClients(new() { NeonApiKey = new Secret(cloud.ApiKey), NeonApiUrl = cloud.BaseUrl.ToString() });
        var program = new ProgramRecorder();
        var context = new OperationContext(Urn, "it", false, new(Urn, "state", null, program), program, new Silence(), default);
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
        var project = await cloud.AddProjectAsync(new() { Databases = ["shop"] });
        var clock = new LateClock();
        var upstreams = new UpstreamClients(new() { NeonApiKey = new Secret(cloud.ApiKey), NeonApiUrl = cloud.BaseUrl.ToString() })
        {
            Clock = clock,
        };
        var program = new ProgramRecorder();
        var sink = new Silence
        {
            Told = text => clock.IsLate |= text.StartsWith("waiting until nothing replicates", StringComparison.Ordinal),
        };
        var context = new OperationContext(Urn, "it", false, new(Urn, "state", null, program), program, sink, default);
        var role = new Role
        {
            ProjectId = NeonProjectId.Parse(project.Id, null),
            BranchId = NeonBranchId.Parse(project.BranchId, null),
            Name = "flow",
        };
        var handler = new RoleHandler(upstreams);
        var made = await handler.CreateAsync(role, context);
        await using var reader = new LogicalReplicationConnection(project.ConnectionString("shop", "flow"));
        await reader.Open();
        var refused = await Assert.ThrowsAsync<DiagnosticException>(() => handler.DeleteAsync(made.Id, made.State, context));
        Assert.Equal("NF2020", Assert.Single(refused.Diagnostics).Code.Id);
        Assert.Contains("flow", await project.RoleNamesAsync());
    }

    private sealed class LateClock : TimeProvider
    {
        public bool IsLate { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (IsLate ? 180 * TimestampFrequency : 0);
    }

    private sealed class Silence : IOperationSink
    {
        public bool IsStrict => false;

        public Action<string> Told { get; init; } = static _ => { };

        public void Log(Severity severity, string text, bool ephemeral) => Told(text);

        public void LogOnce(string cause, Severity severity, string text) { }

        public void SavePartialState(string id, ShapeInfo shape, object state) { }

        public void AddSecret(string secret) { }
    }
}
