using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Pulumi.Serialization;
using Pulumirpc;

namespace Pulumi.Testing;

/// <summary>Answers a program's registrations and calls from a test's <see cref="IMocks"/>, without any engine.</summary>
internal sealed class MockMonitor(IMocks mocks) : IMonitorConnection
{
    private readonly ConcurrentDictionary<string, (string Id, Struct State)> _registered = new();

    public ConcurrentQueue<Resource> Resources { get; } = new();

    public Task<bool> SupportsAsync(string feature) =>
        Task.FromResult(
            feature is "secrets" or "resourceReferences" or "outputValues" or "deletedWith" or "replaceWith" or "parameterization"
        );

    public async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request)
    {
        var args = Read(request.Args);
        if (request.Tok == "pulumi:pulumi:getResource")
        {
            var urn = (string)args["urn"];
            var (id, state) = _registered.TryGetValue(urn, out var known)
                ? known
                : throw new InvalidOperationException($"Unknown resource {urn}");
            return new()
            {
                Return = new()
                {
                    Fields =
                    {
                        ["urn"] = Value.ForString(urn),
                        ["id"] = Value.ForString(id),
                        ["state"] = Value.ForStruct(state),
                    },
                },
            };
        }

        var result = await mocks
            .CallAsync(
                new()
                {
                    Token = request.Tok,
                    Args = args,
                    Provider = request.Provider,
                }
            )
            .ConfigureAwait(false);
        return new() { Return = await WriteAsync(result).ConfigureAwait(false) };
    }

    public async Task<CallResponse> CallAsync(ResourceCallRequest request)
    {
        var result = await mocks
            .CallAsync(
                new()
                {
                    Token = request.Tok,
                    Args = Read(request.Args),
                    Provider = request.Provider,
                }
            )
            .ConfigureAwait(false);
        return new() { Return = await WriteAsync(result).ConfigureAwait(false) };
    }

    public async Task<ReadResourceResponse> ReadAsync(Resource resource, ReadResourceRequest request)
    {
        var (_, state) = await mocks
            .NewResourceAsync(
                new()
                {
                    Type = request.Type,
                    Name = request.Name,
                    Inputs = Read(request.Properties),
                    Provider = request.Provider,
                    Id = request.Id,
                }
            )
            .ConfigureAwait(false);
        var response = new ReadResourceResponse
        {
            Urn = UrnOf(request.Parent, request.Type, request.Name),
            Properties = await WriteAsync(state).ConfigureAwait(false),
        };
        _registered[response.Urn] = (request.Id, response.Properties);
        Resources.Enqueue(resource);
        return response;
    }

    public async Task<RegisterResourceResponse> RegisterAsync(Resource resource, RegisterResourceRequest request)
    {
        var urn = UrnOf(request.Parent, request.Type, request.Name);
        if (request.Type == Stack.RootType)
        {
            return new() { Urn = urn, Object = new() };
        }

        Resources.Enqueue(resource);
        var (id, state) = await mocks
            .NewResourceAsync(
                new()
                {
                    Type = request.Type,
                    Name = request.Name,
                    Inputs = Read(request.Object),
                    Provider = request.Provider,
                    Id = request.ImportId,
                }
            )
            .ConfigureAwait(false);
        var response = new RegisterResourceResponse
        {
            Urn = urn,
            Id = id ?? request.ImportId,
            Object = await WriteAsync(state).ConfigureAwait(false),
        };
        _registered[urn] = (response.Id, response.Object);
        return response;
    }

    public Task RegisterOutputsAsync(RegisterResourceOutputsRequest request) =>
        mocks.RegisterResourceOutputs(
            new(
                request.Urn,
                request.Outputs.Fields.ToImmutableDictionary(
                    entry => entry.Key,
                    entry => new Output<object?>(Deserializer.Deserialize(entry.Value))
                )
            )
        );

    public Task<string> RegisterPackageAsync(Pulumirpc.RegisterPackageRequest request) => Task.FromResult("mock-uuid");

    public Task SignalAndWaitForShutdownAsync() => Task.CompletedTask;

    private static string UrnOf(string parent, string type, string name)
    {
        if (parent.Length > 0)
        {
            type = $"{parent.Split("::")[2].Split('$')[0]}${type}";
        }

        return $"urn:pulumi:{Deployment.Instance.StackName}::{Deployment.Instance.ProjectName}::{type}::{name}";
    }

    private static ImmutableDictionary<string, object> Read(Struct fields) =>
        fields
            .Fields.Select(entry => KeyValuePair.Create(entry.Key, Deserializer.Deserialize(entry.Value)))
            .Where(entry => entry.Value is { IsKnown: true, Value: not null })
            .ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Value!);

    private static async Task<Struct> WriteAsync(object state)
    {
        var serializer = new Serializer(keepResources: true, keepOutputValues: false);
        return await serializer.SerializeAsync("", state).ConfigureAwait(false) is Dictionary<string, object?> fields
            ? Structs.ToStruct(fields)
            : throw new InvalidOperationException(
                $"{state?.GetType().FullName} is not a supported state: return a dictionary or an args object"
            );
    }
}
