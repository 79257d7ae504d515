using System.Collections.Immutable;
using NeonFlow.Cdc;
using Pulumi;
using Pulumi.Testing;

namespace ComponentTests;

public class NeonToEstuaryTests
{
    private static NeonToEstuaryArgs Args() =>
        new()
        {
            ProjectId = "hidden-cell-763301",
            Database = "shop",
            Tables = { "public.orders", "sales.invoices", "public.customers" },
            Prefix = "acmeCo/shop",
            AcknowledgeIrreversible = true,
        };

    private static async Task<Recorder> RunAsync(NeonToEstuaryArgs args)
    {
        var recorder = new Recorder();
        await Deployment.TestAsync(
            recorder,
            new TestOptions { IsPreview = false },
            () =>
            {
                _ = new NeonToEstuary("orders", args);
                return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
            }
        );
        return recorder;
    }

    [Fact]
    public async Task Every_part_of_the_pipeline_is_there_and_the_names_are_wired_once()
    {
        var made = await RunAsync(Args());
        Assert.Equal(
            [
                "neonflow:estuary:Capture",
                "neonflow:neon:IpAllow",
                "neonflow:neon:LogicalReplication",
                "neonflow:neon:Role",
                "neonflow:postgres:DefaultPrivileges",
                "neonflow:postgres:DefaultPrivileges",
                "neonflow:postgres:Grant",
                "neonflow:postgres:Grant",
                "neonflow:postgres:Publication",
                "neonflow:postgres:ReplicationSlot",
                "neonflow:postgres:WatermarksTable",
            ],
            made.Types
        );
        var capture = made.Inputs("neonflow:estuary:Capture").Single();
        var publication = made.Inputs("neonflow:postgres:Publication").Single();
        Assert.Equal("estuary_orders", capture["publicationName"]);
        Assert.Equal("estuary_orders", capture["slotName"]);
        Assert.Equal("estuary_orders", capture["user"]);
        Assert.Equal("public.estuary_orders_watermarks", capture["watermarksTable"]);
        Assert.Equal(
            ["public.orders", "sales.invoices", "public.customers", "public.estuary_orders_watermarks"],
            Texts(publication["tables"])
        );
        Assert.Equal(["public.orders", "sales.invoices", "public.customers"], Texts(capture["tables"]));
    }

    [Fact]
    public async Task Another_order_of_the_tables_is_no_change_of_the_component()
    {
        async Task<IEnumerable<string>> RegisteredAsync(params string[] tables)
        {
            var args = Args();
            args.Tables = tables;
            return Texts((await RunAsync(args)).Inputs("neonflow:index:NeonToEstuary").Single()["tables"]);
        }

        Assert.Equal(await RegisteredAsync("public.a", "sales.b"), await RegisteredAsync("sales.b", "public.a"));
    }

    [Fact]
    public async Task The_pipeline_is_on_the_branch_of_its_role_and_lets_in_the_data_plane_of_its_capture()
    {
        var args = Args();
        args.BranchId = null;
        var made = await RunAsync(args);
        Assert.Equal("br-1", made.Asked("neonflow:neon:getDatabase")["branchId"]);
        foreach (var type in (string[])["postgres:Publication", "postgres:ReplicationSlot", "postgres:WatermarksTable", "estuary:Capture"])
        {
            var connection = (ImmutableDictionary<string, object>)made.Inputs("neonflow:" + type).Single()["connection"];
            Assert.Equal("br-1", connection["branchId"]);
        }
        Assert.Equal("acmeCo/shop/estuary_orders", made.Asked("neonflow:estuary:getDataPlane")["capture"]);
    }

    [Fact]
    public async Task The_capture_connects_to_the_direct_host_and_the_port_only_where_it_is_not_5432()
    {
        Assert.Equal("ep-quiet-sea-123.neon.tech", (await RunAsync(Args())).Inputs("neonflow:estuary:Capture").Single()["address"]);
        var other = Args();
        other.Address = "private.example:6000";
        Assert.Equal("private.example:6000", (await RunAsync(other)).Inputs("neonflow:estuary:Capture").Single()["address"]);
    }

    [Fact]
    public async Task Grants_are_per_schema_and_the_owner_of_the_database_is_the_default_creator()
    {
        var made = await RunAsync(Args());
        var grants = made.Inputs("neonflow:postgres:Grant").ToDictionary(static g => (string)g["schema"]!, static g => Texts(g["tables"]));
        Assert.Equal(["public.orders", "public.customers"], grants["public"]);
        Assert.Equal(["sales.invoices"], grants["sales"]);
        Assert.All(made.Inputs("neonflow:postgres:DefaultPrivileges"), static d => Assert.Equal(["neondb_owner"], Texts(d["creators"])));
    }

    [Fact]
    public async Task Everything_is_made_as_the_connection_role_whoever_owns_the_database()
    {
        var args = Args();
        args.ConnectionRole = "shop_admin";
        var made = await RunAsync(args);
        var connections = made
            .Types.Distinct(StringComparer.Ordinal)
            .SelectMany(made.Inputs)
            .Where(static inputs => inputs.ContainsKey("connection"))
            .Select(static inputs => (ImmutableDictionary<string, object>)inputs["connection"])
            .ToList();
        Assert.Equal(9, connections.Count);
        Assert.All(connections, static c => Assert.Equal("shop_admin", c["role"]));
        Assert.All(made.Inputs("neonflow:postgres:DefaultPrivileges"), static d => Assert.Equal(["shop_admin"], Texts(d["creators"])));
    }

    [Fact]
    public async Task The_data_planes_addresses_are_opened_unless_the_program_says_no()
    {
        Assert.Equal(["198.51.100.1/32"], Texts((await RunAsync(Args())).Inputs("neonflow:neon:IpAllow").Single()["entries"]));
        var closed = Args();
        closed.OpenIpAllow = false;
        Assert.Empty((await RunAsync(closed)).Inputs("neonflow:neon:IpAllow"));
    }

    [Fact]
    public async Task ObjectName_names_every_part()
    {
        var named = Args();
        named.ObjectName = "shop_cdc";
        var made = await RunAsync(named);
        Assert.Equal("shop_cdc", made.Inputs("neonflow:neon:Role").Single()["name"]);
        Assert.Equal("shop_cdc", made.Inputs("neonflow:postgres:Publication").Single()["name"]);
        Assert.Equal("shop_cdc", made.Inputs("neonflow:postgres:ReplicationSlot").Single()["name"]);
        Assert.Equal("public.shop_cdc_watermarks", made.Inputs("neonflow:postgres:WatermarksTable").Single()["table"]);
        Assert.Equal("acmeCo/shop/shop_cdc", made.Inputs("neonflow:estuary:Capture").Single()["captureName"]);
        Assert.Equal("acmeCo/shop/shop_cdc", made.Asked("neonflow:estuary:getDataPlane")["capture"]);
    }

    [Fact]
    public async Task The_data_plane_is_asked_for_the_capture_that_is_called_like_the_parts_without_a_name()
    {
        var args = Args();
        args.RoleName = "flow_capture";
        args.SlotName = "flow_slot";
        Assert.Equal("acmeCo/shop/estuary_orders", (await RunAsync(args)).Asked("neonflow:estuary:getDataPlane")["capture"]);
        args.PublicationName = "flow_publication";
        Assert.Equal("acmeCo/shop/estuary_orders", (await RunAsync(args)).Asked("neonflow:estuary:getDataPlane")["capture"]);
    }

    [Fact]
    public async Task A_quoted_schema_is_the_schema_without_its_quotes()
    {
        var quoted = Args();
        quoted.Tables = ["\"public\".orders", "\"My \"\"own\"\" schema\".\"a.b\""];
        var made = await RunAsync(quoted);
        Assert.Equal(
            ["My \"own\" schema", "public"],
            made.Inputs("neonflow:postgres:Grant").Select(static g => (string)g["schema"]!).Order(StringComparer.Ordinal)
        );
        Assert.Contains("orders", made.Names("neonflow:postgres:Grant"));
    }

    [Fact]
    public async Task Every_name_can_be_given_and_goes_to_both_ends()
    {
        var named = Args();
        named.RoleName = "flow_capture";
        named.PublicationName = "flow_publication";
        named.SlotName = "flow_slot";
        named.WatermarksTable = "sales.flow_watermarks";
        named.CaptureName = "acmeCo/shop/source-postgres";
        var made = await RunAsync(named);
        var capture = made.Inputs("neonflow:estuary:Capture").Single();
        Assert.Equal("acmeCo/shop/source-postgres", capture["captureName"]);
        Assert.Equal("flow_capture", capture["user"]);
        Assert.Equal("flow_capture", made.Inputs("neonflow:neon:Role").Single()["name"]);
        Assert.Equal("flow_publication", capture["publicationName"]);
        Assert.Equal("flow_publication", made.Inputs("neonflow:postgres:Publication").Single()["name"]);
        Assert.Equal("flow_slot", capture["slotName"]);
        Assert.Equal("flow_slot", made.Inputs("neonflow:postgres:ReplicationSlot").Single()["name"]);
        Assert.Equal("sales.flow_watermarks", capture["watermarksTable"]);
        Assert.Equal("sales.flow_watermarks", made.Inputs("neonflow:postgres:WatermarksTable").Single()["table"]);
        Assert.Contains("sales.flow_watermarks", Texts(made.Inputs("neonflow:postgres:Publication").Single()["tables"]));
    }

    [Fact]
    public async Task What_a_message_of_the_capture_asks_for_can_be_said_here()
    {
        var healing = Args();
        healing.Backfill = new() { ["*"] = 1 };
        healing.Modes = new() { ["public.orders"] = "Without Primary Key" };
        healing.SslMode = NeonFlow.Cdc.Estuary.CaptureSslMode.VerifyFull;
        healing.DryRun = true;
        healing.DeleteCollections = true;
        healing.Reset = true;
        healing.Targets = new() { ["public.orders"] = "acmeCo/shop/orders" };
        healing.Adopt = true;
        var made = await RunAsync(healing);
        var capture = made.Inputs("neonflow:estuary:Capture").Single();
        Assert.Equal(
            1.0,
            Convert.ToDouble(
                ((IReadOnlyDictionary<string, object>)capture["backfill"])["*"],
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
        Assert.Equal("Without Primary Key", ((IReadOnlyDictionary<string, object>)capture["modes"])["public.orders"]);
        Assert.Equal("verify-full", capture["sslMode"]);
        Assert.Equal(true, capture["dryRun"]);
        Assert.Equal(true, capture["deleteCollections"]);
        Assert.Equal(true, capture["reset"]);
        Assert.Equal("acmeCo/shop/orders", ((IReadOnlyDictionary<string, object>)capture["targets"])["public.orders"]);
        Assert.All(
            new[]
            {
                "neonflow:estuary:Capture",
                "neonflow:neon:Role",
                "neonflow:postgres:Publication",
                "neonflow:postgres:ReplicationSlot",
            },
            type => Assert.Equal(true, made.Inputs(type).Single()["adopt"])
        );
        Assert.DoesNotContain("adopt", made.Inputs("neonflow:neon:IpAllow").Single().Keys);
    }

    [Fact]
    public async Task What_is_not_given_is_not_sent()
    {
        var made = await RunAsync(Args());
        var capture = made.Inputs("neonflow:estuary:Capture").Single();
        string[] names =
        [
            .. made.Inputs("neonflow:neon:Role")
                .Concat(made.Inputs("neonflow:postgres:Publication"))
                .Concat(made.Inputs("neonflow:postgres:ReplicationSlot"))
                .SelectMany(static i => i.Keys),
        ];
        Assert.DoesNotContain("name", names);
        Assert.DoesNotContain("table", made.Inputs("neonflow:postgres:WatermarksTable").Single().Keys);
        Assert.DoesNotContain("captureName", capture.Keys);
        Assert.Empty(capture.Keys.Intersect(["adopt", "backfill", "modes", "sslMode", "dryRun", "historyMode", "connector", "dataPlane"]));
    }

    [Fact]
    public async Task Every_part_waits_for_what_the_component_depends_on()
    {
        // Each of these waits for the one before it, and none for the migration. They are more than the component's longest chain of parts,
        // so a part that did not wait for the migration would be made before the last of them.
        string[] others = [.. Enumerable.Range(1, 8).Select(static n => $"other-{n}")];
        var recorder = new Recorder { Held = ("migration", others[^1]) };
        await Deployment.TestAsync(
            recorder,
            new TestOptions { IsPreview = false },
            () =>
            {
                var migration = new Migration("migration");
                _ = new NeonToEstuary("orders", Args(), new() { DependsOn = { migration } });
                _ = others.Aggregate((Migration?)null, static (before, name) => new(name, before));
                return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
            }
        );
        Assert.Equal("migration", recorder.Order.Except(others).First());
        Assert.Contains("call neonflow:neon:getDatabase", recorder.Order);
        Assert.Contains("call neonflow:estuary:getDataPlane", recorder.Order);
    }

    [Fact]
    public async Task Null_for_what_may_be_left_out_is_as_left_out()
    {
        var nulls = Args();
        nulls.BranchId = null;
        nulls.ObjectName = null;
        nulls.Rotation = null;
        nulls.Creators = null!;
        nulls.Modes = null!;
        nulls.Address = null;
        nulls.WatermarksTable = null;
        var made = await RunAsync(nulls);
        Assert.Equal(11, made.Types.Count());
        Assert.Equal("ep-quiet-sea-123.neon.tech", made.Inputs("neonflow:estuary:Capture").Single()["address"]);
    }

    [Fact]
    public Task A_table_without_schema_is_refused_with_the_right_one() =>
        RefusedAsync(static a => a.Tables = ["orders"], "Tables[0]", "\"public.orders\"");

    [Fact]
    public Task A_table_that_is_null_is_refused() => RefusedAsync(static a => a.Tables = ["public.orders", null!], "Tables[1] is empty");

    [Fact]
    public Task No_tables_is_refused() => RefusedAsync(static a => a.Tables = [], "Tables is empty", "public.orders");

    [Fact]
    public Task Null_tables_are_refused() => RefusedAsync(static a => a.Tables = null!, "Tables is empty", "public.orders");

    [Fact]
    public Task A_missing_project_is_refused() => RefusedAsync(static a => a.ProjectId = null!, "ProjectId is required", "hidden-cell");

    [Fact]
    public Task A_name_that_the_connector_would_fold_is_refused() =>
        RefusedAsync(static a => a.ObjectName = "Shop-Pub", "ObjectName is \"Shop-Pub\"", "lower-case");

    [Fact]
    public Task A_name_that_is_too_long_is_refused() =>
        RefusedAsync(static a => a.ObjectName = new string('a', 60), "ObjectName", "at most 52");

    [Fact]
    public Task All_that_is_wrong_is_said_at_once_with_the_component_s_name() =>
        RefusedAsync(
            static a => (a.ProjectId, a.Prefix, a.Tables, a.ObjectName) = (null!, null!, ["orders"], "9"),
            "NeonToEstuary \"orders\": ProjectId",
            "NeonToEstuary \"orders\": Prefix",
            "NeonToEstuary \"orders\": Tables[0]",
            "NeonToEstuary \"orders\": ObjectName"
        );

    // Without a stack trace, which would hide the reason in the engine's output: that is what a RunException is for.
    private static async Task RefusedAsync(Action<NeonToEstuaryArgs> spoil, params string[] words)
    {
        var args = Args();
        spoil(args);
        var refusal = default(RunException);
        await Deployment.TestAsync(
            new Recorder(),
            new TestOptions { IsPreview = true },
            () =>
            {
                refusal = Assert.Throws<RunException>(() => new NeonToEstuary("orders", args));
                return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
            }
        );
        Assert.All(words, w => Assert.Contains(w, refusal!.Message, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(object? list) => ((IEnumerable<object>)list!).Cast<string>();

    private sealed class Migration(string name, Migration? before = null)
        : CustomResource(
            "other:index:Migration",
            name,
            null,
            before is null ? new CustomResourceOptions() : new CustomResourceOptions { DependsOn = { before } }
        );
}
