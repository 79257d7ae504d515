using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Pulumirpc;
using Enum = System.Enum;

namespace NeonFlow.Testing.Engine;

/// <summary>One provider process and the engine's calls on it.</summary>
/// <remarks>In pulumi/pulumi: provider (pkg/resource/plugin/provider_plugin.go).</remarks>
internal sealed partial class ProviderPlugin : IProvider, IAsyncDisposable
{
    private static readonly WireForm Kept = WireForm.Full with { KeepOutputs = false };

    private readonly IProviderProcess _process;
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly EngineAbilities _abilities;
    private readonly Diagnostics _diagnostics;
    private readonly CancellationTokenSource _gone = new();
    private Task<bool>? _configured;
    private bool _acceptSecrets;
    private bool _supportsAutonaming;
    private bool _supportsPreview = true;
    private bool _acceptResources;
    private bool _shook;
    private int _cancelled;

    private ProviderPlugin(string package, IProviderProcess process, EngineAbilities abilities, Diagnostics diagnostics)
    {
        Package = package;
        _process = process;
        _abilities = abilities;
        _diagnostics = diagnostics;
        _channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{process.Port}",
            new()
            {
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
                HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
                DisposeHttpClient = true,
            }
        );
        _invoker = process.Around(_channel.CreateCallInvoker());
    }

    public string Package { get; }

    public bool AcceptOutputs { get; private set; }

    /// <summary>What the inputs of a remote component may say to this provider.</summary>
    public WireForm ConstructForm => Form(true) with { KeepOutputs = AcceptOutputs };

    /// <summary>Whether the process ended before it was told to.</summary>
    public bool DiedEarly => _process.Exited.IsCompleted && _cancelled == 0;

    public async Task<CheckResult> CheckAsync(
        Urn urn,
        PropertyMap olds,
        PropertyMap news,
        byte[] seed,
        AutonamingOptions? autonaming,
        bool preview
    )
    {
        if (!await ConfiguredAsync().ConfigureAwait(false))
        {
            return new(news, []);
        }

        var form = Form(preview);
        CheckRequest.Types.AutonamingOptions? naming = null;
        if (autonaming is not null && _supportsAutonaming)
        {
            naming = new() { ProposedName = autonaming.Name, Mode = (CheckRequest.Types.AutonamingOptions.Types.Mode)autonaming.Mode };
        }
        else if (autonaming is { WarnIfNoSupport: true })
        {
            _diagnostics.Warning(
                urn,
                $"{urn} resource has a custom autonaming setting but the provider does not support autonaming configuration, consider "
                    + "upgrading to a newer version"
            );
        }

        var said = await GuardAsync<CheckRequest, CheckResponse>(
                "Check",
                new()
                {
                    Urn = urn.Text,
                    Name = urn.Name,
                    Type = urn.Type,
                    Olds = PropertyCodec.Write(olds, form),
                    News = PropertyCodec.Write(news, form),
                    RandomSeed = ByteString.CopyFrom(seed),
                    Autonaming = naming,
                }
            )
            .ConfigureAwait(false);
        var inputs = PropertyCodec.Read(said.Inputs);
        RefuseUnknowns(inputs, preview);
        return new(
            _acceptSecrets ? inputs : MarkSecrets(inputs, news),
            [.. said.Failures.Select(f => new CheckFailureSaid(f.Property, f.Reason))]
        );
    }

    public async Task<DiffResult> DiffAsync(
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        IReadOnlyList<string> ignoreChanges,
        bool preview
    )
    {
        if (!await ConfiguredAsync().ConfigureAwait(false))
        {
            throw new DiffUnavailableException(
                "The provider for this resource has inputs that are not known during preview.\nThis preview may not correctly represent "
                    + "the changes that will be applied during an update."
            );
        }

        var form = Form(true) with { ElideAssets = true };
        var request = new DiffRequest
        {
            Id = id,
            Urn = urn.Text,
            Name = urn.Name,
            Type = urn.Type,
            OldInputs = PropertyCodec.Write(oldInputs, form),
            Olds = PropertyCodec.Write(oldOutputs, form),
            News = PropertyCodec.Write(newInputs, form),
        };
        request.IgnoreChanges.AddRange(ignoreChanges);
        try
        {
            return Read(await CallAsync<DiffRequest, DiffResponse>("Diff", request).ConfigureAwait(false));
        }
        catch (RpcException failure)
        {
            throw Translate(failure);
        }
    }

    public async Task<VerbResult> CreateAsync(Urn urn, PropertyMap inputs, double timeout, bool preview)
    {
        if (!await ConfiguredAsync().ConfigureAwait(false))
        {
            return new("", PropertyMap.Empty, null, false, null);
        }

        if (preview && !_supportsPreview)
        {
            return new("", inputs, null, false, null);
        }

        var request = new CreateRequest
        {
            Urn = urn.Text,
            Name = urn.Name,
            Type = urn.Type,
            Properties = PropertyCodec.Write(inputs, Form(preview)),
            Timeout = timeout,
            Preview = preview,
        };
        try
        {
            var said = await CallAsync<CreateRequest, CreateResponse>("Create", request).ConfigureAwait(false);
            if (!preview && said.Id.Length == 0)
            {
                throw new ProviderException($"plugin returned empty resource.ID from create '{urn}'", stateUnknown: true);
            }

            return new(said.Id, Outputs(said.Properties, inputs, preview), null, _abilities.Takes(said.RefreshBeforeUpdate), null);
        }
        catch (RpcException failure) when (InitFailure(failure) is { } partial)
        {
            if (partial.Id.Length == 0)
            {
                throw new ProviderException($"plugin returned empty resource.ID from create '{urn}'", stateUnknown: true);
            }

            return new(
                partial.Id,
                Outputs(partial.Properties, inputs, preview),
                null,
                _abilities.TakesOfFailure(partial.RefreshBeforeUpdate),
                [.. partial.Reasons]
            );
        }
        catch (RpcException failure)
        {
            throw Translate(failure);
        }
    }

    public async Task<VerbResult> UpdateAsync(
        Urn urn,
        string id,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        double timeout,
        IReadOnlyList<string> ignoreChanges,
        bool preview
    )
    {
        if (!await ConfiguredAsync().ConfigureAwait(false))
        {
            return new(id, PropertyMap.Empty, null, false, null);
        }

        if (preview && !_supportsPreview)
        {
            return new(id, newInputs, null, false, null);
        }

        var request = new UpdateRequest
        {
            Id = id,
            Urn = urn.Text,
            Name = urn.Name,
            Type = urn.Type,
            OldInputs = PropertyCodec.Write(oldInputs, Form(preview) with { ElideAssets = true }),
            Olds = PropertyCodec.Write(oldOutputs, Form(preview) with { ElideAssets = true }),
            News = PropertyCodec.Write(newInputs, Form(preview)),
            Timeout = timeout,
            Preview = preview,
        };
        request.IgnoreChanges.AddRange(ignoreChanges);
        try
        {
            var said = await CallAsync<UpdateRequest, UpdateResponse>("Update", request).ConfigureAwait(false);
            return new(id, Outputs(said.Properties, newInputs, preview), null, _abilities.Takes(said.RefreshBeforeUpdate), null);
        }
        catch (RpcException failure) when (InitFailure(failure) is { } partial)
        {
            return new(
                id,
                Outputs(partial.Properties, newInputs, preview),
                null,
                _abilities.TakesOfFailure(partial.RefreshBeforeUpdate),
                [.. partial.Reasons]
            );
        }
        catch (RpcException failure)
        {
            throw Lost(failure);
        }
    }

    public async Task DeleteAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, double timeout)
    {
        await ConfiguredAsync().ConfigureAwait(false);
        var form = Form(false) with { ElideAssets = true };
        try
        {
            await CallAsync<DeleteRequest, Empty>(
                    "Delete",
                    new()
                    {
                        Id = id,
                        Urn = urn.Text,
                        Name = urn.Name,
                        Type = urn.Type,
                        OldInputs = PropertyCodec.Write(oldInputs, form),
                        Properties = PropertyCodec.Write(oldOutputs, form),
                        Timeout = timeout,
                    }
                )
                .ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw Lost(failure);
        }
    }

    public async Task<VerbResult> ReadAsync(Urn urn, string id, PropertyMap? inputs, PropertyMap? outputs, double timeout)
    {
        if (!await ConfiguredAsync().ConfigureAwait(false))
        {
            return new(id, PropertyMap.Empty, PropertyMap.Empty, false, null);
        }

        var form = Form(false) with { ElideAssets = true };
        var request = new ReadRequest
        {
            Id = id,
            Urn = urn.Text,
            Name = urn.Name,
            Type = urn.Type,
            Inputs = inputs is null ? null : PropertyCodec.Write(inputs, form),
            Properties = outputs is null ? null : PropertyCodec.Write(outputs, form),
            Timeout = timeout,
        };
        try
        {
            var said = await CallAsync<ReadRequest, ReadResponse>("Read", request).ConfigureAwait(false);
            return Read(said.Id, said.Properties, said.Inputs, _abilities.Takes(said.RefreshBeforeUpdate), null);
        }
        catch (RpcException failure) when (InitFailure(failure) is { } partial)
        {
            return Read(
                partial.Id,
                partial.Properties,
                partial.Inputs,
                _abilities.TakesOfFailure(partial.RefreshBeforeUpdate),
                [.. partial.Reasons]
            );
        }
        catch (RpcException failure)
        {
            throw Lost(failure);
        }

        VerbResult Read(string readId, Struct? properties, Struct? readInputs, bool refresh, IReadOnlyList<string>? reasons)
        {
            // An import knows no old inputs and gets an empty id for "gone"; a refresh sees it in either.
            if (properties is null || (readId.Length == 0 && outputs is not null))
            {
                return new("", null, null, refresh, reasons);
            }

            var read = PropertyCodec.Read(properties);
            RefuseUnknowns(read, false);
            var marked = _acceptSecrets || inputs is null ? read : MarkSecrets(read, inputs);
            return new(
                readId,
                marked,
                readInputs is null ? null
                    : _acceptSecrets || inputs is null ? PropertyCodec.Read(readInputs)
                    : MarkSecrets(PropertyCodec.Read(readInputs), inputs),
                refresh,
                reasons
            );
        }
    }

    private static PropertyMap WithoutInternals(PropertyMap map) => map.Without("__internal");

    /// <summary>Marks what was secret before as secret again, name by name.</summary>
    private static PropertyMap MarkSecrets(PropertyMap to, PropertyMap from) =>
        to.Select(
            (name, value) =>
                from.Get(name) switch
                {
                    null => value,
                    SecretValue when value is not SecretValue => new SecretValue(value),
                    ObjectValue inner when value is ObjectValue map => new ObjectValue(MarkSecrets(map.Members, inner.Members)),
                    ArrayValue inner when value is ArrayValue && inner.ContainsSecrets && !value.ContainsSecrets => new SecretValue(value),
                    _ => value,
                }
        );

    private static void RefuseUnknowns(PropertyMap map, bool preview)
    {
        if (!preview && map.FirstOrDefault(m => m.Value.ContainsUnknowns) is { Key: { } name })
        {
            throw new ProviderException($"unexpected unknown property value for \"{name}\"");
        }
    }

    private static DiffResult Read(DiffResponse said)
    {
        SortedDictionary<string, DetailedDiffEntry>? detailed = null;
        if (said.HasDetailedDiff)
        {
            detailed = new(StringComparer.Ordinal);
            foreach (var (path, entry) in said.DetailedDiff)
            {
                detailed[path] = new((PropertyDiffKind)entry.Kind, entry.InputDiff);
            }
        }

        var changes = Enum.IsDefined((DiffChanges)said.Changes)
            ? (DiffChanges)said.Changes
            : throw new ProviderException($"unrecognized diff state: {(int)said.Changes}");
        return new(changes, [.. said.Replaces], [.. said.Diffs], detailed, said.DeleteBeforeReplace);
    }

    private WireForm Form(bool preview) => new(_acceptSecrets, preview, _acceptResources, false, false);

    private PropertyMap Outputs(Struct? said, PropertyMap inputs, bool preview)
    {
        var outputs = PropertyCodec.Read(said);
        RefuseUnknowns(outputs, preview);
        return _acceptSecrets ? outputs : MarkSecrets(outputs, inputs);
    }
}
