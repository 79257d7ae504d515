using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Apis;
using NeonFlow.Testing.Neon;
using NeonFlow.Testing.Postgres;
using static NeonFlow.Provider.Tests.Apis.Stack;

namespace NeonFlow.Provider.Tests.Neon;

/// <summary>What is made on the default branch stays there after another one has become the default.</summary>
public sealed class BoundBranchTests : IAsyncLifetime
{
    private const string Role = "neonflow:neon:Role";

    private NeonCloud _cloud = null!;
    private NeonProject _project = null!;
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await NeonCloud.StartAsync();
        _project = await _cloud.AddProjectAsync(
            new()
            {
                Databases = ["shop"],
                LogicalReplication = true,
                Sql = "CREATE TABLE public.orders (id int PRIMARY KEY); CREATE ROLE reader; CREATE ROLE readers;",
            }
        );
        _server = _project.Server;
    }

    public async ValueTask DisposeAsync() => await _cloud.DisposeAsync();

    public static TheoryData<string, string> Rooms =>
        new()
        {
            { "Publication", "orders" },
            { "ReplicationSlot", "orders" },
            { "Grant", "public/reader" },
            { "DefaultPrivileges", "public/reader/tables" },
            { "RoleMembership", "readers/reader" },
            { "WatermarksTable", "public.marks/reader" },
        };

    [Theory]
    [MemberData(nameof(Rooms))]
    public async Task An_object_is_read_compared_and_deleted_on_its_branch(string room, string name)
    {
        var type = "neonflow:postgres:" + room;
        var stack = Stack.OfNeon(_cloud);
        var preview = await stack.PreviewCreateAsync(type, Inputs(room));
        var made = await stack.CreateAsync(type, Inputs(room));
        var branch = _project.BranchId;
        Assert.Equal($"neon:{_project.Id}/{branch}/shop/{name}", made.Id);
        Assert.Equal((branch, branch), (made["branchId"], Text(preview.Outputs["branchId"])));
        await _server.ExecuteAsync("SELECT pg_create_logical_replication_slot('orders', 'pgoutput')", "shop");
        var without = await LeftAsync(room);

        var other = await _project.AddBranchAsync("other");
        _project.MakeDefault(other);
        var later = Stack.OfNeon(_cloud);
        var read = (await later.RefreshAsync(made))!;
        Assert.Equal((made.Id, branch), (read.Id, read["branchId"]));
        Assert.Empty(later.Diff(read, Inputs(room)));
        Assert.Empty(later.Diff(read, Inputs(room, branch)));
        Assert.Contains(later.Diff(read, Inputs(room, other)).Values, static c => c.Replaces);
        var line = $"The default branch of project {_project.Id} is {other} now; this stays on {branch}. BranchId = \"{other}\" moves it.";
        Assert.Equal(2, later.Lasting.Split(line).Length);
        Assert.DoesNotContain(
            "The default branch",
            await SaidOfAsync(read with { Inputs = Inputs(room, branch) }),
            StringComparison.Ordinal
        );

        var updated = await later.UpdateAsync(read, Inputs(room));
        Assert.Equal(branch, updated["branchId"]);
        await later.DeleteAsync(updated);
        Assert.Equal(without - 1, await LeftAsync(room));
    }

    [Fact]
    public async Task An_import_by_the_default_branch_gives_the_id_that_lasts()
    {
        var stack = Stack.OfNeon(_cloud);
        await stack.CreateAsync("neonflow:postgres:Publication", Inputs("Publication"));
        var imported = await stack.ImportAsync("neonflow:postgres:Publication", $"neon:{_project.Id}/default/shop/orders");
        Assert.Equal($"neon:{_project.Id}/{_project.BranchId}/shop/orders", imported!.Id);
        Assert.Equal(_project.BranchId, imported["branchId"]);
        Assert.Empty(stack.Diff(imported, Inputs("Publication")));
    }

    [Fact]
    public async Task A_role_too_is_imported_by_the_default_branch_and_a_branch_that_is_not_there_is_told()
    {
        var stack = Stack.OfNeon(_cloud);
        await stack.CreateAsync(Role, Of(("projectId", _project.Id), ("name", "flow")));
        var imported = await stack.ImportAsync(Role, $"neon:{_project.Id}/default/flow");
        Assert.Equal($"neon:{_project.Id}/{_project.BranchId}/flow", imported!.Id);
        Assert.Null(await stack.ImportAsync(Role, $"neon:{_project.Id}/default/nobody"));

        var failure = await stack.FailsAsync(() => stack.ImportAsync(Role, $"neon:{_project.Id}/br-nowhere-1/flow"));
        Assert.Contains("has no branch br-nowhere-1; it has ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"fix: pulumi import {Role} <name> neon:{_project.Id}/default/flow", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_says_that_it_is_not_on_the_default_branch_any_more()
    {
        var inputs = Of(("projectId", _project.Id), ("name", "flow"));
        var role = await Stack.OfNeon(_cloud).CreateAsync(Role, inputs);
        var branch = _project.BranchId;
        _project.MakeDefault(await _project.AddBranchAsync("other"));
        var later = Stack.OfNeon(_cloud);
        var read = (await later.RefreshAsync(role))!;
        Assert.Empty(later.Diff(read, inputs));
        Assert.Contains($"this stays on {branch}.", later.Lasting, StringComparison.Ordinal);
    }

    private async Task<string> SaidOfAsync(Thing thing)
    {
        var stack = Stack.OfNeon(_cloud);
        await stack.RefreshAsync(thing);
        return stack.Lasting;
    }

    private Task<long> LeftAsync(string room) =>
        _server.ScalarAsync<long>(
            room switch
            {
                "Publication" => "SELECT count(*) FROM pg_publication",
                "ReplicationSlot" => "SELECT count(*) FROM pg_replication_slots",
                "Grant" => "SELECT count(*) FROM pg_class WHERE relname = 'orders' AND has_table_privilege('reader', oid, 'SELECT')",
                "DefaultPrivileges" => "SELECT count(*) FROM pg_default_acl WHERE defaclacl::text LIKE '%reader%'",
                "RoleMembership" => "SELECT count(*) FROM pg_auth_members WHERE member = 'reader'::regrole",
                _ => "SELECT count(*) FROM pg_class WHERE relname = 'marks'",
            },
            "shop"
        );

    private PropertyValue.Map Inputs(string room, string? branch = null)
    {
        (string Key, PropertyValue Value)[] where = branch is null ? [] : [("branchId", branch)];
        var connection = ("connection", (PropertyValue)Of([("projectId", _project.Id), ("database", "shop"), .. where]));
        return room switch
        {
            "Publication" => Of(connection, ("name", "orders"), ("tables", List("public.orders"))),
            "ReplicationSlot" => Of(connection, ("name", "orders")),
            "Grant" => Of(connection, ("role", "reader"), ("schema", "public"), ("tables", List("public.orders"))),
            "DefaultPrivileges" => Of(connection, ("role", "reader"), ("schema", "public"), ("creators", List(_project.OwnerRole))),
            "RoleMembership" => Of(connection, ("role", "readers"), ("member", "reader")),
            _ => Of(connection, ("table", "public.marks"), ("role", "reader")),
        };
    }
}
