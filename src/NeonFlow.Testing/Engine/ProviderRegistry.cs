namespace NeonFlow.Testing.Engine;

/// <summary>
/// The provider processes of one operation; it also manages provider resources themselves, whose verbs are the config calls.
/// </summary>
/// <remarks>In pulumi/pulumi: Registry (pkg/resource/deploy/providers/registry.go).</remarks>
internal sealed class ProviderRegistry(
    IProviderLauncher launcher,
    Func<string, PropertyMap> packageConfig,
    string project,
    IReadOnlyDictionary<string, string> environment,
    string workingDirectory,
    bool loopbackOnly,
    EngineAbilities abilities,
    BuiltInProvider builtIn,
    Diagnostics diagnostics
) : IResourceManager, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ProviderReference, ProviderPlugin> _published = [];
    private readonly List<ProviderPlugin> _running = [];
    private readonly Dictionary<Urn, Urn> _aliases = [];

    public string EngineAddress { get; set; } = "";

    public bool Preview { get; init; }

    public ProviderPlugin? Find(ProviderReference reference)
    {
        lock (_gate)
        {
            return _published.GetValueOrDefault(reference);
        }
    }

    /// <summary>Whoever manages the resources of a provider; null where that does not run.</summary>
    public IProvider? ProviderOf(ProviderReference reference) => IsBuiltIn(reference.Urn) ? builtIn : Find(reference);

    /// <summary>
    /// Makes sure that the provider of this state runs and is configured as the state says; one that was checked for it is used.
    /// </summary>
    public async Task SameAsync(ResourceState state, bool checkedBefore)
    {
        var reference = new ProviderReference(state.Urn, state.Id);
        if (IsBuiltIn(state.Urn) || Find(reference) is not null)
        {
            return;
        }

        var plugin =
            (checkedBefore ? TakeUnconfigured(state.Urn) : null) ?? await StartAsync(state.Urn, state.Inputs).ConfigureAwait(false);
        Refuse(state.Urn, state.Inputs);
        await plugin.ConfigureAsync(state.Urn, state.Id, state.Inputs).ConfigureAwait(false);
        await PublishAsync(reference, plugin).ConfigureAwait(false);
    }

    public async Task<CheckResult> CheckAsync(
        Urn urn,
        PropertyMap olds,
        PropertyMap news,
        byte[] seed,
        AutonamingOptions? autonaming,
        bool preview
    )
    {
        if (IsBuiltIn(urn))
        {
            return new(news, []);
        }

        Refuse(urn, news);
        var plugin = await StartAsync(urn, news).ConfigureAwait(false);
        CheckResult result;
        try
        {
            result = await plugin.CheckConfigAsync(urn, olds, news, preview).ConfigureAwait(false);
        }
        catch
        {
            await CloseAsync(plugin).ConfigureAwait(false);
            throw;
        }

        if (result.Failures.Count > 0)
        {
            await CloseAsync(plugin).ConfigureAwait(false);
            return result;
        }

        await PublishAsync(Unconfigured(urn), plugin).ConfigureAwait(false);

        // The version belongs to the engine; a provider may leave it out, but not choose another.
        if (news.Get("version") is { } asked && result.Inputs.Get("version") is var said && !asked.Equals(said))
        {
            return said is null
                ? result with
                {
                    Inputs = result.Inputs.With("version", asked),
                }
                : throw new ProviderException(
                    $"provider \"{urn}\" attempted to change version from \"{asked.AsString}\" to \"{said.AsString}\""
                );
        }

        return result;
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
        if (IsBuiltIn(urn))
        {
            return oldInputs.Equals(newInputs) ? DiffResult.None : DiffResult.Some;
        }

        var plugin = Find(Unconfigured(urn)) ?? Find(new(urn, id)) ?? throw new EngineException($"the provider {urn} was not started");
        var diff = await plugin.DiffConfigAsync(urn, oldInputs, oldOutputs, newInputs, ignoreChanges).ConfigureAwait(false);
        if (diff.Replace)
        {
            await CloseAsync(plugin).ConfigureAwait(false);
        }

        return diff.Changes != DiffChanges.Unknown
            ? diff
            : diff with
            {
                Changes = oldOutputs.Equals(newInputs.Without("__internal")) ? DiffChanges.None : DiffChanges.Some,
            };
    }

    public async Task<VerbResult> CreateAsync(Urn urn, PropertyMap inputs, double timeout, bool preview)
    {
        var id = preview ? PropertyCodec.UnknownString : Guid.NewGuid().ToString();
        if (IsBuiltIn(urn))
        {
            return new(id, inputs.Without("__internal"), null, false, null);
        }

        var plugin = TakeUnconfigured(urn) ?? await StartAsync(urn, inputs).ConfigureAwait(false);
        await plugin.ConfigureAsync(urn, id, inputs).ConfigureAwait(false);
        await PublishAsync(new(urn, id), plugin).ConfigureAwait(false);
        return new(id, inputs.Without("__internal"), null, false, null);
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
        if (IsBuiltIn(urn))
        {
            return new(id, newInputs.Without("__internal"), null, false, null);
        }

        var plugin = TakeUnconfigured(urn) ?? throw new EngineException($"the provider {urn} was not started");
        await plugin.ConfigureAsync(urn, id, newInputs).ConfigureAwait(false);
        await PublishAsync(new(urn, id), plugin).ConfigureAwait(false);
        return new(id, newInputs.Without("__internal"), null, false, null);
    }

    public async Task DeleteAsync(Urn urn, string id, PropertyMap oldInputs, PropertyMap oldOutputs, double timeout)
    {
        ProviderPlugin? plugin;
        lock (_gate)
        {
            _published.Remove(new(urn, id), out plugin);
        }

        if (plugin is not null)
        {
            await CloseAsync(plugin).ConfigureAwait(false);
        }
    }

    public Task<VerbResult> ReadAsync(Urn urn, string id, PropertyMap? inputs, PropertyMap? outputs, double timeout) =>
        throw new EngineException("provider resources may not be read");

    /// <summary>A provider that was found under another name serves those who still know it by that.</summary>
    public void RegisterAlias(Urn provider, Urn alias)
    {
        lock (_gate)
        {
            _aliases[provider] = alias;
        }
    }

    /// <summary>Tells every process to stop what it does.</summary>
    public Task SignalAllAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running.ToArray().Select(p => p.SignalAsync()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        ProviderPlugin[] all;
        lock (_gate)
        {
            all = [.. _running];
            _running.Clear();
            _published.Clear();
        }

        await Task.WhenAll(all.Select(p => p.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>The engine answers for its own package; there is no process to start.</summary>
    private static bool IsBuiltIn(Urn urn) => urn.Type == Urn.ProviderTypePrefix + "pulumi";

    /// <summary>Where a process waits between Check and what is decided then; it is no id that a provider can get.</summary>
    private static ProviderReference Unconfigured(Urn urn) => new(urn, "unconfigured");

    /// <summary>A process is configured once: the next provider state of this URN needs one of its own.</summary>
    private ProviderPlugin? TakeUnconfigured(Urn urn)
    {
        lock (_gate)
        {
            return _published.Remove(Unconfigured(urn), out var plugin) ? plugin : null;
        }
    }

    private async Task<ProviderPlugin> StartAsync(Urn urn, PropertyMap inputs)
    {
        var package = urn.Type[Urn.ProviderTypePrefix.Length..];
        var config = packageConfig(package);
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            ["PULUMI_PROJECT"] = project,
            ["PULUMI_CONFIG"] = PropertyJson.Write(config, null).ToJsonString(PropertyJson.Compact),
        };
        if (loopbackOnly)
        {
            variables["NEONFLOW_LOOPBACK_ONLY"] = "1";
        }

        var plugin = await ProviderPlugin
            .StartAsync(
                launcher,
                package,
                inputs.Get("version")?.AsString ?? "",
                EngineAddress,
                variables,
                workingDirectory,
                abilities,
                diagnostics
            )
            .ConfigureAwait(false);
        lock (_gate)
        {
            _running.Add(plugin);
        }

        return plugin;
    }

    private async Task PublishAsync(ProviderReference reference, ProviderPlugin plugin)
    {
        ProviderPlugin? before;
        lock (_gate)
        {
            _published.Remove(reference, out before);
            _published[reference] = plugin;
            if (_aliases.TryGetValue(reference.Urn, out var alias))
            {
                _published[reference with { Urn = alias }] = plugin;
            }

            if (before is not null && _published.ContainsValue(before))
            {
                before = null;
            }
        }

        if (before is not null && before != plugin)
        {
            await CloseAsync(before).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(ProviderPlugin plugin)
    {
        lock (_gate)
        {
            _running.Remove(plugin);
            foreach (var (reference, _) in _published.Where(p => p.Value == plugin).ToArray())
            {
                _published.Remove(reference);
            }
        }

        await plugin.DisposeAsync().ConfigureAwait(false);
    }

    private void Refuse(Urn urn, PropertyMap inputs)
    {
        if (loopbackOnly)
        {
            foreach (var (name, value) in inputs)
            {
                Loopback.Demand(value.AsString, $"property {name} of the provider {urn.Name} ({urn.Type})");
            }
        }
    }
}
