using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Provider.Tests.Preflight;
using NeonFlow.Testing.Neon;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

public sealed partial class NeonRoomsTests
{
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_somebody_emptied_is_a_change_and_an_alarm(bool keepOpen)
    {
        _project.AllowedIps = ["203.0.113.7"];
        var inputs = Project(("entries", List("198.51.100.1", "203.0.113.7")), ("keepOpen", keepOpen));
        var thing = await NewStack().CreateAsync(Allow, inputs);
        _project.AllowedIps = [];
        var stack = NewStack();
        var read = (await stack.RefreshAsync(thing))!;
        Assert.NotEmpty(stack.Diff(read, inputs));
        Assert.Contains(stack.Said, static l => l.Severity == Severity.Warning && l.Text.Contains("NF2019", StringComparison.Ordinal));
        Assert.Contains("is open to everybody: somebody emptied its address list", stack.Lasting, StringComparison.Ordinal);
        await stack.PreviewUpdateAsync(read, inputs);
        Assert.DoesNotContain("NF2014", stack.Lasting, StringComparison.Ordinal);

        // What others had on it is put back as well, and stays theirs.
        var repaired = await stack.UpdateAsync(read, inputs);
        Assert.Equal(["203.0.113.7", "198.51.100.1"], _project.AllowedIps);
        Assert.Empty(stack.Diff((await NewStack().RefreshAsync(repaired))!, inputs));
        await stack.DeleteAsync(repaired);
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
    }

    [Fact]
    public async Task A_list_is_planned_although_it_is_not_known_whether_its_entries_are_adopted()
    {
        var stack = NewStack();
        var inputs = Project(("entries", List("198.51.100.1")), ("adopt", PropertyValue.Unknown.Value));
        var planned = await stack.PreviewCreateAsync(Allow, inputs);
        Assert.Contains("PATCH /projects/", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal("false", Text(planned.Outputs["protectedBranchesOnly"]));
        Assert.Null(planned.Outputs["owned"]);
    }

    [Fact]
    public async Task What_a_list_is_besides_its_entries_stays_known_while_they_are_not()
    {
        _project.AllowedIps = ["203.0.113.7"];
        var stack = NewStack();
        var thing = await stack.CreateAsync(Allow, Project(("entries", List("198.51.100.1"))));
        var predicted = await stack.PreviewUpdateAsync(thing, Project(("entries", PropertyValue.Unknown.Value)));
        Assert.Equal("false", Text(predicted.Outputs["protectedBranchesOnly"]));
        Assert.Equal("203.0.113.7", Text(predicted.Outputs["before"]));
        Assert.Null(predicted.Outputs["owned"]);
        Assert.Contains("once entries is known", stack.Lasting, StringComparison.Ordinal);

        // Where the project cannot be looked at, nothing is known of its list.
        var blind = new Stack(("neonApiUrl", _cloud.BaseUrl.ToString()));
        Assert.Null((await blind.PreviewCreateAsync(Allow, Project(("entries", List("198.51.100.1"))))).Outputs["protectedBranchesOnly"]);
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

    [Fact]
    public async Task A_destroy_does_not_open_a_project_that_had_a_list_before()
    {
        _project.AllowedIps = ["192.0.2.1"];
        var stack = NewStack();
        var thing = await stack.CreateAsync(Allow, Project(("entries", List("127.0.0.1"))));
        _project.AllowedIps = ["127.0.0.1"];
        var refused = await stack.FailsAsync(() => stack.DeleteAsync(thing));
        Assert.Contains("NF2013", refused.Message, StringComparison.Ordinal);
        Assert.Contains("OpenToAll = true", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["127.0.0.1"], _project.AllowedIps);
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
        var problem = Assert.Single(NewStack().Problems(Allow, Project(("entries", List()))));
        Assert.Contains("NF2013", problem.Reason, StringComparison.Ordinal);
        Assert.Contains("OpenToAll = true", problem.Reason, StringComparison.Ordinal);
        Assert.Empty(NewStack().Problems(Allow, Project(("entries", List()), ("openToAll", true))));
    }

    [Fact]
    public async Task Entries_that_are_on_the_list_already_are_named_and_stay_unless_the_program_says_that_they_are_its_own()
    {
        _project.AllowedIps = ["203.0.113.7", "198.51.100.1"];
        var stack = NewStack();
        var inputs = Project(("entries", List("198.51.100.1", "198.51.100.2")));
        await stack.PreviewCreateAsync(Allow, inputs);
        Assert.Contains("\"198.51.100.1\" already, and no program of NeonFlow put it there", stack.Lasting, StringComparison.Ordinal);
        var thing = await stack.CreateAsync(Allow, inputs);
        stack.Said.Clear();
        thing = await stack.UpdateAsync(thing, inputs);
        Assert.DoesNotContain("no program of NeonFlow", stack.Lasting, StringComparison.Ordinal);
        await stack.DeleteAsync(thing);
        Assert.Contains("\"198.51.100.1\" stays", stack.Lasting, StringComparison.Ordinal);
        Assert.Equal(["198.51.100.1", "203.0.113.7"], _project.AllowedIps.Order());

        var own = NewStack();
        await own.DeleteAsync(await own.CreateAsync(Allow, Project(("entries", List("198.51.100.1", "198.51.100.2")), ("adopt", true))));
        Assert.Equal(["203.0.113.7"], _project.AllowedIps);
        Assert.DoesNotContain("no program of NeonFlow", own.Lasting, StringComparison.Ordinal);
    }
}
