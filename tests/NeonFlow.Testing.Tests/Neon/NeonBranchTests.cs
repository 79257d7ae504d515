using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Testing.Tests.Neon;

public sealed class NeonBranchTests : NeonCloudTest
{
    private const string Tables =
        "CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1); COMMENT ON TABLE orders IS 'mine'";

    [Fact]
    public async Task A_branch_is_a_copy_without_slots_and_goes_its_own_way()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { LogicalReplication = true, Sql = Tables });
        var owner = project.ConnectionString("neondb");
        await QueryAsync(owner, "CREATE PUBLICATION shop FOR TABLE orders");
        await QueryAsync(owner, "SELECT pg_create_logical_replication_slot('here', 'pgoutput')::text");

        var child = await project.AddBranchAsync("child");
        var copy = Owner(project, child, project.RolePassword("neondb_owner")!);
        await QueryAsync(copy, "INSERT INTO orders VALUES (2)");

        Assert.Equal(2L, await QueryAsync(copy, "SELECT count(*) FROM orders"));
        Assert.Equal(1L, await QueryAsync(owner, "SELECT count(*) FROM orders"));
        Assert.Equal("mine", await QueryAsync(copy, "SELECT obj_description('orders'::regclass)"));
        Assert.Equal(1L, await QueryAsync(copy, "SELECT count(*) FROM pg_publication"));
        Assert.Equal((1L, 0L), (await SlotsAsync(owner), await SlotsAsync(copy)));
        Assert.Equal(
            await QueryAsync(owner, "SELECT 'orders'::regclass::oid::text || system_identifier::text FROM pg_control_system()"),
            await QueryAsync(copy, "SELECT 'orders'::regclass::oid::text || system_identifier::text FROM pg_control_system()")
        );
        var listed = (await OkAsync($"GET /projects/{project.Id}/branches/{child}"))["branch"]!;
        Assert.Equal(("child", project.BranchId, false), ((string)listed["name"]!, (string)listed["parent_id"]!, (bool)listed["default"]!));
        var role = $"GET /projects/{project.Id}/branches/{child}/roles/neondb_owner/reveal_password";
        Assert.Equal(project.RolePassword("neondb_owner"), (string)(await OkAsync(role))["password"]!);
    }

    [Fact]
    public async Task A_child_of_a_protected_branch_has_passwords_of_its_own()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { BranchProtected = true });
        var child = await project.AddBranchAsync("child");
        var answer = await OkAsync($"GET /projects/{project.Id}/branches/{child}/roles/neondb_owner/reveal_password");
        var password = (string)answer["password"]!;
        Assert.NotEqual(project.RolePassword("neondb_owner"), password);
        Assert.Equal(1, await QueryAsync(Owner(project, child, password), "SELECT 1"));
        await Assert.ThrowsAsync<PostgresException>(() =>
            QueryAsync(Owner(project, child, project.RolePassword("neondb_owner")!), "SELECT 1")
        );
    }

    [Fact]
    public async Task A_restored_branch_has_the_others_data_at_its_own_address_and_no_slots()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { LogicalReplication = true, Sql = Tables });
        var owner = project.ConnectionString("neondb");
        var before = await project.AddBranchAsync("before");
        await QueryAsync(owner, "DELETE FROM orders");
        await QueryAsync(owner, "SELECT pg_create_logical_replication_slot('here', 'pgoutput')::text");

        await project.RestoreBranchAsync(project.BranchId, before);

        Assert.Equal(1L, await QueryAsync(owner, "SELECT count(*) FROM orders"));
        Assert.Equal(0L, await SlotsAsync(owner));
    }

    [Fact]
    public async Task An_archived_branch_comes_back_and_a_deleted_one_does_not()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { Sql = Tables });
        var child = await project.AddBranchAsync("child");
        var path = $"/projects/{project.Id}/branches/{child}";
        await project.ArchiveBranchAsync(child);
        Assert.Equal("archived", (string)(await OkAsync("GET " + path))["branch"]!["current_state"]!);
        Assert.Equal(1, await QueryAsync(Owner(project, child, project.RolePassword("neondb_owner")!), "SELECT id FROM orders"));
        Assert.Equal("ready", (string)(await OkAsync("GET " + path))["branch"]!["current_state"]!);

        project.ProtectBranch(child);
        Assert.True((bool)(await OkAsync("GET " + path))["branch"]!["protected"]!);
        await Assert.ThrowsAsync<InvalidOperationException>(() => project.RemoveBranchAsync(child));
        await Assert.ThrowsAsync<InvalidOperationException>(() => project.RemoveBranchAsync(project.BranchId));
        project.ProtectBranch(child, isProtected: false);
        await project.RemoveBranchAsync(child);
        Assert.Equal(404, (await CallAsync("GET " + path)).Status);
    }

    private static string Owner(NeonProject project, string branch, string password) =>
        new NpgsqlConnectionStringBuilder(project.ConnectionString("neondb"))
        {
            Port = project.PortOf(branch),
            Password = password,
        }.ConnectionString;

    private static async Task<long> SlotsAsync(string connection) =>
        (long)(await QueryAsync(connection, "SELECT count(*) FROM pg_replication_slots"))!;
}
