using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing.Tests.Neon;

public sealed class NeonRoleTests : NeonCloudTest
{
    [Fact]
    public async Task A_role_exists_when_its_operation_is_finished_and_has_neons_rights()
    {
        var project = await Cloud.AddProjectAsync();
        var roles = $"/projects/{project.Id}/branches/{project.BranchId}/roles";
        System.Text.Json.Nodes.JsonNode made;
        using (project.HoldOperations())
        {
            made = await OkAsync($"POST {roles}", """{"role":{"name":"cdc_role"}}""", 201);
            Assert.Equal("running", (string)made["operations"]![0]!["status"]!);
            Assert.Equal("apply_config", (string)made["operations"]![0]!["action"]!);
            Assert.Equal(0, await project.Server.ScalarAsync<int>("SELECT count(*)::int FROM pg_roles WHERE rolname = 'cdc_role'"));
            Assert.Equal("cdc_role", (string)(await OkAsync($"GET {roles}/cdc_role"))["role"]!["name"]!);
        }
        await project.WhenSettledAsync();

        Assert.StartsWith("npg_", (string)made["role"]!["password"]!);
        var attributes = await project.Server.ScalarAsync<string>(
            """
            SELECT concat_ws(' ', rolcanlogin, rolreplication, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit, rolsuper,
              pg_has_role('cdc_role', 'neon_superuser', 'member'))
            FROM pg_roles WHERE rolname = 'cdc_role'
            """
        );
        Assert.Equal("t t t t t t f t", attributes);
        Assert.Equal("cdc_role", await QueryAsync(project.ConnectionString("neondb", "cdc_role"), "SELECT current_user::text"));
        var again = await CallAsync($"POST {roles}", """{"role":{"name":"cdc_role"}}""");
        Assert.Equal(409, again.Status);
        Assert.Contains("cdc_role", (string)again.Body!["message"]!);
    }

    [Fact]
    public async Task A_reset_password_works_from_the_end_of_its_operation_and_drops_sessions()
    {
        var project = await Cloud.AddProjectAsync();
        var before = project.ConnectionString("neondb");
        await using var open = new Npgsql.NpgsqlConnection(before);
        await open.OpenAsync();
        string fresh;
        using (project.HoldOperations())
        {
            fresh = (string)
                (await OkAsync($"POST /projects/{project.Id}/branches/{project.BranchId}/roles/neondb_owner/reset_password"))["role"]![
                    "password"
                ]!;
            Assert.NotEqual(project.RolePassword("neondb_owner"), fresh);
            Assert.Equal(1, await QueryAsync(before, "SELECT 1"));
        }
        await project.WhenSettledAsync();

        Assert.Equal(fresh, project.RolePassword("neondb_owner"));
        Assert.Equal(1, await QueryAsync(project.ConnectionString("neondb"), "SELECT 1"));
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => QueryAsync(before, "SELECT 1"));
        Assert.Equal(("XX000", "password authentication failed for user 'neondb_owner'"), (refused.SqlState, refused.MessageText));
        await using var command = new Npgsql.NpgsqlCommand("SELECT 1", open);
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Deleting_a_role_takes_its_rights_and_hands_over_what_it_owns()
    {
        var project = await Cloud.AddProjectAsync(
            new ProjectSeed { Databases = ["shop", "other"], Sql = "CREATE TABLE orders (id int PRIMARY KEY)" }
        );
        var roles = $"/projects/{project.Id}/branches/{project.BranchId}/roles";
        await DoneAsync(project, $"POST {roles}", """{"role":{"name":"cdc role/1"}}""", 201);
        await project.ExecuteAsOwnerAsync(
            "GRANT SELECT ON orders TO \"cdc role/1\"; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO \"cdc role/1\"",
            "shop"
        );
        await QueryAsync(project.ConnectionString("other", "cdc role/1"), "CREATE SCHEMA mine; CREATE TABLE mine.kept (id int)");

        var gone = await DoneAsync(project, $"DELETE {roles}/cdc%20role%2F1");

        Assert.Equal("cdc role/1", (string)gone["role"]!["name"]!);
        Assert.Equal(
            "shop_owner",
            await project.Server.ScalarAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'kept'", "other")
        );
        Assert.Equal(204, (await CallAsync($"DELETE {roles}/cdc%20role%2F1")).Status);
        Assert.Equal(404, (await CallAsync($"GET {roles}/cdc%20role%2F1")).Status);
        Assert.Equal(["shop_owner"], await project.RoleNamesAsync());
        Assert.Equal(422, (await CallAsync($"DELETE {roles}/shop_owner")).Status);
    }

    [Fact]
    public async Task A_role_whose_deletion_failed_is_still_listed()
    {
        var project = await Cloud.AddProjectAsync();
        var roles = $"/projects/{project.Id}/branches/{project.BranchId}/roles";
        await DoneAsync(project, $"POST {roles}", """{"role":{"name":"cdc_role"}}""", 201);
        project.FailNextOperation("compute is out of memory");
        await OkAsync($"DELETE {roles}/cdc_role");
        await project.WhenSettledAsync();
        Assert.Equal(["neondb_owner", "cdc_role"], await project.RoleNamesAsync());

        await DoneAsync(project, $"DELETE {roles}/cdc_role");
        Assert.Equal(["neondb_owner"], await project.RoleNamesAsync());
    }

    [Fact]
    public async Task Roles_made_and_dropped_by_sql_show_in_the_list()
    {
        var project = await Cloud.AddProjectAsync();
        await project.ExecuteAsOwnerAsync("CREATE ROLE by_sql LOGIN PASSWORD 'something long enough'", "neondb");
        Assert.Contains("by_sql", await project.RoleNamesAsync());
        Assert.Equal(404, (await CallAsync($"GET /projects/{project.Id}/branches/{project.BranchId}/roles/by_sql/reveal_password")).Status);
        await project.ExecuteAsOwnerAsync("DROP ROLE by_sql", "neondb");
        Assert.DoesNotContain("by_sql", await project.RoleNamesAsync());
    }

    [Fact]
    public async Task Bad_role_names_are_refused_before_anything_happens()
    {
        var project = await Cloud.AddProjectAsync();
        var roles = $"/projects/{project.Id}/branches/{project.BranchId}/roles";
        foreach (var name in (string[])["", "pg_mine", "neon_superuser", "public", new string('x', 64), new string('ü', 32)])
        {
            Assert.Equal(400, (await CallAsync($"POST {roles}", $$$"""{"role":{"name":"{{{name}}}"}}""")).Status);
        }
        Assert.Single(await project.RoleNamesAsync());
        Assert.Empty((await OkAsync($"GET /projects/{project.Id}/operations"))["operations"]!.AsArray());
    }

    [Fact]
    public async Task Passwords_that_are_not_stored_are_not_revealed()
    {
        var project = await Cloud.AddProjectAsync(new ProjectSeed { StorePasswords = false });
        Assert.Equal(
            412,
            (await CallAsync($"GET /projects/{project.Id}/branches/{project.BranchId}/roles/neondb_owner/reveal_password")).Status
        );
        Assert.Equal(
            412,
            (await CallAsync($"GET /projects/{project.Id}/connection_uri?database_name=neondb&role_name=neondb_owner")).Status
        );
    }
}
