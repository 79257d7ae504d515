using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

public sealed partial class NeonRoomsTests
{
    [Theory]
    [InlineData("no key")]
    [InlineData("a wrong key")]
    [InlineData("out of reach")]
    public async Task A_preview_that_cannot_look_answers_a_function_with_nothing_and_one_line(string trouble)
    {
        var stack = Blind(trouble);
        (string, PropertyValue)[] args = [("projectId", _project.Id), ("database", "shop")];
        for (var again = 0; again < 2; again++)
        {
            var answer = await stack.PreviewInvokeAsync("neonflow:neon:getConnection", args);
            Assert.Empty(answer.Failures);
            Assert.Empty(answer.Result!.Entries);
        }
        Assert.Equal(1, NotChecked(stack));
        Assert.StartsWith("not checked: neon:getConnection, because ", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("fix: ", stack.Lasting, StringComparison.Ordinal);

        var up = await stack.InvokeAsync("neonflow:neon:getConnection", args);
        Assert.NotEmpty(up.Failures);
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("out of reach")]
    public async Task One_cause_is_told_once_and_a_plan_without_a_look_says_so(string trouble)
    {
        var stack = Blind(trouble);
        await stack.PreviewCreateAsync(Roles, Project(("name", "flow_capture")));
        await stack.PreviewCreateAsync(Replication, Project(("acknowledgeIrreversible", true)));
        Assert.Contains($"planned without a look at role flow_capture of project {_project.Id}", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains($"planned without a look at project {_project.Id}", stack.Lasting, StringComparison.Ordinal);

        stack.Said.Clear();
        await stack.PreviewCreateAsync(Allow, Project(("entries", List("203.0.113.9"))));
        Assert.DoesNotContain("PATCH", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("the list could not be read; what is on it stays", stack.Lasting, StringComparison.Ordinal);
        Assert.Contains("\"203.0.113.9\" will be put on the list", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(0, NotChecked(stack));
    }

    [Fact]
    public async Task States_that_cannot_be_read_are_kept_with_one_warning_for_all()
    {
        var stack = NewStack();
        Thing[] made =
        [
            await stack.CreateAsync(Roles, Project(("name", "flow_capture"))),
            await stack.CreateAsync(Replication, Project(("acknowledgeIrreversible", true))),
        ];
        var blind = Blind("out of reach");
        foreach (var thing in made)
        {
            Assert.Equal(Text(thing.Outputs), Text((await blind.RefreshAsync(thing))!.Outputs));
        }
        Assert.Single(blind.Said, static l => l.Severity == Severity.Warning);
    }

    [Theory]
    [InlineData("no key", "not checked, and strict is set: role flow_capture")]
    [InlineData("a wrong key", "NF2004")]
    [InlineData("out of reach", "not checked, and strict is set: role flow_capture")]
    public async Task What_could_not_be_looked_at_is_an_error_under_strict(string trouble, string why)
    {
        var inputs = Project(("name", "flow_capture"));
        var made = await NewStack().CreateAsync(Roles, inputs);
        var strict = Blind(trouble, ("strict", true));
        var preview = await strict.FailsAsync(() => strict.PreviewCreateAsync(Roles, inputs));
        Assert.Contains(why, preview.Message, StringComparison.Ordinal);

        // A Read that failed would keep the program from running, and with it a change of the key.
        var read = (await strict.RefreshAsync(made))!;
        var drift = Assert.Throws<CallFailedException>(() => strict.Diff(read, inputs));
        Assert.Contains("not checked, and strict is set", drift.Message, StringComparison.Ordinal);
        Assert.Empty(Blind(trouble).Diff(read, inputs));

        var function = await strict.PreviewInvokeAsync("neonflow:neon:getConnection", ("projectId", _project.Id), ("database", "shop"));
        Assert.NotEmpty(function.Failures);
    }

    [Fact]
    public async Task A_project_that_stores_no_passwords_is_told_the_way_out_before_logical_replication_is_switched_on()
    {
        var project = await _cloud.AddProjectAsync(new() { Databases = ["shop"], StorePasswords = false });
        var inputs = Of(
            ("projectId", project.Id),
            ("acknowledgeIrreversible", true),
            ("connection", Of(("projectId", project.Id), ("database", "shop")))
        );
        var stack = NewStack();
        foreach (
            var call in (Func<Task>[])[() => stack.PreviewCreateAsync(Replication, inputs), () => stack.CreateAsync(Replication, inputs)]
        )
        {
            var refused = await stack.FailsAsync(call);
            Assert.StartsWith("NF2016 at connection: ", refused.Message, StringComparison.Ordinal);
            Assert.Contains("fix: Connection = new ConnectionArgs {", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, Writes);
        Assert.False(project.LogicalReplication);
    }

    [Fact]
    public async Task A_personal_key_finds_a_deleted_project_by_naming_its_organization()
    {
        await using var cloud = await NeonCloud.StartAsync(new() { PersonalKey = true });
        var project = await cloud.AddProjectAsync();
        var stack = Stack.OfNeon(cloud);
        var role = await stack.CreateAsync(Roles, Of(("projectId", project.Id), ("name", "flow_capture")));
        await cloud.RemoveProjectAsync(project);
        Assert.Null(await Stack.OfNeon(cloud).RefreshAsync(role));
        await stack.DeleteAsync(role);
    }

    [Fact]
    public async Task A_list_of_deleted_projects_that_was_refused_is_told_as_such()
    {
        await using var cloud = await NeonCloud.StartAsync(new() { PersonalKey = true });
        var project = await cloud.AddProjectAsync();
        var stack = Stack.OfNeon(cloud);
        var role = await stack.CreateAsync(Roles, Of(("projectId", project.Id), ("name", "flow_capture")));
        await cloud.RemoveProjectAsync(project);
        cloud.Next(403, "GET /organizations", times: 50);
        var refused = await stack.FailsAsync(() => stack.DeleteAsync(role));
        Assert.Contains("whether it was deleted could not be asked", refused.Message, StringComparison.Ordinal);
        Assert.Contains("answered 403", refused.Message, StringComparison.Ordinal);
    }

    private Stack Blind(string trouble, params (string, PropertyValue)[] besides) =>
        new([
            .. trouble switch
            {
                "no key" => ((string, PropertyValue)[])[("neonApiUrl", _cloud.BaseUrl.ToString())],
                "a wrong key" => [("neonApiUrl", _cloud.BaseUrl.ToString()), ("neonApiKey", Secret("napi_wrong_key_value"))],
                _ => [("neonApiUrl", "http://127.0.0.1:1/api/v2"), ("neonApiKey", Secret(_cloud.ApiKey))],
            },
            .. besides,
        ]);

    private static int NotChecked(Stack stack) => stack.Lasting.Split("not checked:").Length - 1;
}
