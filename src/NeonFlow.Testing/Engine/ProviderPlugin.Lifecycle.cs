using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pulumirpc;

namespace NeonFlow.Testing.Engine;

/// <summary>Start, handshake, configuration and end of a provider.</summary>
internal sealed partial class ProviderPlugin
{
    public static async Task<ProviderPlugin> StartAsync(
        IProviderLauncher launcher,
        string package,
        string version,
        string engineAddress,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        EngineAbilities abilities,
        Diagnostics diagnostics
    )
    {
        var process = await launcher.StartAsync(package, version, engineAddress, environment, workingDirectory).ConfigureAwait(false);
        var plugin = new ProviderPlugin(package, process, abilities, diagnostics);
        _ = plugin.WatchAsync();
        try
        {
            await plugin.ShakeHandsAsync(version, engineAddress).ConfigureAwait(false);
            return plugin;
        }
        catch (Exception failure)
        {
            var said = failure is RpcException call ? plugin.Translate(call) : null;
            await plugin.DisposeAsync().ConfigureAwait(false);
            if (said is not null)
            {
                throw said;
            }

            throw;
        }
    }

    public async Task<CheckResult> CheckConfigAsync(Urn urn, PropertyMap olds, PropertyMap news, bool preview)
    {
        var form = Kept with { KeepSecrets = false, KeepUnknowns = preview, KeepResources = false };
        try
        {
            var said = await CallAsync<CheckRequest, CheckResponse>(
                    "CheckConfig",
                    new()
                    {
                        Urn = urn.Text,
                        Name = urn.Name,
                        Type = urn.Type,
                        Olds = PropertyCodec.Write(WithoutInternals(olds), form with { KeepUnknowns = true }),
                        News = PropertyCodec.Write(WithoutInternals(news), form with { KeepUnknowns = true }),
                    }
                )
                .ConfigureAwait(false);
            var inputs = MarkSecrets(PropertyCodec.Read(said.Inputs), news);
            return new(
                news.Get("__internal") is { } kept ? inputs.With("__internal", kept) : inputs,
                [.. said.Failures.Select(f => new CheckFailureSaid(f.Property, f.Reason))]
            );
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Unimplemented)
        {
            return new(news, []);
        }
        catch (RpcException failure)
        {
            throw TranslateConfig(failure);
        }
    }

    public async Task<DiffResult> DiffConfigAsync(
        Urn urn,
        PropertyMap oldInputs,
        PropertyMap oldOutputs,
        PropertyMap newInputs,
        IReadOnlyList<string> ignoreChanges
    )
    {
        var form = Kept with { KeepSecrets = false, KeepResources = false };
        try
        {
            var request = new DiffRequest
            {
                Urn = urn.Text,
                Name = urn.Name,
                Type = urn.Type,
                OldInputs = PropertyCodec.Write(WithoutInternals(oldInputs), form),
                Olds = PropertyCodec.Write(WithoutInternals(oldOutputs), form),
                News = PropertyCodec.Write(WithoutInternals(newInputs), form),
            };
            request.IgnoreChanges.AddRange(ignoreChanges);
            return Read(await CallAsync<DiffRequest, DiffResponse>("DiffConfig", request).ConfigureAwait(false));
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Unimplemented)
        {
            return DiffResult.None with { Changes = DiffChanges.Unknown };
        }
        catch (RpcException failure)
        {
            throw TranslateConfig(failure);
        }
    }

    /// <summary>Begins to configure; every other call waits for it, and the first one that does reports its failure.</summary>
    public async Task ConfigureAsync(Urn urn, string id, PropertyMap inputs)
    {
        var args = WithoutInternals(inputs);
        if (args.ContainsUnknowns)
        {
            _configured = Task.FromResult(false);
            return;
        }

        var request = new ConfigureRequest
        {
            Urn = urn.Text,
            Name = urn.Name,
            Type = urn.Type,
            Id = id,
            Args = PropertyCodec.Write(args, Kept with { KeepSecrets = true }),
            AcceptSecrets = true,
            AcceptResources = true,
            SendsOldInputs = true,
            SendsOldInputsToDelete = true,
        };
        foreach (var (name, value) in args)
        {
            var plain = value.WithoutSecrets();
            if (name != "version")
            {
                request.Variables[$"{Package}:config:{name}"] =
                    plain.AsString ?? PropertyJson.Write(plain, null)?.ToJsonString(PropertyJson.Compact) ?? "null";
            }
        }

        _configured = ConfigureAsync(request);
        await Task.WhenAny(_configured).ConfigureAwait(false);
    }

    private async Task ShakeHandsAsync(string version, string engineAddress)
    {
        var directory = System.IO.Path.GetDirectoryName(_process.Path) ?? "";
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(10);
        while (_abilities.ShakesHands)
        {
            try
            {
                var shaken = await CallAsync<ProviderHandshakeRequest, ProviderHandshakeResponse>(
                        "Handshake",
                        new()
                        {
                            EngineAddress = engineAddress,
                            RootDirectory = directory,
                            ProgramDirectory = directory,
                            ConfigureWithUrn = true,
                            SupportsViews = true,
                            SupportsRefreshBeforeUpdate = true,
                            InvokeWithPreview = true,
                            AcceptsByteString = true,
                            MapperTarget = "",
                            LoaderTarget = "",
                            ResolverTarget = "",
                        }
                    )
                    .ConfigureAwait(false);
                _acceptSecrets = shaken.AcceptSecrets;
                _supportsAutonaming = shaken.SupportsAutonamingConfiguration;
                _acceptResources = shaken.AcceptResources;
                AcceptOutputs = shaken.AcceptOutputs;
                _shook = true;
                break;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unimplemented)
            {
                break;
            }
            catch (RpcException failure)
                when (failure.StatusCode == StatusCode.Unavailable && DateTime.UtcNow < deadline && !_process.Exited.IsCompleted)
            {
                await Task.Delay(10).ConfigureAwait(false);
            }
        }

        var info = await CallAsync<Empty, PluginInfo>("GetPluginInfo", new()).ConfigureAwait(false);
        if (
            version.Length > 0
            && SemanticVersion.Parse(info.Version) is { } has
            && SemanticVersion.Parse(version) is { } wanted
            && has.CompareTo(wanted) < 0
        )
        {
            _diagnostics.Warning(
                default,
                $"resource plugin {Package} is expected to have version >={version}, but has {info.Version}; the wrong version may be on "
                    + "your path, or this may be a bug in the plugin"
            );
        }
    }

    private async Task<bool> ConfigureAsync(ConfigureRequest request)
    {
        var said = await GuardAsync<ConfigureRequest, ConfigureResponse>("Configure", request).ConfigureAwait(false);
        if (!_shook)
        {
            _acceptSecrets = said.AcceptSecrets;
            _supportsAutonaming = said.SupportsAutonamingConfiguration;
            _supportsPreview = said.SupportsPreview;
            AcceptOutputs = said.AcceptOutputs;
            _acceptResources = said.AcceptResources;
        }

        return true;
    }

    private Task<bool> ConfiguredAsync() => _configured ?? Task.FromResult(true);

    /// <summary>The failure of a call about the config of a provider, which is told with its code.</summary>
    private ProviderException TranslateConfig(RpcException failure) =>
        Translate(failure) is { Message: var text } && failure.Status.DebugException is null && !_gone.IsCancellationRequested
            ? new($"rpc error: code = {Wire.CodeName(failure.StatusCode)} desc = {text}")
            : Translate(failure);

    /// <summary>Tells the process to stop what it does; it may be told more than once.</summary>
    public async Task SignalAsync()
    {
        Interlocked.Exchange(ref _cancelled, 1);
        if (_process.Exited.IsCompleted)
        {
            return;
        }

        try
        {
            await CallAsync<Empty, Empty>("Cancel", new(), DateTime.UtcNow.AddSeconds(5)).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // It may be gone already, or not know the call: its process is ended next either way.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (DiedEarly)
        {
            _diagnostics.Say(
                default,
                DiagnosticSeverity.Error,
                $"Detected that {_process.Path} exited prematurely. \n       This is *always* a bug in the provider. Please report the "
                    + "issue to the provider author as appropriate.\n"
                    + $"       To assist with debugging we have dumped the STDOUT and STDERR streams of the plugin:\n{_process.Output}",
                _diagnostics.NewStream(),
                false
            );
        }

        if (_abilities.EndsWithCancel)
        {
            await SignalAsync().ConfigureAwait(false);
        }

        _channel.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
    }
}
