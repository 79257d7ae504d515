using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>Answers the calls of programs and providers.</summary>
/// <remarks>In pulumi/pulumi: resmon (pkg/resource/deploy/source_eval.go).</remarks>
internal sealed partial class MonitorEndpoint : IDisposable
{
    // Hooks, transforms of invokes and packages with parameters are not here: an SDK that is told so refuses them.
    private static readonly HashSet<string> Features = new(StringComparer.Ordinal)
    {
        "secrets",
        "resourceReferences",
        "outputValues",
        "aliasSpecs",
        "deletedWith",
        "replaceWith",
        "replacementTrigger",
        "transforms",
    };

    private readonly Deployment _deployment;
    private readonly ResourceProviders _providers;
    private readonly ResourceTransforms _transforms;

    // What was wanted of the resources that are registered; their children inherit it.
    private readonly ConcurrentDictionary<Urn, Goal> _goals = [];
    private string _root = "";

    public MonitorEndpoint(Deployment deployment)
    {
        _deployment = deployment;
        _providers = new(deployment, SendAsync);
        _transforms = new(deployment.Stopped);
    }

    public string Address { get; set; } = "";

    public static async Task<TResponse> GuardAsync<TRequest, TResponse>(
        MonitorEndpoint endpoint,
        TRequest request,
        Func<MonitorEndpoint, TRequest, Task<TResponse>> handler
    )
    {
        try
        {
            return await handler(endpoint, request).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(new(StatusCode.Unavailable, "resource monitor shut down while waiting on step's done channel"));
        }
        catch (Exception failure)
        {
            throw new RpcException(new(StatusCode.Unknown, failure.Message));
        }
    }

    public static Task<SupportsFeatureResponse> SupportsFeature(SupportsFeatureRequest request) =>
        Task.FromResult(new SupportsFeatureResponse { HasSupport = Features.Contains(request.Id) });

    public Task<DeploymentInfo> GetDeploymentInfo()
    {
        var info = new DeploymentInfo
        {
            Project = _deployment.Project,
            Stack = _deployment.Stack,
            Organization = _deployment.Organization,
            DryRun = _deployment.Preview,
            Parallel = _deployment.Parallel,
        };
        foreach (var (key, value) in _deployment.Config)
        {
            info.Config[key] = value.Value;
            if (value.Secret)
            {
                info.ConfigSecretKeys.Add(key);
            }
        }

        return Task.FromResult(info);
    }

    public Task<Empty> Log(LogRequest request)
    {
        // A program whose calls are no longer answered only complains about that; the user was told the cause.
        if (_deployment.Stopped.IsCancellationRequested)
        {
            return Task.FromResult(new Empty());
        }

        var severity = request.Severity switch
        {
            LogSeverity.Debug => DiagnosticSeverity.Debug,
            LogSeverity.Info => DiagnosticSeverity.Info,
            LogSeverity.Warning => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Error,
        };
        _deployment.Diagnostics.Say(new(request.Urn), severity, request.Message, request.StreamId, request.Ephemeral);
        return Task.FromResult(new Empty());
    }

    public async Task<Empty> DoneAsync()
    {
        await _deployment.ProgramDoneAsync().ConfigureAwait(false);
        return new();
    }

    public Task<Empty> RegisterStackTransform(Callback transform)
    {
        _transforms.AddToStack(transform);
        return Task.FromResult(new Empty());
    }

    public void Dispose() => _transforms.Dispose();

    public Task<GetRootResourceResponse> GetRoot() => Task.FromResult(new GetRootResourceResponse { Urn = _root });

    public Task<SetRootResourceResponse> SetRoot(SetRootResourceRequest request)
    {
        _root = request.Urn;
        return Task.FromResult(new SetRootResourceResponse());
    }

    public async Task<Empty> RegisterOutputsAsync(RegisterResourceOutputsRequest request)
    {
        var outputs = PropertyCodec.Read(request.Outputs).Select((_, value) => WithoutOutputs("", value, null));
        await SendAsync(new OutputsEvent(new(request.Urn), outputs)).ConfigureAwait(false);
        return new();
    }

    public async Task<ReadResourceResponse> ReadAsync(ReadResourceRequest request)
    {
        if (request.Type.Split(':').Length != 3)
        {
            throw new RpcException(
                new(StatusCode.InvalidArgument, $"Type '{request.Type}' is not a valid type token (must have format '*:*:*')")
            );
        }

        var parent = new Urn(request.Parent);
        var provider = await _providers
            .FindAsync(Package(request.Type), request.Provider, null, default, request.Version, request.PluginDownloadURL)
            .ConfigureAwait(false);
        var done = await SendAsync(
                new ReadEvent(
                    request.Type,
                    request.Name,
                    request.Id,
                    PropertyCodec.IsUnknownText(request.Id),
                    parent,
                    provider,
                    PropertyCodec.Read(request.Properties).Select((_, value) => WithoutOutputs("", value, null)),
                    Urns(request.Dependencies),
                    [.. request.AdditionalSecretOutputs]
                )
            )
            .ConfigureAwait(false);
        return new()
        {
            Urn = done.State.Urn.Text,
            Properties = PropertyCodec.Write(done.State.Outputs, new(request.AcceptSecrets, true, request.AcceptResources, false, false)),
        };
    }

    public async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request)
    {
        var form = new WireForm(true, true, request.AcceptResources, false, false);
        var args = PropertyCodec.Read(request.Args).Select((_, value) => WithoutOutputs("", value, null));
        var provider = await _providers
            .FindAsync(Package(request.Tok), request.Provider, null, new(request.Parent), request.Version, request.PluginDownloadURL)
            .ConfigureAwait(false);
        try
        {
            var said = await Provider(provider).InvokeAsync(request.Tok, args, _deployment.Preview).ConfigureAwait(false);
            var response = new ResourceInvokeResponse { Return = PropertyCodec.Write(said.Return, form) };
            response.Failures.AddRange(said.Failures.Select(f => new CheckFailure { Property = f.Property, Reason = f.Reason }));
            return response;
        }
        catch (Exception failure) when (failure is ProviderException or EngineException)
        {
            throw new RpcException(new(StatusCode.Unknown, $"invocation of {request.Tok} returned an error: {failure.Message}"));
        }
    }

    private static string Package(string token) => token.Split(':')[0];

    private static Urn[] Urns(IEnumerable<string> urns) => [.. urns.Distinct(StringComparer.Ordinal).Select(u => new Urn(u))];

    private async Task<Registered> SendAsync(SourceEvent sourceEvent)
    {
        if (!_deployment.TrySend(sourceEvent))
        {
            throw new RpcException(
                new(
                    StatusCode.Unavailable,
                    sourceEvent is OutputsEvent
                        ? "resource monitor shut down while sending resource outputs"
                        : "resource monitor shut down while sending resource registration"
                )
            );
        }

        try
        {
            return await sourceEvent.Done.Task.WaitAsync(_deployment.Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (sourceEvent.Done.Task.IsCompletedSuccessfully)
        {
            // What was done before the end is answered, whichever is noticed first.
            return await sourceEvent.Done.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (sourceEvent is OutputsEvent)
        {
            throw new RpcException(new(StatusCode.Unavailable, "resource monitor shut down while waiting on output step's done channel"));
        }
    }

    /// <summary>Ends the operation, and waits until it has ended.</summary>
    private async Task AbortAsync()
    {
        _deployment.TrySend(new AbortEvent());
        await Task.WhenAny(Task.Delay(Timeout.Infinite, _deployment.Stopped)).ConfigureAwait(false);
    }

    private IProvider Provider(string provider) =>
        ProviderReference.Parse(provider) is { } reference && _deployment.Registry.ProviderOf(reference) is { } found
            ? found
            : throw new RpcException(new(StatusCode.Unknown, $"unknown provider '{provider}'"));

    private ProviderPlugin Plugin(string provider) =>
        Provider(provider) as ProviderPlugin
        ?? throw new RpcException(new(StatusCode.Unknown, $"the provider '{provider}' has no components and no methods"));
}
