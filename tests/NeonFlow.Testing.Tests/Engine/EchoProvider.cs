using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>
/// A provider that makes what it is asked for: an id from the name, outputs that are the inputs; it fails where a test says so, and notes
/// what it was asked.
/// </summary>
internal sealed class EchoProvider : ServedProvider
{
    private readonly EchoProviders _providers;

    public EchoProvider(EchoProviders providers) => _providers = providers;

    protected override async Task<TResponse> AnswerAsync<TRequest, TResponse>(string method, TRequest request, ServerCallContext context)
    {
        var name = Name(request);
        var verb = method[(method.IndexOf('.', StringComparison.Ordinal) + 1)..];
        _providers.Asked.Enqueue($"{verb} {name}".TrimEnd());
        if (_providers.Failures.TryGetValue($"{verb} {name}", out var reason))
        {
            throw new RpcException(new(StatusCode.Unavailable, reason));
        }

        if (request is CheckRequest check)
        {
            _providers.Checks.Enqueue(check);
        }

        return (TResponse)(request is ConstructRequest construct ? await BuildAsync(construct) : Answer(verb, request));
    }

    /// <summary>Builds a component with one thing in it.</summary>
    private static async Task<ConstructResponse> BuildAsync(ConstructRequest request)
    {
        using var channel = GrpcChannel.ForAddress("http://" + request.MonitorEndpoint);
        var monitor = new ResourceMonitor.ResourceMonitorClient(channel);
        var component = await monitor.RegisterResourceAsync(
            new()
            {
                Type = request.Type,
                Name = request.Name,
                Parent = request.Parent,
                Object = request.Inputs,
            }
        );
        await monitor.RegisterResourceAsync(
            new()
            {
                Type = "rec:index:Thing",
                Name = request.Name + "-part",
                Parent = component.Urn,
                Custom = true,
                Object = new(),
            }
        );
        return new() { Urn = component.Urn, State = new() };
    }

    private static string Name(IMessage request) =>
        request switch
        {
            CheckRequest { Type: var type } r when !type.StartsWith(Urn.ProviderTypePrefix, StringComparison.Ordinal) => r.Name,
            DiffRequest { Type: var type } r when !type.StartsWith(Urn.ProviderTypePrefix, StringComparison.Ordinal) => r.Name,
            CreateRequest r => r.Name,
            ReadRequest r => r.Name,
            UpdateRequest r => r.Name,
            DeleteRequest r => r.Name,
            _ => "",
        };

    private IMessage Answer(string verb, IMessage request) =>
        (verb, request) switch
        {
            ("Handshake", _) => new ProviderHandshakeResponse
            {
                AcceptSecrets = true,
                AcceptResources = true,
                SupportsAutonamingConfiguration = _providers.SupportsAutonaming,
            },
            ("GetPluginInfo", _) => new PluginInfo { Version = "1.0.0" },
            ("Configure", _) => new ConfigureResponse { AcceptSecrets = true, SupportsPreview = true },
            (_, CheckRequest r) => new CheckResponse { Inputs = r.News },
            (_, DiffRequest r) => new DiffResponse
            {
                Changes = r.OldInputs.Equals(r.News) ? DiffResponse.Types.DiffChanges.DiffNone : DiffResponse.Types.DiffChanges.DiffSome,
            },
            (_, CreateRequest r) => new CreateResponse { Id = r.Preview ? "" : r.Name + "-id", Properties = r.Properties },
            (_, ReadRequest r) when _providers.Gone.Contains(r.Name) => new ReadResponse(),
            (_, ReadRequest r) => new ReadResponse
            {
                Id = r.Id,
                Properties = r.Properties,
                Inputs = r.Inputs,
            },
            (_, UpdateRequest r) => new UpdateResponse { Properties = r.News },
            _ => new Empty(),
        };
}
