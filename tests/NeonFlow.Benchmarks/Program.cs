using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using NeonFlow.Benchmarks;
using NeonFlow.Benchmarks.Sql;
using Pulumirpc;

// Measures the provider executable against an empty NativeAOT gRPC server in the same run, because only ratios survive another machine. All
// figures are medians, of starts or of single
// calls, in rounds that alternate between what is compared, so that the noise of the machine meets both alike.
//   benchmarks.sh publishes both and calls: Benchmarks <provider> <empty server>
//   benchmarks.sh --sql calls: Benchmarks --sql <provider>
if (args is ["--sql", var measured])
{
    await SqlBenchmark.RunAsync(measured);
    return 0;
}

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: NeonFlow.Benchmarks <provider executable> <empty server executable>");
    return 2;
}

const int Starts = 31;
const int Rounds = 25;
const int CallsOfARound = 400;
const int Resources = 10_000;

var (provider, empty) = (args[0], args[1]);
var (ours, theirs) = (new List<Start>(), new List<Start>());
for (var i = 0; i < Starts; i++)
{
    ours.Add(Start.Of(provider));
    theirs.Add(Start.Of(empty));
}

Console.WriteLine($"{"", -34}{"provider", 10}{"empty server", 14}{"ratio", 8}");
Row("size on disk", "MB", Start.Megabytes(new FileInfo(provider).Length), Start.Megabytes(new FileInfo(empty).Length));
Row("start to port line", "ms", Median(ours, static s => s.Time), Median(theirs, static s => s.Time));
Row("resident memory at the port line", "MB", Median(ours, static s => s.Memory.Resident), Median(theirs, static s => s.Memory.Resident));
Row("  of it proportional (PSS)", "MB", Median(ours, static s => s.Memory.Proportional), Median(theirs, static s => s.Memory.Proportional));
Row("  of it private and dirty", "MB", Median(ours, static s => s.Memory.PrivateDirty), Median(theirs, static s => s.Memory.PrivateDirty));

using var process = Start.Launch(provider);
var port = process.StandardOutput.ReadLine()!;
using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
var client = new ResourceProvider.ResourceProviderClient(channel);
await client.HandshakeAsync(new ProviderHandshakeRequest { EngineAddress = "127.0.0.1:1", SupportsRefreshBeforeUpdate = true });
await client.ConfigureAsync(new ConfigureRequest { Args = new Struct() });

var inputs = Publication(0);
var (bare, check, diff) = (new List<double>(), new List<double>(), new List<double>());
for (var round = -2; round < Rounds; round++)
{
    // The first two warm both sides up.
    foreach (
        var (times, call) in new (List<double>, Func<int, Task>)[]
        {
            (bare, Nothing),
            (check, _ => Check(inputs)),
            (diff, _ => Diff(inputs)),
        }
    )
    {
        var taken = await Calls(CallsOfARound, call);
        if (round >= 0)
        {
            times.AddRange(taken);
        }
    }
}

Console.WriteLine();
Console.WriteLine($"{"over loopback, one after the other", -34}{"provider", 10}{"empty call", 14}{"ratio", 8}");
Row("Check of an unchanged resource", "ms", Median(check, static t => t), Median(bare, static t => t), "0.000");
Row("Diff of an unchanged resource", "ms", Median(diff, static t => t), Median(bare, static t => t), "0.000");

Console.WriteLine();
Console.Write(
    $"resident memory, Check and Diff of each of {Resources} resources, three times over: "
        + $"{Memory.Of(process).Resident.ToString("0.0", CultureInfo.InvariantCulture)} MB"
);
for (var i = 0; i < 3; i++)
{
    await Calls(
        Resources,
        async i =>
        {
            var own = Publication(i);
            await Check(own);
            await Diff(own);
        }
    );
    Console.Write(string.Create(CultureInfo.InvariantCulture, $" -> {Memory.Of(process).Resident:0.0} MB"));
}

Console.WriteLine();
await client.CancelAsync(new Empty());
process.WaitForExit(5_000);
return 0;

async Task Nothing(int i) => await client.GetPluginInfoAsync(new Empty());

async Task Check(Struct inputs)
{
    var answer = await client.CheckAsync(
        new CheckRequest
        {
            Urn = "urn:pulumi:dev::bench::neonflow:postgres:Publication::p",
            Name = "p",
            Type = "neonflow:postgres:Publication",
            Olds = inputs,
            News = inputs,
        }
    );
    if (answer.Failures.Count > 0)
    {
        throw new InvalidOperationException(answer.Failures[0].Reason);
    }
}

async Task Diff(Struct inputs)
{
    var answer = await client.DiffAsync(
        new DiffRequest
        {
            Id = "p",
            Urn = "urn:pulumi:dev::bench::neonflow:postgres:Publication::p",
            Name = "p",
            Type = "neonflow:postgres:Publication",
            Olds = State(inputs),
            OldInputs = inputs,
            News = inputs,
        }
    );
    if (answer.Changes != DiffResponse.Types.DiffChanges.DiffNone)
    {
        throw new InvalidOperationException($"equal inputs must not differ: {answer.DetailedDiff}");
    }
}

static Struct Publication(int i) =>
    new()
    {
        Fields =
        {
            ["name"] = Value.ForString($"estuary_{i}"),
            ["tables"] = Value.ForList(
                Value.ForString("public.orders"),
                Value.ForString("public.customers"),
                Value.ForString($"public.t{i}")
            ),
            ["allTables"] = Value.ForBool(false),
            ["viaPartitionRoot"] = Value.ForBool(true),
        },
    };

// What is saved of a resource that a plain preview looks at has the outputs that every state has.
static Struct State(Struct inputs) =>
    new(inputs)
    {
        Fields =
        {
            ["owner"] = Value.ForString("shop_owner"),
            ["oid"] = Value.ForNumber(16_400),
            ["__watched"] = Value.ForBool(true),
        },
    };

static async Task<double[]> Calls(int count, Func<int, Task> call)
{
    var times = new double[count];
    for (var i = 0; i < count; i++)
    {
        var start = Stopwatch.GetTimestamp();
        await call(i);
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    return times;
}

static void Row(string what, string unit, double ours, double theirs, string format = "0.0")
{
    string Figure(double value) => value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what, -34}{Figure(ours), 10}{Figure(theirs), 14}{ours / theirs, 8:0.00}")
    );
}

static double Median<T>(List<T> values, Func<T, double> of) => values.Select(of).Order().ElementAt(values.Count / 2);
