using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

public sealed partial class NeonRoomsTests
{
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
    public async Task A_role_whose_password_was_set_by_SQL_is_there_although_its_password_cannot_be_told()
    {
        await _project.Server.ExecuteAsync("CREATE ROLE by_sql LOGIN PASSWORD 'set-by-sql'");
        var stack = NewStack();
        var inputs = Project(("name", "by_sql"), ("adopt", true));
        var role = await stack.CreateAsync(Roles, inputs);
        Assert.Contains("NF2016", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("by SQL", stack.Lasting, StringComparison.Ordinal);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(role))!, inputs));
        Assert.NotNull(await stack.ImportAsync(Roles, role.Id));
        await _project.Server.ExecuteAsync("DROP ROLE by_sql");
        Assert.Null(await stack.RefreshAsync(role));
    }

    [Fact]
    public async Task A_password_that_cannot_be_told_is_told_of_in_preview_and_the_printed_rotation_sets_a_new_one_with_the_takeover()
    {
        await _project.Server.ExecuteAsync("CREATE ROLE by_sql LOGIN PASSWORD 'set-by-sql'");
        var stack = NewStack();
        var inputs = Project(("name", "by_sql"), ("adopt", true));
        var preview = await stack.PreviewCreateAsync(Roles, inputs);
        Assert.Contains("Rotation = \"1\"", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(PropertyValue.Null.Value, preview.Outputs["password"] ?? PropertyValue.Null.Value);

        var rotated = Project(("name", "by_sql"), ("adopt", true), ("rotation", "1"));
        await stack.PreviewCreateAsync(Roles, rotated);
        Assert.Contains("reset_password", stack.Everything, StringComparison.Ordinal);
        var role = await stack.CreateAsync(Roles, rotated);
        Assert.Equal($"secret({_project.RolePassword("by_sql")})", role["password"]);
        Assert.Empty(stack.Diff((await stack.RefreshAsync(role))!, rotated));
    }

    [Fact]
    public async Task A_role_of_an_interrupted_run_whose_password_cannot_be_told_gets_a_new_one_by_the_printed_rotation()
    {
        var stack = NewStack();
        await stack.CreateAsync(Roles, Project(("name", "flow_capture")));

        // The state of that run was not saved, and since then the project stores no passwords.
        _cloud.Next(412, "/roles/flow_capture/reveal_password", times: 3);
        await stack.PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Contains("goes on with the role flow_capture", stack.Everything, StringComparison.Ordinal);
        Assert.Contains("Rotation = \"1\"", stack.Lasting, StringComparison.Ordinal);
        var rotated = Project(("name", "flow_capture"), ("rotation", "1"));
        await stack.PreviewCreateAsync(Roles, rotated);
        Assert.Contains("reset_password", stack.Everything, StringComparison.Ordinal);
        var role = await stack.CreateAsync(Roles, rotated);
        Assert.Equal($"secret({_project.RolePassword("flow_capture")})", role["password"]);
        Assert.Equal("false", Text(role["adopted"]));
    }

    [Fact]
    public async Task A_role_that_the_API_did_not_list_yet_is_somebody_elses()
    {
        _cloud.Next(409, "POST");
        var stack = NewStack();
        var refused = await stack.FailsAsync(() => stack.CreateAsync(Roles, Project(("name", "flow_capture"))));
        Assert.Contains("NF2008", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Adopt = true", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Replication)]
    [InlineData(Allow)]
    public async Task A_setting_that_Neon_accepts_but_does_not_keep_is_no_success(string type)
    {
        _cloud.Next(200, "PATCH", body: """{"operations":[]}""");
        var stack = NewStack();
        var inputs = type == Allow ? Project(("entries", List("198.51.100.1"))) : Project(("acknowledgeIrreversible", true));
        var failed = await stack.FailsAsync(() => stack.CreateAsync(type, inputs));
        Assert.Contains("NF2015", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_does_not_work_is_told_before_logical_replication_is_switched_on(bool byName)
    {
        var connection = byName
            ? Of(("projectId", _project.Id), ("database", "no_such_database"))
            : Of(
                ("host", "127.0.0.1"),
                ("port", (double)_project.Server.Port),
                ("database", "shop"),
                ("user", _project.OwnerRole),
                ("password", Secret("wrong-word"))
            );
        var stack = NewStack();
        var inputs = Project(("acknowledgeIrreversible", true), ("connection", connection));
        var code = byName ? "NF2007" : "NF3009";
        if (byName)
        {
            // The program may be about to make that database.
            await stack.PreviewCreateAsync(Replication, inputs);
            Assert.Contains("not checked", stack.Lasting, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(
                code,
                (await stack.FailsAsync(() => stack.PreviewCreateAsync(Replication, inputs))).Message,
                StringComparison.Ordinal
            );
        }
        Assert.Contains(code, (await stack.FailsAsync(() => stack.CreateAsync(Replication, inputs))).Message, StringComparison.Ordinal);
        Assert.Equal(0, Writes);
        Assert.False(_project.LogicalReplication);
    }

    [Fact]
    public async Task A_wait_for_the_wal_level_that_could_not_look_says_what_it_could_not_reach()
    {
        var stack = NewStack();
        await stack.CreateAsync(Replication, Project(("acknowledgeIrreversible", true)));
        await _project.Server.ExecuteAsync("ALTER DATABASE shop ALLOW_CONNECTIONS false");
        var direct = Of(
            ("host", "127.0.0.1"),
            ("port", (double)_project.Server.Port),
            ("database", "shop"),
            ("user", _project.OwnerRole),
            ("password", Secret(_project.RolePassword(_project.OwnerRole)!))
        );
        var failed = await stack.FailsAsync(() => stack.CreateAsync(Replication, Project(("connection", direct))));
        Assert.Contains("NF3030", failed.Message, StringComparison.Ordinal);
        Assert.Contains("whether wal_level is logical could not be looked at", failed.Message, StringComparison.Ordinal);
        Assert.Contains("not currently accepting connections", failed.Message, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("{0}\n")]
    [InlineData(" \t{0}\r\n")]
    public async Task Blanks_around_a_key_are_not_part_of_it(string form)
    {
        var key = string.Format(null, form, _cloud.ApiKey);
        var stack = new Stack(("neonApiKey", Secret(key)), ("neonApiUrl", _cloud.BaseUrl + " \n"));
        await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
    }

    [Theory]
    [InlineData("neonApiKey", "napi_first\nsecond")]
    [InlineData("neonApiKey", "napi_schl\u00fcssel")]
    [InlineData("estuaryPublicKey", "ey first")]
    public void A_key_that_no_header_carries_is_told_once(string setting, string key)
    {
        var failed = Assert.Throws<CallFailedException>(() => new Stack((setting, Secret(key))));
        Assert.StartsWith($"NF1007: {setting} holds a line break", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_change_reads_is_waited_for_as_the_change_is()
    {
        var stack = NewStack();
        _cloud.Next(503, "GET", times: 12);
        await stack.PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.Contains("tried 8 times", stack.Lasting, StringComparison.Ordinal);

        _cloud.Next(503, "GET", times: 12);
        await stack.CreateAsync(Roles, Project(("name", "flow_capture")));
    }

    [Fact]
    public async Task A_preview_waits_until_requests_are_counted_anew_and_says_so()
    {
        var stack = NewStack();
        _cloud.Next(429, "GET", times: 12);
        await stack.PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
        Assert.False(stack.Lasting.Contains("not checked", StringComparison.Ordinal), stack.Lasting);
        Assert.Contains(stack.Said, static l => l.Ephemeral && l.Text.Contains("too many requests (until ", StringComparison.Ordinal));
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
        var failed = await stack.FailsAsync(() => stack.RefreshAsync(role));
        Assert.Contains("NF2006", failed.Message, StringComparison.Ordinal);
        _cloud.ClearFaults();
        _cloud.ExpireApiKey();
        Assert.Equal(role["password"], (await stack.RefreshAsync(role))!["password"]);
        Assert.Contains("not checked", stack.Lasting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_address_that_does_not_lead_to_Neon_is_told(bool answers)
    {
        _cloud.Next(200, body: "<html>Welcome</html>");
        var stack = new Stack(
            ("neonApiKey", Secret(_cloud.ApiKey)),
            ("neonApiUrl", answers ? _cloud.BaseUrl.ToString() : "http://127.0.0.1:1/")
        );
        var failed = await stack.FailsAsync(() => stack.CreateAsync(Roles, Project(("name", "flow_capture"))));
        Assert.Contains("NF2005", failed.Message, StringComparison.Ordinal);
        Assert.Contains("neonflow:neonApiUrl", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_Neon_declines_is_told_in_its_words()
    {
        _cloud.Next(422, "POST", body: """{"code":"","message":"roles limit exceeded"}""");
        var stack = NewStack();
        var failed = await stack.FailsAsync(() => stack.CreateAsync(Roles, Project(("name", "flow_capture"))));
        Assert.Contains("NF2009", failed.Message, StringComparison.Ordinal);
        Assert.Contains("roles limit exceeded", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_with_several_databases_is_not_guessed_among()
    {
        await _project.Server.ExecuteAsync("CREATE DATABASE warehouse");
        var failure = Assert.Single((await NewStack().InvokeAsync("neonflow:neon:getConnection", ("projectId", _project.Id))).Failures);
        Assert.Equal("database", failure.Property);
        Assert.Contains("NF2017", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("warehouse", failure.Reason, StringComparison.Ordinal);
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

    [Fact]
    public async Task The_place_of_a_database_is_told_without_asking_for_a_password()
    {
        var project = await _cloud.AddProjectAsync(new() { Databases = ["shop"], StorePasswords = false });
        var seen = _cloud.Calls.Count;
        var answer = (await NewStack().InvokeAsync("neonflow:neon:getDatabase", ("projectId", project.Id))).Result!;
        Assert.Equal(
            Text(
                Of(
                    ("branchId", project.BranchId),
                    ("host", project.DirectHost),
                    ("port", project.DirectPort),
                    ("database", "shop"),
                    ("owner", project.OwnerRole)
                )
            ),
            Text(answer)
        );
        Assert.DoesNotContain(
            _cloud.Calls.Skip(seen),
            static c => c.Path.EndsWith("/connection_uri", StringComparison.Ordinal) || c.ResponseBody.Contains("password\":\"")
        );
        var failure = Assert.Single(
            (await NewStack().InvokeAsync("neonflow:neon:getConnection", ("projectId", project.Id), ("database", "shop"))).Failures
        );
        Assert.Contains("NF2016", failure.Reason, StringComparison.Ordinal);
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
