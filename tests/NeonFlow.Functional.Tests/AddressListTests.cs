using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Cdc.Neon;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumi;
using static NeonFlow.Functional.Tests.Outcomes;
using Deployment = Pulumi.Deployment;
using Postgres = NeonFlow.Cdc.Postgres;

namespace NeonFlow.Functional.Tests;

/// <summary>Pipelines of a project whose address list is in use: what a preview lets through, an up can do.</summary>
[Trait("Category", "long")]
public sealed class AddressListTests : IAsyncLifetime
{
    private const string Sql = "CREATE TABLE public.orders (id int PRIMARY KEY);";

    // The other one of the local cloud is on this machine.
    private const string Plane = "ops/dp/public/aws-eu-west-1-c1";

    private ProjectCloud _shop = null!;

    public async ValueTask InitializeAsync() => _shop = await ProjectCloud.ShopAsync(Sql, "198.51.100.7");

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task A_component_that_leaves_the_list_alone_is_told_to_open_it()
    {
        var refused = await Engine(() => Component(open: false)).PreviewAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "NF5060: The address list of the Neon project hidden-cell-763301 does not let in",
            refused.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("fix: OpenIpAllow = true", refused.Text, StringComparison.Ordinal);

        await SucceedsAsync(Engine(() => Component(open: true)).PreviewAsync());
        _shop.Project.AllowedIps = ["203.0.113.0/24"];
        await SucceedsAsync(Engine(() => Component(open: false)).PreviewAsync());
        await SucceedsAsync(Engine(() => Component(open: false)).UpAsync());

        // Somebody takes them away under the running capture.
        _shop.Project.AllowedIps = ["198.51.100.7"];
        var later = await Engine(() => Component(open: false)).PreviewAsync();
        Assert.Equal(1, later.ExitCode);
        Assert.Contains("NF5060", later.Text, StringComparison.Ordinal);
        Assert.Contains("fix: OpenIpAllow = true", later.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_resources_are_told_the_entries()
    {
        var refused = await Engine(() => Resources()).PreviewAsync();
        Assert.Equal(1, refused.ExitCode);
        const string entries = "Entries = { \"203.0.113.17/32\", \"203.0.113.18/32\" }   // of an IpAllow of project hidden-cell-763301";
        Assert.Contains(entries, refused.Text, StringComparison.Ordinal);
        await SucceedsAsync(Engine(() => Resources("203.0.113.17/32", "203.0.113.18/32")).PreviewAsync());
        await SucceedsAsync(Engine(() => Resources("203.0.113.16/28")).PreviewAsync());
        await SucceedsAsync(Engine(() => Resources("203.0.113.16/28")).UpAsync());
    }

    [Fact]
    public async Task A_branch_that_the_list_does_not_guard_and_a_list_that_cannot_be_judged_pass()
    {
        _shop.Project.ProtectedBranchesOnly = true;
        await SucceedsAsync(Engine(() => Component(open: false)).PreviewAsync());

        _shop.Project.ProtectedBranchesOnly = false;
        var blind = await Engine(() => Resources(), "FLOW_AUTH_TOKEN").PreviewAsync();
        Assert.DoesNotContain("NF5060", blind.Text, StringComparison.Ordinal);
        Assert.Contains(
            "not checked: address list of project hidden-cell-763301, because the Estuary credential is missing",
            blind.Text,
            StringComparison.Ordinal
        );
    }

    private TestEngine Engine(Action program, string? without = null) =>
        _shop.Engine(
            _shop.Folder,
            o =>
                o with
                {
                    ProjectName = "shop",
                    Environment = o.Environment.Where(e => e.Key != without).ToDictionary(),
                    Program = () => Deployment.RunAsync(program),
                }
        );

    private void Component(bool open) =>
        _ = new NeonToEstuary(
            "orders",
            new()
            {
                ProjectId = _shop.Project.Id,
                Database = "shop",
                Tables = ["public.orders"],
                Prefix = "acmeCo/shop",
                AcknowledgeIrreversible = true,
                OpenIpAllow = open,
                DataPlane = Plane,
            }
        );

    private void Resources(params string[] entries)
    {
        var project = _shop.Project.Id;
        var connection = new Postgres.Inputs.ConnectionArgs { ProjectId = project, Database = "shop" };
        var replication = new LogicalReplication("orders", new() { ProjectId = project, AcknowledgeIrreversible = true });
        var role = new Role("orders", new() { ProjectId = project, Name = "flow" }, After(replication));
        var marks = new Postgres.WatermarksTable(
            "orders",
            new()
            {
                Connection = connection,
                Role = role.Name,
                Table = "public.marks",
            },
            After(role)
        );
        var publication = new Postgres.Publication(
            "orders",
            new()
            {
                Connection = connection,
                Name = "flow_pub",
                Tables = ["public.orders", "public.marks"],
            },
            After(marks)
        );
        List<Resource> needs = [publication];
        if (entries.Length > 0)
        {
            needs.Add(new IpAllow("orders", new() { ProjectId = project, Entries = entries }));
        }

        _ = new Capture(
            "orders",
            new()
            {
                CaptureName = "acmeCo/shop/orders",
                Connection = connection,
                Address = $"{_shop.Project.DirectHost}:{_shop.Project.DirectPort}",
                Database = "shop",
                User = role.Name,
                Password = role.Password,
                PublicationName = publication.Name,
                SlotName = "flow_slot",
                WatermarksTable = "public.marks",
                Tables = ["public.orders"],
                DataPlane = Plane,
            },
            After([.. needs])
        );
    }

    private static CustomResourceOptions After(params Resource[] needs) => new() { DependsOn = needs };
}
