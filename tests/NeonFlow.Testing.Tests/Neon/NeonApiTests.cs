using System.Net;
using NeonFlow.Contracts;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Testing.Tests.Neon;

public sealed class NeonApiTests : NeonCloudTest
{
    [Fact]
    public async Task Every_object_can_be_read()
    {
        var project = await Cloud.AddProjectAsync(
            new ProjectSeed
            {
                Id = "quiet-lake-12345678",
                Name = "Shop",
                Databases = ["shop", "other"],
                OwnerRole = "shopkeeper",
            }
        );
        var at = $"/projects/{project.Id}";
        var below = $"{at}/branches/{project.BranchId}";

        Assert.Equal("Shop", (string)(await OkAsync($"GET {at}"))["project"]!["name"]!);
        Assert.Equal("quiet-lake-12345678", (string)(await OkAsync("GET /projects?limit=400"))["projects"]![0]!["id"]!);
        Assert.Equal(project.BranchId, (string)(await OkAsync($"GET {at}/branches"))["branches"]![0]!["id"]!);
        Assert.True((bool)(await OkAsync($"GET {below}"))["branch"]!["default"]!);
        Assert.Equal(
            $"{project.DirectHost}:{project.DirectPort}",
            (string)(await OkAsync($"GET {at}/endpoints"))["endpoints"]![0]!["host"]!
        );
        Assert.Equal(project.EndpointId, (string)(await OkAsync($"GET {below}/endpoints"))["endpoints"]![0]!["id"]!);
        Assert.Equal("active", (string)(await OkAsync($"GET {at}/endpoints/{project.EndpointId}"))["endpoint"]!["current_state"]!);
        Assert.Equal(
            ["shop", "other"],
            (await OkAsync($"GET {below}/databases"))["databases"]!.AsArray().Select(database => (string)database!["name"]!)
        );
        Assert.Equal("shopkeeper", (string)(await OkAsync($"GET {below}/databases/shop"))["database"]!["owner_name"]!);
        Assert.Equal(["shopkeeper"], (await OkAsync($"GET {below}/roles"))["roles"]!.AsArray().Select(role => (string)role!["name"]!));
        var role = (await OkAsync($"GET {below}/roles/shopkeeper"))["role"]!;
        Assert.Equal("password", (string)role["authentication_method"]!);
        Assert.Null(role["password"]);
        Assert.Equal(
            project.RolePassword("shopkeeper"),
            (string)(await OkAsync($"GET {below}/roles/shopkeeper/reveal_password"))["password"]!
        );
        Assert.Empty((await OkAsync($"GET {at}/operations"))["operations"]!.AsArray());
        Assert.Equal("api_key_org", (string)(await OkAsync("GET /auth"))["auth_method"]!);
    }

    [Fact]
    public async Task Connection_uris_work_directly_and_pooled()
    {
        var project = await Cloud.AddProjectAsync();
        foreach (var (pooled, host) in ((string, string)[])[("", project.DirectHost), ("&pooled=true", project.PooledHost)])
        {
            var uri = (string)
                (await OkAsync($"GET /projects/{project.Id}/connection_uri?database_name=neondb&role_name=neondb_owner{pooled}"))["uri"]!;
            Assert.Equal(host, new Uri(uri).Host);
            Assert.Equal("neondb_owner@neondb", await QueryAsync(FromUri(uri), "SELECT current_user || '@' || current_database()"));
        }
        Assert.Equal(
            404,
            (await CallAsync($"GET /projects/{project.Id}/connection_uri?database_name=nothing&role_name=neondb_owner")).Status
        );
        Assert.Equal(404, (await CallAsync($"GET /projects/{project.Id}/connection_uri?database_name=neondb&role_name=nobody")).Status);
    }

    [Fact]
    public async Task Logical_replication_restarts_the_compute_and_never_goes_off()
    {
        var project = await Cloud.AddProjectAsync();
        Assert.Equal("replica", await QueryAsync(project.ConnectionString("neondb"), "SHOW wal_level"));
        var started = await project.Server.ScalarAsync<DateTime>("SELECT pg_postmaster_start_time()");

        var answer = await DoneAsync(
            project,
            $"PATCH /projects/{project.Id}",
            """{"project":{"settings":{"enable_logical_replication":true}}}"""
        );

        Assert.True((bool)answer["project"]!["settings"]!["enable_logical_replication"]!);
        Assert.Equal("suspend_compute", (string)answer["operations"]![0]!["action"]!);
        Assert.Equal("logical", await QueryAsync(project.ConnectionString("neondb"), "SHOW wal_level"));
        Assert.True(await project.Server.ScalarAsync<DateTime>("SELECT pg_postmaster_start_time()") > started);
        Assert.Equal(
            400,
            (await CallAsync($"PATCH /projects/{project.Id}", """{"project":{"settings":{"enable_logical_replication":false}}}""")).Status
        );
        Assert.Equal("logical", await QueryAsync(project.ConnectionString("neondb"), "SHOW wal_level"));
        Assert.Empty(
            (await OkAsync($"PATCH /projects/{project.Id}", """{"project":{"settings":{"enable_logical_replication":true}}}"""))[
                "operations"
            ]!.AsArray()
        );
    }

    [Fact]
    public async Task A_patch_changes_only_the_leaves_that_it_names()
    {
        var project = await Cloud.AddProjectAsync(
            new ProjectSeed
            {
                AllowedIps = ["203.0.113.7"],
                ProtectedBranchesOnly = true,
                Name = "before",
            }
        );
        await OkAsync($"PATCH /projects/{project.Id}", """{"project":{"name":"after"}}""");
        Assert.Equal(("after", "203.0.113.7"), (project.Name, Assert.Single(project.AllowedIps)));
        await OkAsync($"PATCH /projects/{project.Id}", """{"project":{"settings":{"allowed_ips":{"ips":["198.51.100.0/24"]}}}}""");
        Assert.Equal(("198.51.100.0/24", true, "after"), (Assert.Single(project.AllowedIps), project.ProtectedBranchesOnly, project.Name));
        // The dangerous one: a list object without a list opens the project to all.
        await OkAsync($"PATCH /projects/{project.Id}", """{"project":{"settings":{"allowed_ips":{"protected_branches_only":false}}}}""");
        Assert.Empty(project.AllowedIps);
        Assert.Equal(
            400,
            (
                await CallAsync(
                    $"PATCH /projects/{project.Id}",
                    """{"project":{"settings":{"maintenance_window":{"weekdays":[5],"start_time":"07:00","end_time":"08:00"}}}}"""
                )
            ).Status
        );
    }

    [Fact]
    public async Task While_an_operation_runs_mutations_answer_423_and_reads_do_not()
    {
        var project = await Cloud.AddProjectAsync();
        using (project.HoldOperations())
        {
            project.StartBackgroundOperation();
            var locked = await CallAsync(
                $"PATCH /projects/{project.Id}",
                """{"project":{"settings":{"enable_logical_replication":true}}}"""
            );
            Assert.Equal(423, locked.Status);
            Assert.Equal(
                "project already has running conflicting operations, scheduling of new ones is prohibited",
                (string)locked.Body!["message"]!
            );
            Assert.Equal(423, (await CallAsync($"DELETE /projects/{project.Id}/branches/{project.BranchId}/roles/nobody")).Status);
            Assert.False((bool)(await OkAsync($"GET /projects/{project.Id}"))["project"]!["settings"]!["enable_logical_replication"]!);
        }
        await project.WhenSettledAsync();
        Assert.Equal(204, (await CallAsync($"DELETE /projects/{project.Id}/branches/{project.BranchId}/roles/nobody")).Status);
    }

    [Fact]
    public async Task An_operation_can_fail_and_then_has_done_nothing()
    {
        var project = await Cloud.AddProjectAsync();
        project.FailNextOperation("compute is out of memory");
        var made = await OkAsync($"POST /projects/{project.Id}/branches/{project.BranchId}/roles", """{"role":{"name":"cdc_role"}}""", 201);
        await project.WhenSettledAsync();
        var operation = (await OkAsync($"GET /projects/{project.Id}/operations/{made["operations"]![0]!["id"]}"))["operation"]!;
        Assert.Equal(("failed", "compute is out of memory"), ((string)operation["status"]!, (string)operation["error"]!));
        Assert.Equal(0, await project.Server.ScalarAsync<int>("SELECT count(*)::int FROM pg_roles WHERE rolname = 'cdc_role'"));
    }

    [Fact]
    public async Task Unknown_things_are_404_and_the_request_id_comes_back()
    {
        var project = await Cloud.AddProjectAsync();
        foreach (
            var path in (string[])
                [
                    "/projects/no-such-1",
                    $"/projects/{project.Id}/branches/br-none-1",
                    $"/projects/{project.Id}/endpoints/ep-none-1",
                    $"/projects/{project.Id}/branches/{project.BranchId}/databases/none",
                    $"/projects/{project.Id}/operations/{Guid.NewGuid()}",
                ]
        )
        {
            var (status, body) = await CallAsync("GET " + path, shape: request => request.Headers.Add("X-Request-ID", "my-id"));
            Assert.Equal((404, "my-id"), (status, (string)body!["request_id"]!));
        }
        // An empty name shifts the route: this reads the role called reveal_password.
        using var shifted = await SendAsync($"GET /projects/{project.Id}/branches/{project.BranchId}/roles//reveal_password");
        Assert.Contains("role_name:\\u0022reveal_password\\u0022", await shifted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_the_right_key_nothing_is_answered()
    {
        using (var anonymous = new HttpClient())
        {
            using var refused = await anonymous.GetAsync(Cloud.BaseUrl + "/projects");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        Assert.Equal(
            401,
            (await CallAsync("GET /projects", shape: request => request.Headers.Authorization = new("Bearer", "napi_wrong"))).Status
        );
        Cloud.ExpireApiKey();
        Assert.Equal(401, (await CallAsync("GET /projects")).Status);
        var renewed = Cloud.RenewApiKey();
        Assert.Equal(
            200,
            (await CallAsync("GET /projects", shape: request => request.Headers.Authorization = new("Bearer", renewed))).Status
        );
    }

    [Fact]
    public async Task Projects_and_operations_come_in_pages()
    {
        var first = await Cloud.AddProjectAsync(new ProjectSeed { Id = "a-1" });
        await Cloud.AddProjectAsync(new ProjectSeed { Id = "b-2" });
        var page = await OkAsync("GET /projects?limit=1");
        Assert.Equal("a-1", (string)page["projects"]![0]!["id"]!);
        page = await OkAsync($"GET /projects?limit=1&cursor={page["pagination"]!["cursor"]}");
        Assert.Equal("b-2", (string)page["projects"]![0]!["id"]!);
        page = await OkAsync($"GET /projects?limit=1&cursor={page["pagination"]!["cursor"]}");
        Assert.Empty(page["projects"]!.AsArray());
        Assert.Equal(400, (await CallAsync("GET /projects/A_1")).Status);

        for (var time = 0; time < 2; time++)
        {
            await DoneAsync(first, $"POST /projects/a-1/branches/{first.BranchId}/roles/neondb_owner/reset_password");
        }
        var operations = await OkAsync("GET /projects/a-1/operations?limit=1");
        var newest = (string)operations["operations"]![0]!["id"]!;
        operations = await OkAsync($"GET /projects/a-1/operations?limit=1&cursor={operations["pagination"]!["cursor"]}");
        Assert.NotEqual(newest, (string)operations["operations"]![0]!["id"]!);
        FaultsAnswer = true; // the id of the 400 above is outside the contract, on purpose
    }

    [ContractFact(ContractFiles.NeonApi)]
    public async Task Calls_and_answers_are_as_the_official_definition_declares()
    {
        var project = await Cloud.AddProjectAsync();
        var at = $"/projects/{project.Id}";
        var below = $"{at}/branches/{project.BranchId}";
        await DoneAsync(
            project,
            $"PATCH {at}",
            """
            {"project":{"settings":{"enable_logical_replication":true,
              "allowed_ips":{"ips":["203.0.113.7"],"protected_branches_only":false}}}}
            """
        );
        await DoneAsync(project, $"POST {below}/roles", """{"role":{"name":"cdc_role"}}""", 201);
        await DoneAsync(project, $"POST {below}/roles/cdc_role/reset_password");
        foreach (
            var path in (string[])
                [
                    "/projects",
                    at,
                    $"{at}/branches?sort_by=name",
                    below,
                    $"{at}/endpoints",
                    $"{below}/endpoints",
                    $"{at}/endpoints/{project.EndpointId}",
                    $"{below}/databases",
                    $"{below}/databases/neondb",
                    $"{below}/roles",
                    $"{below}/roles/cdc_role",
                    $"{below}/roles/cdc_role/reveal_password",
                    $"{at}/connection_uri?database_name=neondb&role_name=cdc_role&pooled=true",
                    $"{at}/operations",
                    "/auth",
                ]
        )
        {
            await OkAsync("GET " + path);
        }
        await DoneAsync(project, $"DELETE {below}/roles/cdc_role");
        await CallAsync($"DELETE {below}/roles/cdc_role");
        var contract = OpenApiContract.Read(ContractFiles.NeonApi);
        Assert.Empty(
            Cloud.Calls.SelectMany(call =>
                contract.Check(call.Method, call.Path, call.Query, call.RequestBody, call.Status, call.ResponseBody)
            )
        );
        Assert.True(Cloud.Calls.Count > 20);
    }

    [Fact]
    public async Task Calls_are_on_record_and_can_be_shown_without_secrets()
    {
        var project = await Cloud.AddProjectAsync();
        await DoneAsync(project, $"POST /projects/{project.Id}/branches/{project.BranchId}/roles", """{"role":{"name":"cdc_role"}}""", 201);
        await OkAsync($"GET /projects/{project.Id}/connection_uri?database_name=neondb&role_name=cdc_role");
        var secret = project.RolePassword("cdc_role")!;
        var post = Assert.Single(Cloud.Calls, call => call.Method == "POST");
        Assert.Equal(201, post.Status);
        Assert.Contains(secret, post.ResponseBody);
        Assert.All(Cloud.Calls, call => Assert.DoesNotContain(secret, call + call.RedactedRequestBody + call.RedactedResponseBody));
        Assert.Contains("cdc_role:***@", Cloud.Calls[^1].RedactedResponseBody);
    }
}
