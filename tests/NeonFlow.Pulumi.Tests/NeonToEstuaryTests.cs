using System.Collections.Concurrent;
using System.Collections.Immutable;
using NeonFlow.Pulumi;
using Pulumi;
using Pulumi.Testing;

namespace ComponentTests;

public class NeonToEstuaryTests
{
    private static NeonToEstuaryArgs Args() => new()
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
        await Deployment.TestAsync(recorder, new TestOptions { IsPreview = false }, () =>
        {
            _ = new NeonToEstuary("orders", args);
            return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
        });
        return recorder;
    }

    [Fact]
    public async Task Every_part_of_the_pipeline_is_there_and_the_names_are_wired_once()
    {
        var made = await RunAsync(Args());
        Assert.Equal(
            [
                "neonflow:estuary:Capture", "neonflow:neon:IpAllow", "neonflow:neon:LogicalReplication", "neonflow:neon:Role", "neonflow:postgres:DefaultPrivileges", "neonflow:postgres:DefaultPrivileges",
                "neonflow:postgres:Grant", "neonflow:postgres:Grant", "neonflow:postgres:Publication", "neonflow:postgres:ReplicationSlot", "neonflow:postgres:WatermarksTable",
            ],
            made.Types);
        var capture = made.Inputs("neonflow:estuary:Capture").Single();
        var publication = made.Inputs("neonflow:postgres:Publication").Single();
        Assert.Equal("estuary_orders", publication["name"]);
        Assert.Equal("estuary_orders", capture["publicationName"]);
        Assert.Equal("estuary_orders", capture["slotName"]);
        Assert.Equal("estuary_orders", capture["user"]);
        Assert.Equal("acmeCo/shop/estuary_orders", capture["captureName"]);
        Assert.Equal("public.estuary_orders_watermarks", capture["watermarksTable"]);
        Assert.Equal(["public.orders", "sales.invoices", "public.customers", "public.estuary_orders_watermarks"], Texts(publication["tables"]));
        Assert.Equal(["public.orders", "sales.invoices", "public.customers"], Texts(capture["tables"]));
    }

    [Fact]
    public async Task The_capture_connects_to_the_direct_host_and_the_port_only_where_it_is_not_5432()
    {
        Assert.Equal("ep-quiet-sea-123.neon.tech", (await RunAsync(Args())).Inputs("neonflow:estuary:Capture").Single()["address"]);
        var other = Args();
        other.CaptureAddress = "private.example:6000";
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
    public async Task The_data_planes_addresses_are_opened_unless_the_program_says_no()
    {
        Assert.Equal(["198.51.100.1/32"], Texts((await RunAsync(Args())).Inputs("neonflow:neon:IpAllow").Single()["entries"]));
        var closed = Args();
        closed.OpenIpAllow = false;
        Assert.Empty((await RunAsync(closed)).Inputs("neonflow:neon:IpAllow"));
    }

    [Fact]
    public Task A_table_without_schema_is_refused_with_the_right_one() => RefusedAsync(static a => a.Tables = ["orders"], "Tables[0]", "public.orders");

    [Fact]
    public Task No_tables_is_refused() => RefusedAsync(static a => a.Tables = [], "Tables", "public.orders");

    [Fact]
    public Task A_missing_project_is_refused() => RefusedAsync(static a => a.ProjectId = null!, "ProjectId", "hidden-cell");

    [Fact]
    public Task A_name_that_the_connector_would_fold_is_refused() => RefusedAsync(static a => a.ObjectName = "Shop-Pub", "ObjectName", "lower-case");

    [Fact]
    public Task A_name_that_is_too_long_is_refused() => RefusedAsync(static a => a.ObjectName = new string('a', 60), "ObjectName", "at most");

    private static async Task RefusedAsync(Action<NeonToEstuaryArgs> spoil, params string[] words)
    {
        var args = Args();
        spoil(args);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(args));
        Assert.All(words, w => Assert.Contains(w, failure.ToString(), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(object? list) => ((IEnumerable<object>)list!).Cast<string>();

    private sealed class Recorder : IMocks
    {
        private readonly ConcurrentQueue<(string Type, ImmutableDictionary<string, object> Inputs)> _made = new();

        public IEnumerable<string> Types => _made.Select(static m => m.Type).Where(static t => !t.StartsWith("pulumi:", StringComparison.Ordinal) && t != "neonflow:index:NeonToEstuary").Order(StringComparer.Ordinal);

        public IEnumerable<ImmutableDictionary<string, object>> Inputs(string type) => _made.Where(m => m.Type == type).Select(static m => m.Inputs);

        public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
        {
            _made.Enqueue((args.Type!, args.Inputs));
            var state = args.Type == "neonflow:neon:Role" ? args.Inputs.Add("password", "hush") : args.Inputs;
            return Task.FromResult<(string? id, object state)>((args.Name + "_id", state));
        }

        public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Token == "neonflow:neon:getConnection"
            ? new Dictionary<string, object>
            {
                ["branchId"] = "br-1", ["host"] = "ep-quiet-sea-123.neon.tech", ["pooledHost"] = "ep-quiet-sea-123-pooler.neon.tech", ["port"] = 5432, ["database"] = "shop", ["role"] = "neondb_owner",
                ["password"] = "hush", ["uri"] = "hush", ["pooledUri"] = "hush",
            }
            : new Dictionary<string, object>
            {
                ["name"] = "ops/dp/public/x", ["cidrBlocks"] = new[] { "198.51.100.1/32" }, ["cloudProvider"] = "AWS", ["region"] = "eu-west-1", ["isPublic"] = true, ["closed"] = false,
            });
    }
}
