using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>
/// Functions of programs that see a registration first and may change it: those of the resource itself, then those of its parents, then
/// those of the stack.
/// </summary>
/// <remarks>In pulumi/pulumi: TransformFunction (pkg/resource/deploy/source_eval.go).</remarks>
internal sealed class ResourceTransforms(CancellationToken stop) : IDisposable
{
    private static readonly Method<CallbackInvokeRequest, CallbackInvokeResponse> Invoke = Wire.Unary<
        CallbackInvokeRequest,
        CallbackInvokeResponse
    >("Callbacks", "Invoke");

    private readonly Lock _gate = new();
    private readonly Dictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<Urn, (Urn Parent, IReadOnlyList<Callback> Own)> _registered = [];
    private readonly Dictionary<(string Parent, string Type, string Name), IReadOnlyList<Callback>> _underConstruction = [];
    private readonly List<Callback> _ofStack = [];

    /// <summary>Adds one that sees every resource, after all others.</summary>
    public void AddToStack(Callback transform)
    {
        if (transform.Target.Length == 0)
        {
            throw new EngineException("target must be specified");
        }

        lock (_gate)
        {
            _ofStack.Add(transform);
        }
    }

    /// <summary>Keeps the transforms of a resource for its children.</summary>
    public void Remember(Urn urn, Urn parent, IReadOnlyList<Callback> own)
    {
        lock (_gate)
        {
            _registered[urn] = (parent, own);
        }
    }

    /// <summary>Makes the request what the transforms make of it; the resource's own ones are returned.</summary>
    public async Task<IReadOnlyList<Callback>> ApplyAsync(RegisterResourceRequest request)
    {
        var own = OwnOf(request);
        var all = All(own, new(request.Parent));
        if (all.Count == 0)
        {
            return own;
        }

        // Dependencies are followed through a transform only where the resource itself brings one, as in the real engine.
        var follows = request.Transforms.Count > 0;
        var properties = PropertyCodec.Read(request.Object).Select((_, value) => AsOutputs(value));
        if (follows)
        {
            properties = properties.Select(
                (name, value) => request.PropertyDependencies.TryGetValue(name, out var said) ? WithDependencies(value, said.Urns) : value
            );
        }

        var options = OptionsOf(request);
        foreach (var transform in all)
        {
            (properties, options) = await CallAsync(transform, request, properties, options).ConfigureAwait(false);
        }

        Take(request, options);
        request.Object = PropertyCodec.Write(properties, WireForm.Full);
        if (follows)
        {
            request.PropertyDependencies.Clear();
            var dependencies = options.DependsOn.ToHashSet(StringComparer.Ordinal);
            foreach (var (name, value) in properties)
            {
                var urns = DependenciesOf(value);
                request.PropertyDependencies[name] = new() { Urns = { urns } };
                dependencies.UnionWith(urns);
            }

            Replace(request.Dependencies, dependencies);
        }

        return own;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var channel in _channels.Values)
            {
                channel.Dispose();
            }

            _channels.Clear();
        }
    }

    /// <summary>
    /// A component and a transform get what is unknown or secret as output values, so that they can tell what it depends on.
    /// </summary>
    public static PropertyValue AsOutputs(PropertyValue value) =>
        value switch
        {
            UnknownValue => new OutputValue(null, false, []),
            SecretValue { Element: UnknownValue } => new OutputValue(null, true, []),
            SecretValue secret => new OutputValue(AsOutputs(secret.Element), true, []),
            ArrayValue array => new ArrayValue(array.Items.Select(AsOutputs)),
            ObjectValue map => new ObjectValue(map.Members.Select((_, v) => AsOutputs(v))),
            _ => value,
        };

    /// <summary>A remote component is registered once more by the provider that builds it, which knows nothing of transforms.</summary>
    private IReadOnlyList<Callback> OwnOf(RegisterResourceRequest request)
    {
        var key = (request.Parent, request.Type, request.Name);
        lock (_gate)
        {
            if (_underConstruction.Remove(key, out var waiting))
            {
                return waiting;
            }

            if (request.Remote && request.Transforms.Count > 0)
            {
                _underConstruction[key] = [.. request.Transforms];
            }
        }

        return [.. request.Transforms];
    }

    private List<Callback> All(IReadOnlyList<Callback> own, Urn parent)
    {
        var all = new List<Callback>(own);
        lock (_gate)
        {
            for (var above = parent; _registered.TryGetValue(above, out var elder); above = elder.Parent)
            {
                all.AddRange(elder.Own);
            }

            all.AddRange(_ofStack);
        }

        return all;
    }

    private async Task<(PropertyMap Properties, TransformResourceOptions Options)> CallAsync(
        Callback transform,
        RegisterResourceRequest request,
        PropertyMap properties,
        TransformResourceOptions options
    )
    {
        var said = new TransformRequest
        {
            Name = request.Name,
            Type = request.Type,
            Custom = request.Custom,
            Parent = request.Parent,
            Properties = PropertyCodec.Write(properties, WireForm.Full),
            Options = options,
        };
        try
        {
            var call = Channel(transform.Target)
                .CreateCallInvoker()
                .AsyncUnaryCall(
                    Invoke,
                    null,
                    new CallOptions(cancellationToken: stop),
                    new() { Token = transform.Token, Request = said.ToByteString() }
                );
            var answer = Wire.Parse<TransformResponse>((await call.ConfigureAwait(false)).Response.ToByteArray());
            return (answer.Properties is { } changed ? PropertyCodec.Read(changed) : properties, answer.Options ?? options);
        }
        catch (RpcException failure)
        {
            throw new RpcException(
                new(
                    StatusCode.Unknown,
                    $"invoke transform: rpc error: code = {Wire.CodeName(failure.StatusCode)} desc = {failure.Status.Detail}"
                )
            );
        }
    }

    private GrpcChannel Channel(string target)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(target, out var channel))
            {
                Loopback.Demand($"http://{target}", "the address of a transform");
                channel = GrpcChannel.ForAddress(
                    $"http://{target}",
                    new()
                    {
                        MaxReceiveMessageSize = null,
                        MaxSendMessageSize = null,
                        HttpHandler = new SocketsHttpHandler { UseProxy = false },
                        DisposeHttpClient = true,
                    }
                );
                _channels[target] = channel;
            }

            return channel;
        }
    }

    private static TransformResourceOptions OptionsOf(RegisterResourceRequest request)
    {
        var options = new TransformResourceOptions
        {
            DependsOn = { request.Dependencies },
            IgnoreChanges = { request.IgnoreChanges },
            ReplaceOnChanges = { request.ReplaceOnChanges },
            ReplacementTrigger = request.ReplacementTrigger,
            Version = request.Version,
            Aliases = { request.AliasURNs.Select(urn => new Alias { Urn = urn }).Concat(request.Aliases) },
            Provider = request.Provider,
            Providers = { request.Providers },
            CustomTimeouts = request.CustomTimeouts,
            PluginDownloadUrl = request.PluginDownloadURL,
            PluginChecksums = { request.PluginChecksums },
            DeletedWith = request.DeletedWith,
            ReplaceWith = { request.ReplaceWith },
            AdditionalSecretOutputs = { request.AdditionalSecretOutputs },
            Hooks = request.Hooks,
            Import = request.ImportId,
            HideDiff = { request.HideDiffs },
        };
        if (request.HasProtect)
        {
            options.Protect = request.Protect;
        }

        if (request.HasRetainOnDelete)
        {
            options.RetainOnDelete = request.RetainOnDelete;
        }

        if (request.DeleteBeforeReplaceDefined || request.DeleteBeforeReplace)
        {
            options.DeleteBeforeReplace = request.DeleteBeforeReplace;
        }

        return options;
    }

    /// <summary>Gives a request the options that came back; what a transform left out is left out.</summary>
    private static void Take(RegisterResourceRequest request, TransformResourceOptions options)
    {
        Replace(request.IgnoreChanges, options.IgnoreChanges);
        Replace(request.ReplaceOnChanges, options.ReplaceOnChanges);
        Replace(request.ReplaceWith, options.ReplaceWith);
        Replace(request.AdditionalSecretOutputs, options.AdditionalSecretOutputs);
        Replace(request.HideDiffs, options.HideDiff);
        Replace(request.Aliases, options.Aliases);
        Replace(request.Providers, options.Providers);
        Replace(request.PluginChecksums, options.PluginChecksums);
        request.AliasURNs.Clear();
        request.ReplacementTrigger = options.ReplacementTrigger;
        request.Version = options.Version;
        request.Provider = options.Provider;
        request.CustomTimeouts = options.CustomTimeouts;
        request.PluginDownloadURL = options.PluginDownloadUrl;
        request.DeletedWith = options.DeletedWith;
        request.Hooks = options.Hooks;
        request.ImportId = options.Import;
        request.DeleteBeforeReplace = options.DeleteBeforeReplace;
        request.DeleteBeforeReplaceDefined = options.HasDeleteBeforeReplace;
        request.ClearProtect();
        request.ClearRetainOnDelete();
        if (options.HasProtect)
        {
            request.Protect = options.Protect;
        }

        if (options.HasRetainOnDelete)
        {
            request.RetainOnDelete = options.RetainOnDelete;
        }
    }

    private static void Replace<T>(ICollection<T> old, IReadOnlyCollection<T> @new)
    {
        old.Clear();
        foreach (var item in @new)
        {
            old.Add(item);
        }
    }

    private static PropertyValue WithDependencies(PropertyValue value, IEnumerable<string> urns)
    {
        var known = DependenciesOf(value);
        var missing = urns.Where(urn => !known.Contains(urn)).ToArray();
        var output = value as OutputValue ?? new OutputValue(value, false, []);
        return missing.Length == 0 ? value : new OutputValue(output.Value, output.IsSecret, [.. output.Dependencies.Union(urns)]);
    }

    private static HashSet<string> DependenciesOf(PropertyValue value)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        value.Any(part =>
        {
            found.UnionWith((part as OutputValue)?.Dependencies ?? []);
            return false;
        });
        return found;
    }
}
