using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pulumi.Testing;

namespace ComponentTests;

/// <summary>Stands for engine and provider, and keeps what a program declares.</summary>
internal sealed class Recorder : IMocks
{
    private readonly ConcurrentQueue<(string Type, string Name, ImmutableDictionary<string, object> Inputs)> _made = new();
    private readonly ConcurrentQueue<string> _order = new();
    private readonly ConcurrentQueue<(string Token, ImmutableDictionary<string, object> Args)> _asked = new();

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A resource that is made only after another one.</summary>
    public (string Name, string Until) Held { get; init; }

    /// <summary>Resources by name when they are made, and calls.</summary>
    public IEnumerable<string> Order => _order;

    public ImmutableDictionary<string, object> Asked(string token) => _asked.Single(a => a.Token == token).Args;

    public IEnumerable<string> Names(string type) => _made.Where(m => m.Type == type).Select(static m => m.Name);

    public IEnumerable<string> Types =>
        _made
            .Select(static m => m.Type)
            .Where(static t => !t.StartsWith("pulumi:", StringComparison.Ordinal) && t != "neonflow:index:NeonToEstuary")
            .Order(StringComparer.Ordinal);

    public IEnumerable<ImmutableDictionary<string, object>> Inputs(string type) =>
        _made.Where(m => m.Type == type).Select(static m => m.Inputs);

    public async Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        if (args.Name == Held.Name)
        {
            await _released.Task;
        }

        if (!args.Type!.StartsWith("pulumi:", StringComparison.Ordinal) && args.Type != "neonflow:index:NeonToEstuary")
        {
            _order.Enqueue(args.Name!);
        }
        if (args.Name == Held.Until)
        {
            _released.SetResult();
        }

        _made.Enqueue((args.Type, args.Name!, args.Inputs));
        return (args.Name + "_id", State(args));
    }

    // The provider names what has no name.
    private static ImmutableDictionary<string, object> State(MockResourceArgs args)
    {
        ImmutableDictionary<string, object> Named(string property, string name) =>
            args.Inputs.ContainsKey(property) ? args.Inputs : args.Inputs.Add(property, name);
        return args.Type switch
        {
            "neonflow:neon:Role" => Named("name", "estuary_" + args.Name)
                .Add("password", "hush")
                .SetItem("branchId", args.Inputs.GetValueOrDefault("branchId") ?? "br-1"),
            "neonflow:postgres:Publication" or "neonflow:postgres:ReplicationSlot" => Named("name", "estuary_" + args.Name),
            "neonflow:postgres:WatermarksTable" => Named("table", $"public.estuary_{args.Name}_watermarks"),
            "neonflow:estuary:Capture" => Named("captureName", $"{args.Inputs["collectionPrefix"]}/estuary_{args.Name}"),
            _ => args.Inputs,
        };
    }

    public Task<object> CallAsync(MockCallArgs args)
    {
        _order.Enqueue("call " + args.Token);
        _asked.Enqueue((args.Token!, args.Args));
        return Task.FromResult(Answer(args));
    }

    private static object Answer(MockCallArgs args) =>
        args.Token == "neonflow:neon:getDatabase"
            ? new Dictionary<string, object>
            {
                ["branchId"] = "br-1",
                ["host"] = "ep-quiet-sea-123.neon.tech",
                ["port"] = 5432,
                ["database"] = "shop",
                ["owner"] = "neondb_owner",
            }
            : new Dictionary<string, object>
            {
                ["name"] = "ops/dp/public/x",
                ["cidrBlocks"] = new[] { "198.51.100.1/32" },
                ["cloudProvider"] = "AWS",
                ["region"] = "eu-west-1",
                ["isPublic"] = true,
                ["closed"] = false,
            };
}
