using Google.Protobuf.WellKnownTypes;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>Stacks of plain things: a program that registers what a test lists, and a provider that makes what it is asked for.</summary>
public abstract class ThingTest : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("engine-things-").FullName;

    private protected EchoProviders Providers { get; } = new();

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected const string Stack = "urn:pulumi:dev::shop::rec:index:Thing::";

    private protected static RegisterResourceRequest Thing(string name, params (string Name, Value Value)[] inputs) =>
        Thing(name, null, inputs);

    private protected static RegisterResourceRequest Thing(string name, string? dependsOn, params (string Name, Value Value)[] inputs)
    {
        var request = new RegisterResourceRequest
        {
            Type = "rec:index:Thing",
            Name = name,
            Custom = true,
            Object = new(),
            AcceptSecrets = true,
            SupportsResultReporting = true,
        };
        foreach (var (member, value) in inputs)
        {
            request.Object.Fields[member] = value;
        }

        if (dependsOn is not null)
        {
            request.Dependencies.Add(Stack + dependsOn);
        }

        return request;
    }

    private protected static Value List(params string[] items) => Value.ForList([.. items.Select(Value.ForString)]);

    private protected static string[] Names(EngineResult result) =>
        [.. result.Resources.Where(r => r.Type == "rec:index:Thing").Select(r => r.Urn.Name).Order(StringComparer.Ordinal)];

    private protected System.Text.Json.Nodes.JsonNode Saved(string name) =>
        System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Engine().StateFile))!["checkpoint"]!["latest"]!["resources"]!
            .AsArray()
            .Single(r => new Urn(r!["urn"]!.GetValue<string>()).Name == name)!;

    private protected Task<EngineResult> UpAsync(params RegisterResourceRequest[] things) => UpAsync(null, atOnce: false, things);

    private protected Task<EngineResult> UpAsync(OperationOptions? how, bool atOnce, params RegisterResourceRequest[] things) =>
        Engine(runner: Registering(atOnce, things)).UpAsync(how);

    private protected Task<EngineResult> RunAsync(
        OperationOptions? how,
        Func<ResourceMonitor.ResourceMonitorClient, string, CancellationToken, Task> program
    ) => Engine(runner: new StackProgram(program)).UpAsync(how);

    private protected static StackProgram Registering(bool atOnce, params RegisterResourceRequest[] things) =>
        new(
            async (monitor, stack, stop) =>
            {
                var running = new List<Task>();
                foreach (var thing in things)
                {
                    thing.Parent = stack;
                    running.Add(monitor.RegisterResourceAsync(thing, cancellationToken: stop).ResponseAsync);
                    if (!atOnce)
                    {
                        await running[^1];
                    }
                }

                await Task.WhenAll(running);
            }
        );

    private protected TestEngine Engine(
        Dictionary<string, ConfigValue>? config = null,
        IProgramRunner? runner = null,
        string stack = "dev",
        string project = "shop",
        string passphrase = ""
    ) =>
        new(
            new()
            {
                StackName = stack,
                ProgramDirectory = _directory,
                StateDirectory = _directory,
                ProjectName = project,
                Passphrase = passphrase,
                Config = config ?? [],
                ProviderLauncher = Providers,
                ProgramRunner = runner ?? Registering(false),
            }
        );
}
