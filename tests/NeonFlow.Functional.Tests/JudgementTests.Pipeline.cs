using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Functional.Tests;

public sealed partial class JudgementTests
{
    /// <summary>The steps in order of their end, and what could be seen at each.</summary>
    private sealed class Steps(Func<Task<string>> look) : IEngineDisplay
    {
        public List<string> Done { get; } = [];

        public Dictionary<string, string> Seen { get; } = new(StringComparer.Ordinal);

        void IEngineDisplay.On(EngineEvent engineEvent)
        {
            if (engineEvent is ResourceOutputsEvent { Metadata: var step, Planning: false })
            {
                var name = $"{step.Op.Text()} {step.Urn.Type[(step.Urn.Type.LastIndexOf(':') + 1)..]}";
                lock (Done)
                {
                    Done.Add(name);
                    Seen[name] = look().GetAwaiter().GetResult();
                }
            }
        }
    }

    /// <summary>A program of single resources, each depending on what it needs.</summary>
    private sealed record Pipeline : IProgramRunner
    {
        public required string Project { get; init; }

        public required string Address { get; init; }

        public string[] Published { get; init; } = ["public.orders", "public.customers"];

        public string[] Captured { get; init; } = ["public.orders", "public.customers"];

        public string Watermarks { get; init; } = "public.marks";

        public bool ProjectUnknown { get; init; }

        public bool PublicationLeaves { get; init; }

        public string PublicationName { get; init; } = "flow_publication";

        public string SlotName { get; init; } = "flow_slot";

        public int Backfill { get; init; }

        public string OnLoss { get; init; } = "fail";

        /// <summary>Whether Neon, Postgres and Estuary are each under a provider of their own.</summary>
        public bool IsSplit { get; init; }

        public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop)
        {
            using var channel = GrpcChannel.ForAddress("http://" + start.MonitorAddress);
            var monitor = new ResourceMonitor.ResourceMonitorClient(channel);
            try
            {
                var stack = (
                    await monitor.RegisterResourceAsync(
                        new()
                        {
                            Type = Urn.StackType,
                            Name = $"{start.Project}-{start.Stack}",
                            Object = new(),
                            AcceptSecrets = true,
                        },
                        cancellationToken: stop
                    )
                ).Urn;
                var providers = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var area in IsSplit ? new[] { "postgres", "estuary" } : [])
                {
                    var provider = await monitor.RegisterResourceAsync(
                        new()
                        {
                            Type = "pulumi:providers:neonflow",
                            Name = area,
                            Parent = stack,
                            Custom = true,
                            AcceptSecrets = true,
                            Object = new(),
                        },
                        cancellationToken: stop
                    );
                    providers[area] = $"{provider.Urn}::{(provider.Id.Length > 0 ? provider.Id : PropertyCodec.UnknownString)}";
                }

                var project = ProjectUnknown ? Value.ForString(PropertyCodec.UnknownString) : Value.ForString(Project);
                var connection = Value.ForStruct(
                    new Struct { Fields = { ["projectId"] = project, ["database"] = Value.ForString("shop") } }
                );
                var replication = await RegisterAsync(
                    "neon:LogicalReplication",
                    [],
                    ("projectId", project),
                    ("acknowledgeIrreversible", Value.ForBool(true)),
                    ("connection", connection)
                );
                var role = await RegisterAsync(
                    "neon:Role",
                    [replication],
                    ("projectId", project),
                    ("name", Value.ForString("flow_capture"))
                );
                var grant = await RegisterAsync(
                    "postgres:Grant",
                    [role],
                    ("connection", connection),
                    ("role", Value.ForString("flow_capture")),
                    ("schema", Value.ForString("public")),
                    ("tables", Texts(Published))
                );
                var marks = await RegisterAsync(
                    "postgres:WatermarksTable",
                    [role],
                    ("connection", connection),
                    ("role", Value.ForString("flow_capture")),
                    ("table", Value.ForString("public.marks"))
                );
                List<RegisterResourceResponse> needs = [grant, marks];
                if (!PublicationLeaves)
                {
                    needs.Add(
                        await RegisterAsync(
                            "postgres:Publication",
                            [grant, marks],
                            ("connection", connection),
                            ("name", Value.ForString(PublicationName)),
                            ("tables", Texts([.. Published, "public.marks"]))
                        )
                    );
                }

                needs.Add(
                    await RegisterAsync(
                        "postgres:ReplicationSlot",
                        [.. needs],
                        ("connection", connection),
                        ("name", Value.ForString(SlotName))
                    )
                );
                await RegisterAsync(
                    "estuary:Capture",
                    [.. needs],
                    ("captureName", Value.ForString("acmeCo/shop/orders")),
                    ("connection", connection),
                    ("address", ProjectUnknown ? Value.ForString(PropertyCodec.UnknownString) : Value.ForString(Address)),
                    ("database", Value.ForString("shop")),
                    ("user", Value.ForString("flow_capture")),
                    (
                        "password",
                        role.Object.Fields.TryGetValue("password", out var password)
                            ? password
                            : Value.ForString(PropertyCodec.UnknownString)
                    ),
                    ("backfill", Value.ForStruct(new() { Fields = { ["*"] = Value.ForNumber(Backfill) } })),
                    ("onLoss", Value.ForString(OnLoss)),
                    ("publicationName", Value.ForString(PublicationName)),
                    ("slotName", Value.ForString(SlotName)),
                    ("watermarksTable", Value.ForString(Watermarks)),
                    ("tables", Texts(Captured))
                );
                await monitor.RegisterResourceOutputsAsync(new() { Urn = stack, Outputs = new() }, cancellationToken: stop);
                return new(null, false);

                async Task<RegisterResourceResponse> RegisterAsync(
                    string type,
                    RegisterResourceResponse[] after,
                    params (string Name, Value Value)[] inputs
                )
                {
                    var request = new RegisterResourceRequest
                    {
                        Type = "neonflow:" + type,
                        Name = "orders",
                        Parent = stack,
                        Custom = true,
                        AcceptSecrets = true,
                        Object = new(),
                        Provider = providers.GetValueOrDefault(type.Split(':')[0], ""),
                    };
                    foreach (var (name, value) in inputs)
                    {
                        request.Object.Fields[name] = value;
                    }

                    request.Dependencies.AddRange(after.Select(static a => a.Urn));
                    return await monitor.RegisterResourceAsync(request, cancellationToken: stop);
                }
            }
            catch (RpcException)
            {
                return new(null, true);
            }
        }

        private static Value Texts(IEnumerable<string> texts) => Value.ForList([.. texts.Select(Value.ForString)]);
    }
}
