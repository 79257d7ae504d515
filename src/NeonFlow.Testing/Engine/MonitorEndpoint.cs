using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>Answers the calls of programs and providers (README 3.2).</summary>
internal sealed class MonitorEndpoint(Deployment deployment)
{
    // Hooks, transforms and packages with parameters need callbacks into the program, which this engine does not make.
    private static readonly HashSet<string> Features = new(StringComparer.Ordinal)
    {
        "secrets",
        "resourceReferences",
        "outputValues",
        "aliasSpecs",
        "deletedWith",
        "replaceWith",
        "replacementTrigger",
    };

    private readonly Dictionary<string, Task<ResourceState>> defaults = new(StringComparer.Ordinal);
    private readonly Dictionary<Urn, IReadOnlyDictionary<string, string>> componentProviders = [];
    private readonly Lock gate = new();
    private string root = "";

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

    public Task<SupportsFeatureResponse> SupportsFeature(SupportsFeatureRequest request) =>
        Task.FromResult(new SupportsFeatureResponse { HasSupport = Features.Contains(request.Id) });

    public Task<DeploymentInfo> GetDeploymentInfo()
    {
        var info = new DeploymentInfo
        {
            Project = deployment.Project,
            Stack = deployment.Stack,
            Organization = deployment.Organization,
            DryRun = deployment.Preview,
            Parallel = deployment.Parallel,
        };
        foreach (var (key, value) in deployment.Config)
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
        if (deployment.Stopped.IsCancellationRequested)
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
        deployment.Diagnostics.Say(new(request.Urn), severity, request.Message, request.StreamId, request.Ephemeral);
        return Task.FromResult(new Empty());
    }

    public async Task<Empty> DoneAsync()
    {
        await deployment.ProgramDoneAsync().ConfigureAwait(false);
        return new();
    }

    public Task<GetRootResourceResponse> GetRoot() => Task.FromResult(new GetRootResourceResponse { Urn = root });

    public Task<SetRootResourceResponse> SetRoot(SetRootResourceRequest request)
    {
        root = request.Urn;
        return Task.FromResult(new SetRootResourceResponse());
    }

    public async Task<RegisterResourceResponse> RegisterAsync(RegisterResourceRequest request)
    {
        if ((request.Custom || request.Remote) && request.Type.Split(':').Length != 3)
        {
            throw new RpcException(
                new(StatusCode.InvalidArgument, $"Type '{request.Type}' is not a valid type token (must have format '*:*:*')")
            );
        }

        if (request.Transforms.Count > 0 || request.Hooks is { } hooks && hooks.CalculateSize() > 0)
        {
            throw new RpcException(
                new(
                    StatusCode.Unimplemented,
                    "the test engine runs no transforms and no resource hooks: leave them out of programs under test, or run those with "
                        + "the pulumi CLI"
                )
            );
        }

        var parent = new Urn(request.Parent);
        var isProvider = request.Type.StartsWith(Urn.ProviderTypePrefix, StringComparison.Ordinal);
        if (!request.Custom)
        {
            Inherit(request, parent);
        }

        var provider = "";
        if (request.Remote || (request.Custom && !isProvider))
        {
            // A child of the same package is made by the provider of its parent.
            var given =
                request.Provider.Length == 0
                && deployment.Registered(parent) is { Custom: true, ProviderReference: { } above } elder
                && above.Urn.Type == Urn.ProviderTypePrefix + Package(request.Type)
                    ? elder.Provider
                    : request.Provider;
            provider = await ProviderAsync(
                    Package(request.Type),
                    given,
                    request.Providers,
                    parent,
                    request.Version,
                    request.PluginDownloadURL
                )
                .ConfigureAwait(false);
        }

        if (request.Remote)
        {
            return await ConstructAsync(request, provider).ConfigureAwait(false);
        }

        var properties = PropertyCodec.Read(request.Object);
        var dependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);
        if (request.PropertyDependencies.Count == 0)
        {
            foreach (var name in properties.Keys)
            {
                dependencies[name] = Urns(request.Dependencies);
            }
        }

        foreach (var (name, said) in request.PropertyDependencies)
        {
            dependencies[name] = Urns(said.Urns);
        }

        var plain = properties.Select((name, value) => WithoutOutputs(name, value, dependencies));
        if (isProvider)
        {
            // One that names no plugin gets that of the package's default provider.
            var plugin =
                request.Version.Length == 0 && request.PluginDownloadURL.Length == 0
                    ? deployment.SavedPlugin(request.Type[Urn.ProviderTypePrefix.Length..])
                    : new(request.Version, request.PluginDownloadURL);
            plain = plugin.AddedTo(plain);
        }

        var goal = new Goal
        {
            Type = request.Type,
            Name = request.Name,
            Custom = request.Custom,
            Properties = plain,
            Parent = parent,
            Protect = request.HasProtect ? request.Protect : null,
            Dependencies = Urns(request.Dependencies),
            Provider = provider,
            PropertyDependencies = request.Custom
                ? dependencies
                : new SortedDictionary<string, IReadOnlyList<Urn>>(dependencies, StringComparer.Ordinal),
            DeleteBeforeReplace = request.DeleteBeforeReplaceDefined || request.DeleteBeforeReplace ? request.DeleteBeforeReplace : null,
            IgnoreChanges = request.Custom ? [.. request.IgnoreChanges] : [],
            AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
            Aliases =
            [
                .. request.AliasURNs.Select(a => new AliasSpec(new(a), "", "", "", "", default, false)),
                .. request.Aliases.Select(Read),
            ],
            ImportId = request.ImportId,
            Timeouts = new(
                Timeouts.ParseSeconds(request.CustomTimeouts?.Create ?? ""),
                Timeouts.ParseSeconds(request.CustomTimeouts?.Update ?? ""),
                Timeouts.ParseSeconds(request.CustomTimeouts?.Delete ?? ""),
                Timeouts.ParseSeconds(request.CustomTimeouts?.Read ?? "")
            ),
            ReplaceOnChanges = request.Custom ? [.. request.ReplaceOnChanges] : [],
            RetainOnDelete = request.HasRetainOnDelete ? request.RetainOnDelete : null,
            DeletedWith = new(request.DeletedWith),
            ReplaceWith = Urns(request.ReplaceWith),
            HideDiffs = [.. request.HideDiffs],
            ReplacementTrigger = request.ReplacementTrigger is { } trigger ? PropertyCodec.Read(trigger) : null,
        };
        if (!request.Custom && request.Providers.Count > 0)
        {
            var urn = Urn.Create(deployment.Stack, deployment.Project, parent.QualifiedType, request.Type, request.Name);
            lock (gate)
            {
                componentProviders[urn] = request.Providers.ToDictionary(p => p.Key, p => p.Value);
            }
        }

        var done = await SendAsync(new RegisterEvent(goal)).ConfigureAwait(false);
        if (done.Outcome is RegistrationOutcome.Failed or RegistrationOutcome.Skipped && !request.SupportsResultReporting)
        {
            throw new RpcException(new(StatusCode.Internal, "resource registration failed"));
        }

        var state = done.State;
        var form = new WireForm(request.AcceptSecrets, true, request.AcceptResources, false, false);
        var outputs = state.Custom ? state.Outputs : PropertyMap.Empty;
        var response = new RegisterResourceResponse
        {
            Urn = state.Urn.Text,
            Id = state.Id,
            Object = PropertyCodec.Write(
                request.SupportsPartialValues ? outputs : outputs.Select((_, v) => v.ContainsUnknowns ? null : v),
                form
            ),
            Result = done.Outcome switch
            {
                RegistrationOutcome.Failed => Result.Fail,
                RegistrationOutcome.Skipped => Result.Skip,
                _ => Result.Success,
            },
            Unknown = done.Outcome == RegistrationOutcome.Absent,
        };
        return response;
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

        if (request.Type == "pulumi:pulumi:StackReference")
        {
            throw new RpcException(
                new(
                    StatusCode.Unimplemented,
                    "the test engine keeps each stack alone and knows no stack references: pass the values to the program as config"
                )
            );
        }

        var parent = new Urn(request.Parent);
        var provider = await ProviderAsync(
                Package(request.Type),
                request.Provider,
                null,
                default,
                request.Version,
                request.PluginDownloadURL
            )
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
        if (request.Tok == "pulumi:pulumi:getResource")
        {
            await ProviderAsync("pulumi", request.Provider, null, new(request.Parent), request.Version, request.PluginDownloadURL)
                .ConfigureAwait(false);
            var urn = new Urn(args.Get("urn")?.AsString ?? "");
            var state = deployment.Registered(urn) ?? throw new RpcException(new(StatusCode.Unknown, $"unknown resource {urn}"));
            var found = new PropertyMap([
                new("urn", urn.Text),
                new("id", state.Id),
                new("provider", state.Provider),
                new("state", new ObjectValue(state.Outputs)),
            ]);
            return new() { Return = PropertyCodec.Write(found, form) };
        }

        var provider = await ProviderAsync(
                Package(request.Tok),
                request.Provider,
                null,
                new(request.Parent),
                request.Version,
                request.PluginDownloadURL
            )
            .ConfigureAwait(false);
        var plugin = Plugin(provider);
        try
        {
            var said = await plugin.InvokeAsync(request.Tok, args, deployment.Preview).ConfigureAwait(false);
            var response = new ResourceInvokeResponse { Return = PropertyCodec.Write(said.Return, form) };
            response.Failures.AddRange(said.Failures.Select(f => new CheckFailure { Property = f.Property, Reason = f.Reason }));
            return response;
        }
        catch (ProviderException failure)
        {
            throw new RpcException(new(StatusCode.Unknown, $"invocation of {request.Tok} returned an error: {failure.Message}"));
        }
    }

    public async Task<CallResponse> CallAsync(ResourceCallRequest request)
    {
        var provider = await ProviderAsync(
                Package(request.Tok),
                request.Provider,
                null,
                default,
                request.Version,
                request.PluginDownloadURL
            )
            .ConfigureAwait(false);
        var call = new CallRequest
        {
            Tok = request.Tok,
            Args = request.Args,
            Project = deployment.Project,
            Stack = deployment.Stack,
            DryRun = deployment.Preview,
            Parallel = deployment.Parallel,
            MonitorEndpoint = Address,
            AcceptsOutputValues = true,
        };
        foreach (var (name, dependencies) in request.ArgDependencies)
        {
            call.ArgDependencies[name] = new() { Urns = { dependencies.Urns } };
        }

        foreach (var (key, value) in deployment.Config)
        {
            call.Config[key] = value.Value;
        }

        try
        {
            return await Plugin(provider).CallMethodAsync(call).ConfigureAwait(false);
        }
        catch (ProviderException failure)
        {
            deployment.Diagnostics.Error(
                default,
                $"call to function '{request.Tok}' failed: {failure.Described(PropertyCodec.Read(request.Args))}"
            );
            await AbortAsync().ConfigureAwait(false);
            throw new RpcException(new(StatusCode.Unknown, $"call of {request.Tok} returned an error: {failure.Message}"));
        }
    }

    private static string Package(string token) => token.Split(':')[0];

    /// <summary>A component hands on the providers that its own parent was given.</summary>
    private void Inherit(RegisterResourceRequest request, Urn parent)
    {
        lock (gate)
        {
            foreach (
                var (package, provider) in parent.IsEmpty
                    ? new Dictionary<string, string>()
                    : componentProviders.GetValueOrDefault(parent) ?? new Dictionary<string, string>()
            )
            {
                request.Providers.TryAdd(package, provider);
            }
        }
    }

    private static Urn[] Urns(IEnumerable<string> urns) => [.. urns.Distinct(StringComparer.Ordinal).Select(u => new Urn(u))];

    private static AliasSpec Read(Alias alias) =>
        alias.AliasCase == Alias.AliasOneofCase.Urn
            ? new(new(alias.Urn), "", "", "", "", default, false)
            : new(
                default,
                alias.Spec.Name,
                alias.Spec.Type,
                alias.Spec.Stack,
                alias.Spec.Project,
                new(alias.Spec.ParentUrn),
                alias.Spec.NoParent
            );

    /// <summary>Output values become what they hold; what they depend on goes to the property's dependencies.</summary>
    private static PropertyValue WithoutOutputs(
        string name,
        PropertyValue value,
        SortedDictionary<string, IReadOnlyList<Urn>>? dependencies
    )
    {
        switch (value)
        {
            case OutputValue output:
                if (dependencies is not null && output.Dependencies.Count > 0)
                {
                    dependencies[name] = Urns(dependencies.GetValueOrDefault(name, []).Select(u => u.Text).Concat(output.Dependencies));
                }

                var inner = output.Value is null ? PropertyValue.Unknown : WithoutOutputs(name, output.Value, dependencies);
                return output.IsSecret ? new SecretValue(inner) : inner;
            case SecretValue secret:
                return new SecretValue(WithoutOutputs(name, secret.Element, dependencies));
            case ArrayValue array:
                return new ArrayValue(array.Items.Select(i => WithoutOutputs(name, i, dependencies)));
            case ObjectValue map:
                return new ObjectValue(map.Members.Select((_, v) => WithoutOutputs(name, v, dependencies)));
            case AssetValue { Hash.Length: 0 } asset:
                return Assets.WithHash(asset);
            default:
                return value;
        }
    }

    /// <summary>A component gets what is unknown or secret as output values, so that it can tell what it depends on.</summary>
    private static PropertyValue AsOutputs(PropertyValue value) =>
        value switch
        {
            UnknownValue => new OutputValue(null, false, []),
            SecretValue { Element: UnknownValue } => new OutputValue(null, true, []),
            SecretValue secret => new OutputValue(AsOutputs(secret.Element), true, []),
            ArrayValue array => new ArrayValue(array.Items.Select(AsOutputs)),
            ObjectValue map => new ObjectValue(map.Members.Select((_, v) => AsOutputs(v))),
            _ => value,
        };

    private async Task<Registered> SendAsync(SourceEvent sourceEvent)
    {
        if (!deployment.TrySend(sourceEvent))
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
            return await sourceEvent.Done.Task.WaitAsync(deployment.Stopped).ConfigureAwait(false);
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
        deployment.TrySend(new AbortEvent());
        await Task.WhenAny(Task.Delay(Timeout.Infinite, deployment.Stopped)).ConfigureAwait(false);
    }

    private ProviderPlugin Plugin(string provider) =>
        ProviderReference.Parse(provider) is { } reference && deployment.Registry.Find(reference) is { } plugin
            ? plugin
            : throw new RpcException(new(StatusCode.Unknown, $"unknown provider '{provider}'"));

    private async Task<string> ProviderAsync(
        string package,
        string given,
        IEnumerable<KeyValuePair<string, string>>? providers,
        Urn parent,
        string version,
        string url
    )
    {
        if (given.Length > 0)
        {
            return given;
        }

        if (providers?.FirstOrDefault(p => p.Key == package).Value is { Length: > 0 } listed)
        {
            return listed;
        }

        lock (gate)
        {
            if (!parent.IsEmpty && componentProviders.GetValueOrDefault(parent)?.GetValueOrDefault(package) is { Length: > 0 } inherited)
            {
                return inherited;
            }
        }

        var state = await DefaultProviderAsync(package, version, url).ConfigureAwait(false);
        return new ProviderReference(state.Urn, state.Id.Length > 0 ? state.Id : PropertyCodec.UnknownString).ToString();
    }

    private async Task<ResourceState> DefaultProviderAsync(string package, string version, string url)
    {
        var saved = deployment.SavedPlugin(package);
        (version, url) = (version.Length > 0 ? version : saved.Version, url.Length > 0 ? url : saved.Url);
        var name =
            version.Length == 0
                ? "default"
                : SemanticVersion.Parse(version)?.DefaultProviderName
                    ?? throw new RpcException(new(StatusCode.InvalidArgument, $"malformed version '{version}' of package '{package}'"));
        if (url.Length > 0)
        {
            // Parts of a name hold letters, digits, '-', '_' and '.'; empty parts are dropped.
            var parts = url.Split('/', StringSplitOptions.RemoveEmptyEntries);
            name +=
                "_"
                + string.Join(
                    '/',
                    parts.Select(p => string.Concat(p.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')))
                );
        }

        Task<ResourceState> made;
        lock (gate)
        {
            if (!defaults.TryGetValue(package + "/" + name, out made!))
            {
                made = RegisterAsync();
                defaults[package + "/" + name] = made;
            }
        }

        return await made.ConfigureAwait(false);

        async Task<ResourceState> RegisterAsync()
        {
            var inputs = new PluginRequest(version, url).AddedTo(deployment.PackageConfig(package));
            var done = await SendAsync(
                    new RegisterEvent(
                        new()
                        {
                            Type = Urn.ProviderTypePrefix + package,
                            Name = name,
                            Custom = true,
                            Properties = inputs,
                        }
                    )
                )
                .ConfigureAwait(false);
            return done.State;
        }
    }

    private async Task<RegisterResourceResponse> ConstructAsync(RegisterResourceRequest request, string provider)
    {
        var construct = new ConstructRequest
        {
            Project = deployment.Project,
            Stack = deployment.Stack,
            Organization = deployment.Organization,
            DryRun = deployment.Preview,
            Parallel = deployment.Parallel,
            MonitorEndpoint = Address,
            Type = request.Type,
            Name = request.Name,
            Parent = request.Parent,
            Inputs = PropertyCodec.Write(PropertyCodec.Read(request.Object).Select((_, v) => AsOutputs(v)), Plugin(provider).ConstructForm),
            DeletedWith = request.DeletedWith,
            AcceptsOutputValues = true,
        };
        construct.Dependencies.AddRange(request.Dependencies);
        construct.Providers.Add(request.Providers);
        construct.Aliases.AddRange(request.Aliases);
        construct.AdditionalSecretOutputs.AddRange(request.AdditionalSecretOutputs);
        construct.IgnoreChanges.AddRange(request.IgnoreChanges);
        construct.ReplaceOnChanges.AddRange(request.ReplaceOnChanges);
        construct.ReplaceWith.AddRange(request.ReplaceWith);
        if (request.HasProtect)
        {
            construct.Protect = request.Protect;
        }

        if (request.HasRetainOnDelete)
        {
            construct.RetainOnDelete = request.RetainOnDelete;
        }

        if (request.DeleteBeforeReplaceDefined)
        {
            construct.DeleteBeforeReplace = request.DeleteBeforeReplace;
        }

        foreach (var (name, dependencies) in request.PropertyDependencies)
        {
            construct.InputDependencies[name] = new() { Urns = { dependencies.Urns } };
        }

        foreach (var (key, value) in deployment.Config)
        {
            construct.Config[key] = value.Value;
            if (value.Secret)
            {
                construct.ConfigSecretKeys.Add(key);
            }
        }

        ConstructResponse? made;
        try
        {
            made = await Plugin(provider).ConstructAsync(construct).ConfigureAwait(false);
        }
        catch (ProviderException failure)
        {
            deployment.Diagnostics.Error(
                default,
                $"{request.Type} resource '{request.Name}' has a problem: {failure.Described(PropertyCodec.Read(request.Object))}"
            );
            deployment.TrySend(new AbortEvent());
            throw new RpcException(new(StatusCode.Unknown, "resource monitor shut down"));
        }

        if (made is null)
        {
            var unknown = request.Clone();
            unknown.Remote = false;
            unknown.Custom = false;
            return await RegisterAsync(unknown).ConfigureAwait(false);
        }

        var outputs = PropertyCodec.Read(made.State);
        var response = new RegisterResourceResponse
        {
            Urn = made.Urn,
            Object = PropertyCodec.Write(
                request.SupportsPartialValues ? outputs : outputs.Select((_, v) => v.ContainsUnknowns ? null : v),
                new(request.AcceptSecrets, true, request.AcceptResources, false, false)
            ),
        };
        foreach (var (name, dependencies) in made.StateDependencies)
        {
            response.PropertyDependencies[name] = new() { Urns = { dependencies.Urns } };
        }

        return response;
    }
}
