using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>A program that says what it is told to say, over the wire, and remembers what the engine answered.</summary>
internal sealed class ScriptedProgram(IReadOnlyList<Declared> resources, IReadOnlyList<Asked> calls) : IProgramRunner
{
    private const string ProviderType = "pulumi:providers:neonflow";

    /// <summary>Outputs by resource, as the program got them.</summary>
    public Dictionary<string, JsonObject> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Failures of the calls, and what a program would throw.</summary>
    public List<(string Token, string Property, string Reason)> Failures { get; } = [];

    public async Task<ProgramExit> RunAsync(ProgramStart start, CancellationToken stop)
    {
        using var channel = GrpcChannel.ForAddress("http://" + start.MonitorAddress);
        var monitor = new ResourceMonitor.ResourceMonitorClient(channel);
        var urns = new Dictionary<string, string>(StringComparer.Ordinal);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var stack = await monitor.RegisterResourceAsync(
                new()
                {
                    Type = Urn.StackType,
                    Name = $"{start.Project}-{start.Stack}",
                    Object = new(),
                    AcceptSecrets = true,
                },
                cancellationToken: stop
            );
            foreach (var call in calls)
            {
                var answer = await monitor.InvokeAsync(
                    new()
                    {
                        Tok = call.Token,
                        Args = Properties.ToStruct(call.Args),
                        AcceptResources = true,
                    },
                    cancellationToken: stop
                );
                Failures.AddRange(answer.Failures.Select(f => (call.Token, f.Property, f.Reason)));
            }

            foreach (var declared in resources)
            {
                var used = new HashSet<string>(StringComparer.Ordinal);
                var inputs = Resolve(declared.Inputs, used)!.AsObject();
                var request = new RegisterResourceRequest
                {
                    Type = declared.Type,
                    Name = declared.Name,
                    Parent = stack.Urn,
                    Custom = true,
                    Object = Properties.ToStruct(inputs),
                    AcceptSecrets = true,
                    AcceptResources = true,
                    ImportId = declared.ImportId,
                    Version = declared.Version,
                    Provider = declared.Provider is { } name ? $"{urns[name]}::{ids[name]}" : "",
                    ReplaceOnChanges = { declared.ReplaceOnChanges },
                    Dependencies = { used.Select(n => urns[n]) },
                };
                var answer = await monitor.RegisterResourceAsync(request, cancellationToken: stop);
                urns[declared.Name] = answer.Urn;
                ids[declared.Name] = answer.Id is { Length: > 0 } id ? id : Properties.Unknown;
                Answers[declared.Name] = Properties.FromStruct(answer.Object);
            }

            // A stack that returns everything: what is not marked secret is shown.
            var outputs = new JsonObject(
                resources
                    .Where(static r => r.Type != ProviderType)
                    .Select(r => KeyValuePair.Create<string, JsonNode?>(r.Name, Answers[r.Name].DeepClone()))
            );
            await monitor.RegisterResourceOutputsAsync(
                new() { Urn = stack.Urn, Outputs = Properties.ToStruct(outputs) },
                cancellationToken: stop
            );
            return new(null, false);
        }
        catch (RpcException e)
        {
            // The SDK prints what it got and ends; the engine has said its part.
            Failures.Add(("", "", e.Status.Detail));
            return new(null, true);
        }
    }

    private JsonNode? Resolve(JsonNode? node, HashSet<string> used)
    {
        switch (node)
        {
            case JsonObject o when o["$out"] is JsonValue reference:
                var parts = reference.GetValue<string>().Split('.', 2);
                used.Add(parts[0]);
                return Answers[parts[0]].TryGetPropertyValue(parts[1], out var value) ? value?.DeepClone() : Properties.Unknown;
            case JsonObject o:
                return new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, Resolve(m.Value, used))));
            case JsonArray a:
                return new JsonArray([.. a.Select(i => Resolve(i, used))]);
            default:
                return node?.DeepClone();
        }
    }
}
