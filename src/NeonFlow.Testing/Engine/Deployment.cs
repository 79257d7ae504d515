using System.Diagnostics;

namespace NeonFlow.Testing.Engine;

/// <summary>One operation on one stack: from the saved state and a program to the steps, and to the state after them.</summary>
/// <remarks>In pulumi/pulumi: Deployment (pkg/resource/deploy/deployment.go).</remarks>
internal sealed class Deployment
{
    private readonly DeploymentOptions _options;
    private readonly SnapshotManager _snapshot;
    private readonly IReadOnlyList<ResourceState> _savedProviders;
    private readonly DeploymentOutcome _outcome = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly StepExecutor _steps;
    private readonly RefreshPhase _refreshes;
    private readonly DeleteScheduler _deletes;
    private readonly DeploymentExecutor _executor;

    public Deployment(DeploymentOptions options, StackState state, Diagnostics diagnostics, Action<StackState>? save)
    {
        _options = options;
        Diagnostics = diagnostics;
        Base = state;
        _savedProviders = [.. state.Resources.Where(r => r.IsProvider)];
        _snapshot = new(state, options.Preview ? null : save, options.Kind == OperationKind.Refresh && options.RunProgram);
        Autonaming =
            options.Kind == OperationKind.Update
                ? Autonaming.Of(options.Config, options.Organization, options.Project, options.Stack)
                : null;
        Registry = new(
            options.Providers,
            PackageConfig,
            options.Project,
            options.ProviderEnvironment,
            options.RootDirectory,
            options.LoopbackOnly,
            options.Abilities,
            new(options.Stacks, FindNew, diagnostics),
            diagnostics
        )
        {
            Preview = options.Preview,
        };
        var isRefresh = options.Kind == OperationKind.Refresh;
        _steps = new(this, _snapshot, _outcome, options.Parallel, options.ContinueOnError) { IsRefresh = isRefresh };
        _refreshes = new(this, _steps, _outcome);
        _deletes = new(this, _steps, _outcome);
        _executor = new(this, _steps, _snapshot, _outcome, _refreshes, _deletes, options.Program, options.RootDirectory, isRefresh);
    }

    public bool Preview => _options.Preview;

    /// <summary>Whether every resource is read before the update.</summary>
    public bool RefreshesAll => _options.Refresh;

    public OperationTargets Targets => _options.Targets;

    public string Project => _options.Project;

    public string Stack => _options.Stack;

    public string Organization => _options.Organization;

    public int Parallel => _options.Parallel;

    public IReadOnlyDictionary<string, ConfigValue> Config => _options.Config;

    /// <summary>How names are made up; null where every provider decides alone.</summary>
    public Autonaming? Autonaming { get; }

    public Diagnostics Diagnostics { get; }

    public StackState Base { get; }

    public ProviderRegistry Registry { get; }

    /// <summary>Ends when no registration will be answered any more.</summary>
    public CancellationToken Stopped => _closed.Token;

    /// <summary>The stack after the operation.</summary>
    public StackState State => _snapshot.Current();

    /// <summary>The steps that ended well, in that order, without the engine's own.</summary>
    public IReadOnlyList<StepMetadata> Ended => _steps.Ended;

    public async Task<DeploymentResult> RunAsync(CancellationToken interrupt)
    {
        var clock = Stopwatch.StartNew();
        Diagnostics.Raise(
            new PreludeEvent(
                _options.Kind,
                Preview,
                Project,
                Stack,
                _options.Config.ToDictionary(c => c.Key, c => c.Value.Secret ? "[secret]" : Diagnostics.Redaction.Apply(c.Value.Value))
            )
        );
        await using var server = await EngineServer.StartAsync(this).ConfigureAwait(false);
        Registry.EngineAddress = server.Address;
        var interruption = interrupt.Register(() =>
        {
            _outcome.Interrupt();
            Diagnostics.Raise(
                new StdoutEvent(
                    "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n"
                        + (Preview ? "" : "Note that terminating immediately may lead to orphaned resources and other inconsistencies.\n")
                )
            );
            _outcome.Stop();
            _ = Registry.SignalAllAsync();
        });
        string? unreported = null;
        try
        {
            await RunPhasesAsync(server.Address).ConfigureAwait(false);
            _executor.FinishStackOutputs();
        }
        catch (BailException)
        {
            _outcome.Fail();
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            // What goes wrong around the steps is said by the command line, when everything else is over.
            _outcome.Bail();
            unreported = failure.Message;
        }
        catch
        {
            // Whatever went wrong here, no provider outlives the operation.
            await Registry.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _outcome.Stop();
            await _closed.CancelAsync().ConfigureAwait(false);
            await interruption.DisposeAsync().ConfigureAwait(false);
        }

        if (_outcome.Closing(Preview) is { } closing)
        {
            Diagnostics.Error(default, closing);
        }

        await Registry.DisposeAsync().ConfigureAwait(false);
        try
        {
            _snapshot.Save();
        }
        catch (EngineException unsound)
        {
            _outcome.Fail();
            Diagnostics.Error(default, unsound.Message);
        }

        Diagnostics.Raise(
            new SummaryEvent(Preview, _steps.Counts, clock.Elapsed, _outcome.StateUnknown) { Succeeded = _outcome.Succeeded }
        );
        Diagnostics.Raise(new EndEvent(_outcome.Succeeded));
        return new(_outcome.Succeeded, _outcome.Interrupted, _steps.Counts, unreported);
    }

    /// <summary>Something was found wrong that lets a preview go on to its end.</summary>
    public void MarkFailed() => _outcome.FailStep();

    /// <summary>The program wants nothing more; it may end when everything that was left over is deleted.</summary>
    public Task ProgramDoneAsync() => _executor.ProgramDoneAsync();

    public bool TrySend(SourceEvent sourceEvent) => _executor.TrySend(sourceEvent);

    /// <summary>Answers no registration any more.</summary>
    public Task CloseAsync() => _closed.CancelAsync();

    /// <summary>A resource as the steps of this operation left it.</summary>
    public ResourceState? FindNew(Urn urn) => _steps.FindNew(urn);

    public PropertyMap PackageConfig(string package)
    {
        var prefix = package + ":";
        return new(
            _options
                .Config.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(c =>
                    KeyValuePair.Create(
                        c.Key[prefix.Length..],
                        c.Value.Secret ? new SecretValue(c.Value.Value) : (PropertyValue)c.Value.Value
                    )
                )
        );
    }

    /// <summary>The newest plugin of a package that a saved provider was made with; it serves where the program names none.</summary>
    public PluginRequest SavedPlugin(string package) =>
        _savedProviders
            .Where(p => p.Type == Urn.ProviderTypePrefix + package)
            .Select(PluginRequest.Of)
            .OrderBy(p => SemanticVersion.Parse(p.Version))
            .LastOrDefault(new PluginRequest("", ""));

    public IResourceManager? ManagerOrNull(ResourceState resource) => resource.Custom ? Manager(resource) : null;

    public IResourceManager Manager(ResourceState resource)
    {
        if (resource.IsProvider)
        {
            return Registry;
        }

        return resource.ProviderReference is not { } reference
            ? throw new EngineException($"resource {resource.Urn} has no provider")
            : Registry.ProviderOf(reference)
                ?? throw new EngineException($"unknown provider '{resource.Provider}' for resource '{resource.Urn}'");
    }

    /// <summary>Starts the provider of an old resource, as the state configured it.</summary>
    public async Task EnsureProviderAsync(ResourceState resource)
    {
        if (resource.IsProvider || resource.ProviderReference is not { } reference || Registry.ProviderOf(reference) is not null)
        {
            return;
        }

        var what = $"could not load provider for resource {resource.Urn}: could not";
        var provider =
            Base.Resources.FirstOrDefault(r => r.Urn == reference.Urn && r.Id == reference.Id)
            ?? throw new EngineException($"{what} find provider {reference}");
        try
        {
            await Registry.SameAsync(provider, checkedBefore: false).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            throw new EngineException($"{what} create provider {reference}: {failure.Message}", failure);
        }
    }

    private async Task RunPhasesAsync(string address)
    {
        // Who reads everything first learns what became of the operations that were under way.
        var readsFirst =
            !(_options.Kind == OperationKind.Refresh && _options.RunProgram)
            && (_options.Kind == OperationKind.Refresh || _options.Refresh || Base.Resources.Any(r => !r.Delete && r.RefreshBeforeUpdate));
        if (!Preview && !readsFirst && Base.PendingOperations.Count > 0)
        {
            WarnOfPendingOperations();
        }

        if (_options.Kind == OperationKind.Refresh)
        {
            if (_options.RunProgram)
            {
                await _executor.RunProgramAsync(new(this), address).ConfigureAwait(false);
            }
            else
            {
                await _refreshes.RefreshAsync(static _ => true).ConfigureAwait(false);
            }

            if (_options.ClearPendingCreates)
            {
                Base.PendingOperations.Clear();
            }
            else
            {
                Base.PendingOperations.RemoveAll(p => p.Type != "creating");
            }

            return;
        }

        if (readsFirst)
        {
            await _refreshes.RefreshAsync(_options.Refresh ? static _ => true : static r => r.RefreshBeforeUpdate).ConfigureAwait(false);
        }

        var generator = new StepGenerator(this);
        if (!OperationTargets.AreKnown(Targets.Replaced, generator.Knows, Diagnostics))
        {
            throw new BailException();
        }

        if (_options.Kind == OperationKind.Update)
        {
            await _executor.RunProgramAsync(generator, address).ConfigureAwait(false);
        }
        else
        {
            await _deletes.DeleteAsync(generator).ConfigureAwait(false);
        }
    }

    private void WarnOfPendingOperations()
    {
        var lines = string.Concat(Base.PendingOperations.Select(p => $"  * {p.Resource.Urn}, interrupted while {p.Type}\n"));
        Diagnostics.Warning(
            default,
            $"Attempting to deploy or update resources with {Base.PendingOperations.Count} pending operations from previous "
                + $"deployment.\n{lines}"
                + "These resources are in an unknown state because the Pulumi CLI was interrupted while waiting for changes to these "
                + "resources to complete. You should confirm whether or not the operations listed completed successfully by "
                + "checking the state of the appropriate provider. For example, if you are using AWS, you can confirm using the "
                + "AWS Console.\n\n"
                + "Once you have confirmed the status of the interrupted operations, you can repair your stack using `pulumi refresh` "
                + "which will refresh the state from the provider you are using and clear the pending operations if there are "
                + "any.\n\n"
                + "Note that `pulumi refresh` will need to be run interactively to clear pending CREATE operations."
        );
    }
}
