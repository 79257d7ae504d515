using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Pulumirpc;

// Measures the provider executable against an empty NativeAOT gRPC server in the same run, because only ratios survive another machine.
//   benchmarks.sh publishes both and calls: Benchmarks <provider> <empty server>
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: NeonFlow.Benchmarks <provider executable> <empty server executable>");
    return 2;
}

var (provider, empty) = (args[0], args[1]);
Console.WriteLine($"size on disk        provider {Size(provider):0.0} MB   empty server {Size(empty):0.0} MB   ratio {Size(provider) / Size(empty):0.00}");

const int Starts = 31;
var (providerStart, providerMemory, emptyStart, emptyMemory) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
for (var i = 0; i < Starts; i++)
{
    // Alternating, so that noise meets both alike.
    Start(provider, providerStart, providerMemory);
    Start(empty, emptyStart, emptyMemory);
}

Console.WriteLine($"start to port line  provider {Median(providerStart):0.0} ms   empty server {Median(emptyStart):0.0} ms   ratio {Median(providerStart) / Median(emptyStart):0.00}   (median of {Starts})");
Console.WriteLine($"resident memory     provider {Median(providerMemory):0.0} MB   empty server {Median(emptyMemory):0.0} MB   ratio {Median(providerMemory) / Median(emptyMemory):0.00}");

using var process = Launch(provider);
var port = process.StandardOutput.ReadLine()!;
using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
var client = new ResourceProvider.ResourceProviderClient(channel);
await client.HandshakeAsync(new ProviderHandshakeRequest { EngineAddress = "127.0.0.1:1", SupportsRefreshBeforeUpdate = true });
await client.ConfigureAsync(new ConfigureRequest { Args = new Struct() });

const int Resources = 10_000;
var inputs = Publication(0);
await Calls(2_000, (client, _) => Check(client, inputs));
var check = await Calls(5_000, (client, _) => Check(client, inputs));
await Calls(2_000, (client, _) => Diff(client, inputs));
var diff = await Calls(5_000, (client, _) => Diff(client, inputs));
var bare = await Calls(5_000, static async (client, _) => await client.GetPluginInfoAsync(new Empty()));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one call            Check {check:0.000} ms   Diff {diff:0.000} ms   GetPluginInfo (an empty call) {bare:0.000} ms"));

var before = Resident(process);
await Calls(Resources, async (client, i) =>
{
    var own = Publication(i);
    await Check(client, own);
    await Diff(client, own);
});
var middle = Resident(process);
await Calls(Resources, async (client, i) =>
{
    var own = Publication(i);
    await Check(client, own);
    await Diff(client, own);
});
Console.WriteLine($"memory over {Resources} resources (Check and Diff of each, twice): {before:0.0} MB -> {middle:0.0} MB -> {Resident(process):0.0} MB");
await client.CancelAsync(new Empty());
process.WaitForExit(5_000);
return 0;

static Struct Publication(int i) => new()
{
    Fields =
    {
        ["name"] = Value.ForString($"estuary_{i}"),
        ["tables"] = Value.ForList(Value.ForString("public.orders"), Value.ForString("public.customers"), Value.ForString($"public.t{i}")),
        ["allTables"] = Value.ForBool(false),
        ["viaPartitionRoot"] = Value.ForBool(true),
    },
};

static async Task Check(ResourceProvider.ResourceProviderClient client, Struct inputs)
{
    var answer = await client.CheckAsync(new CheckRequest
    {
        Urn = "urn:pulumi:dev::bench::neonflow:postgres:Publication::p", Name = "p", Type = "neonflow:postgres:Publication", Olds = inputs, News = inputs,
    });
    if (answer.Failures.Count > 0)
    {
        throw new InvalidOperationException(answer.Failures[0].Reason);
    }
}

static async Task Diff(ResourceProvider.ResourceProviderClient client, Struct inputs)
{
    var answer = await client.DiffAsync(new DiffRequest
    {
        Id = "p", Urn = "urn:pulumi:dev::bench::neonflow:postgres:Publication::p", Name = "p", Type = "neonflow:postgres:Publication", Olds = inputs, OldInputs = inputs, News = inputs,
    });
    if (answer.Changes != DiffResponse.Types.DiffChanges.DiffNone)
    {
        throw new InvalidOperationException("equal inputs must not differ");
    }
}

async Task<double> Calls(int count, Func<ResourceProvider.ResourceProviderClient, int, Task> call)
{
    var watch = Stopwatch.StartNew();
    for (var i = 0; i < count; i++)
    {
        await call(client, i);
    }

    return watch.Elapsed.TotalMilliseconds / count;
}

static void Start(string executable, List<double> times, List<double> memory)
{
    var watch = Stopwatch.StartNew();
    using var process = Launch(executable);
    process.StandardOutput.ReadLine();
    times.Add(watch.Elapsed.TotalMilliseconds);
    memory.Add(Resident(process));
    process.Kill();
    process.WaitForExit();
}

static Process Launch(string executable) => Process.Start(new ProcessStartInfo(executable, "127.0.0.1:1")
{
    RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false,
})!;

static double Resident(Process process)
{
    process.Refresh();
    return process.WorkingSet64 / 1048576.0;
}

static double Size(string file) => new FileInfo(file).Length / 1e6;

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
