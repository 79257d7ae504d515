using System.Net;
using NeonFlow.Testing.Neon;
using Npgsql;
using Npgsql.Replication;

namespace NeonFlow.Testing.Tests.Neon;

public sealed class NeonEndpointTests : NeonCloudTest
{
    private static readonly IPAddress DataPlane = IPAddress.Parse("203.0.113.7");

    protected override NeonCloudOptions Options =>
        new() { SourceAddress = attempt => attempt.ApplicationName == "data plane" ? DataPlane : null };

    [Fact]
    public async Task The_owner_is_not_a_superuser_and_has_neons_rights()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { Sql = "CREATE TABLE orders (id int PRIMARY KEY)" });
        var owner = project.ConnectionString("neondb");
        Assert.Equal("off", await QueryAsync(owner, "SHOW is_superuser"));
        Assert.Equal("neondb_owner", await QueryAsync(owner, "SELECT tableowner::text FROM pg_tables WHERE tablename = 'orders'"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(owner, "ALTER SYSTEM SET wal_level = logical"));
        Assert.Equal("42501", refused.SqlState);
        // The group reads every table, so a role of the API needs no grant, and one made by SQL does.
        await project.Server.ExecuteAsync("CREATE ROLE plain LOGIN");
        Assert.True(
            await project.Server.ScalarAsync<bool>(
                "SELECT has_table_privilege('neon_superuser', 'orders', 'SELECT') AND NOT has_table_privilege('plain', 'orders', 'SELECT')",
                "neondb"
            )
        );
    }

    [Fact]
    public async Task Replication_runs_through_the_direct_host_and_is_refused_by_the_pooler()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { LogicalReplication = true });
        await using (var direct = new LogicalReplicationConnection(Plain(project.ConnectionString("neondb"))))
        {
            await direct.Open();
            var slot = await direct.CreatePgOutputReplicationSlot("estuary_slot");
            Assert.Equal("estuary_slot", slot.Name);
        }
        await using var pooled = new LogicalReplicationConnection(Plain(project.ConnectionString("neondb", pooled: true)));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => pooled.Open());
        Assert.Equal("unsupported startup parameter: replication", refused.MessageText);
    }

    [Fact]
    public async Task The_allow_list_shuts_out_whoever_is_not_on_it()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { AllowedIps = ["203.0.113.0/24"] });
        var plane = project.ConnectionString("neondb") + ";Application Name=data plane";
        Assert.Equal(1, await QueryAsync(plane, "SELECT 1"));

        project.AllowedIps = ["198.51.100.1"];

        var refused = await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(plane, "SELECT 1"));
        Assert.Equal("XX000", refused.SqlState);
        Assert.StartsWith("This IP address 203.0.113.7 is not allowed to connect to this endpoint.", refused.MessageText);
        Assert.Equal(1, await QueryAsync(project.ConnectionString("neondb"), "SELECT 1"));
    }

    [Fact]
    public async Task A_list_for_protected_branches_leaves_the_others_open()
    {
        var open = await Cloud.AddProjectAsync(new ProjectSeed { AllowedIps = ["198.51.100.1"], ProtectedBranchesOnly = true });
        var guarded = await Cloud.AddProjectAsync(
            new ProjectSeed
            {
                AllowedIps = ["198.51.100.1"],
                ProtectedBranchesOnly = true,
                BranchProtected = true,
            }
        );
        Assert.Same(guarded, Cloud.ProjectAtPort(guarded.PooledPort));
        Assert.True(open.IsAllowed(DataPlane));
        Assert.False(guarded.IsAllowed(DataPlane));
    }

    [Theory]
    [InlineData("203.0.113.7", true)]
    [InlineData("203.0.113.8", false)]
    [InlineData("203.0.113.0/29", true)]
    [InlineData("203.0.113.8/29", false)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("203.0.113.1-203.0.113.7", true)]
    [InlineData("203.0.113.1 - 203.0.113.6", false)]
    [InlineData("::/0", false)]
    [InlineData("not an address", false)]
    public void Entries_are_read_as_neon_reads_them(string entry, bool allowed) =>
        Assert.Equal(allowed, IpAllowList.Allows([entry], DataPlane));

    [Fact]
    public async Task Disabled_and_unreachable_endpoints_say_so_in_neons_words()
    {
        var project = await Cloud.AddProjectAsync();
        var connection = project.ConnectionString("neondb");
        project.EndpointDisabled = true;
        var disabled = await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(connection, "SELECT 1"));
        Assert.Equal("Control plane request failed: endpoint is disabled", disabled.MessageText);
        project.EndpointDisabled = false;
        await project.Server.StopAsync();
        var down = await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(connection, "SELECT 1"));
        Assert.StartsWith("Control plane request failed: endpoint is temporarily unavailable.", down.MessageText);
    }

    [Fact]
    public async Task A_connection_during_the_restart_waits_for_it()
    {
        var project = await Cloud.AddProjectAsync();
        var connection = project.ConnectionString("neondb");
        var restart = project.Branch.RestartAsync(new Dictionary<string, string> { ["wal_level"] = "logical" });
        Assert.Equal("logical", await QueryAsync(connection, "SHOW wal_level"));
        await restart;
    }

    [Fact]
    public async Task A_compute_sleeps_until_somebody_connects()
    {
        var project = await Cloud.AddProjectAsync();
        var endpoint = $"GET /projects/{project.Id}/endpoints/{project.EndpointId}";
        await project.SuspendComputeAsync();
        Assert.Equal("idle", (string)(await OkAsync(endpoint))["endpoint"]!["current_state"]!);
        Assert.Equal(1, await QueryAsync(project.ConnectionString("neondb"), "SELECT 1"));
        Assert.Equal("active", (string)(await OkAsync(endpoint))["endpoint"]!["current_state"]!);
    }

    [Fact]
    public async Task Connections_are_refused_in_the_words_of_the_proxy_as_often_as_told()
    {
        var project = await Cloud.AddProjectAsync();
        project.RefuseConnections(2);
        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(project.ConnectionString("neondb"), "SELECT 1"));
            Assert.Equal("XX000", refused.SqlState);
            Assert.StartsWith("Control plane request failed: endpoint is temporarily unavailable.", refused.MessageText);
        }
        Assert.Equal(1, await QueryAsync(project.ConnectionString("neondb"), "SELECT 1"));
    }

    [Fact]
    public async Task Members_of_the_group_may_publish_everything_and_others_may_not()
    {
        var project = await Cloud.AddProjectAsync(
            new ProjectSeed { LogicalReplication = true, Sql = "CREATE TABLE orders (id int PRIMARY KEY)" }
        );
        var owner = project.ConnectionString("neondb");
        await QueryAsync(owner, "CREATE PUBLICATION everything FOR ALL TABLES");
        await QueryAsync(owner, "CREATE PUBLICATION one_schema FOR TABLES IN SCHEMA public");
        await QueryAsync(owner, "ALTER PUBLICATION one_schema SET TABLES IN SCHEMA public");
        await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(owner, "CREATE PUBLICATION everything FOR ALL TABLES"));
        Assert.Equal("neondb_owner", await QueryAsync(owner, "SELECT DISTINCT pg_get_userbyid(pubowner)::text FROM pg_publication"));
        Assert.Equal(false, await QueryAsync(owner, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));

        await QueryAsync(owner, "CREATE ROLE plain LOGIN PASSWORD 'long enough to be taken'; GRANT CREATE ON DATABASE neondb TO plain");
        var plain = project.Server.ConnectionString("neondb", "plain", "long enough to be taken");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => QueryAsync(plain, "CREATE PUBLICATION mine FOR ALL TABLES"));
        Assert.Equal("42501", refused.SqlState);
    }

    [Fact]
    public async Task Much_data_passes_the_proxy_whole()
    {
        var project = await Cloud.AddProjectAsync();
        Assert.Equal(20_000_000, ((string)(await QueryAsync(project.ConnectionString("neondb"), "SELECT repeat('x', 20000000)"))!).Length);
    }

    // A replication connection is a kind of its own and refuses pooling keywords.
    private static string Plain(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Remove("Pooling");
        return builder.ConnectionString;
    }
}
