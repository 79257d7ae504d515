using System.Diagnostics;

namespace NeonFlow.Testing.Engine;

/// <summary>One operation on one stack: from the saved state and a program to the steps, and to the state after them.</summary>
/// <remarks>In pulumi/pulumi: Deployment (pkg/resource/deploy/deployment.go).</remarks>
internal sealed class Deployment
{
    private readonly DeploymentOptions options;
    private readonly SnapshotManager snapshot;
    private readonly IReadOnlyList<ResourceState> savedProviders;
    private readonly DeploymentOutcome outcome = new();
    private readonly CancellationTokenSource closed = new();
    private readonly StepExecutor steps;
    private readonly RefreshPhase refreshes;
    private readonly DeleteScheduler deletes;
    private readonly DeploymentExecutor executor;

    public Deployment(DeploymentOptions options, StackState state, Diagnostics diagnostics, Action<StackState>? save)
    {
        this.options = options;
        Diagnostics = diagnostics;
        Base = state;
        savedProviders = [.. state.Resources.Where(r => r.IsProvider)];
        snapshot = new(state, options.Preview ? null : save, options.Kind == OperationKind.Refresh && options.RunProgram);
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
        steps = new(this, snapshot, outcome, options.Parallel, options.ContinueOnError) { IsRefresh = isRefresh };
        refreshes = new(this, steps, outcome);
        deletes = new(this, steps, outcome);
        executor = new(this, steps, snapshot, outcome, refreshes, deletes, options.Program, options.RootDirectory, isRefresh);
    }

    public bool Preview => options.Preview;

    /// <summary>Whether every resource is read before the update.</summary>
    public bool RefreshesAll => options.Refresh;

    public OperationTargets Targets => options.Targets;

    public string Project => options.Project;

    public string Stack => options.Stack;

    public string Organization => options.Organization;

    public int Parallel => options.Parallel;

    public IReadOnlyDictionary<string, ConfigValue> Config => options.Config;

    /// <summary>How names are made up; null where every provider decides alone.</summary>
    public Autonaming? Autonaming { get; }

    public Diagnostics Diagnostics { get; }

    public StackState Base { get; }

    public ProviderRegistry Registry { get; }

    /// <summary>Ends when no registration will be answered any more.</summary>
    public CancellationToken Stopped => closed.Token;

    /// <summary>The stack after the operation.</summary>
    public StackState State => snapshot.Current();

    /// <summary>The steps that ended well, in that order, without the engine's own.</summary>
    public IReadOnlyList<StepMetadata> Ended => steps.Ended;

    public async Task<DeploymentResult> RunAsync(CancellationToken interrupt)
    {
        var clock = Stopwatch.StartNew();
        Diagnostics.Raise(
            new PreludeEvent(
                options.Kind,
                Preview,
                Project,
                Stack,
                options.Config.ToDictionary(c => c.Key, c => c.Value.Secret ? "[secret]" : Diagnostics.Redaction.Apply(c.Value.Value))
            )
        );
        await using var server = await EngineServer.StartAsync(this).ConfigureAwait(false);
        Registry.EngineAddress = server.Address;
        var interruption = interrupt.Register(() =>
        {
            outcome.Interrupt();
            Diagnostics.Raise(
                new StdoutEvent(
                    "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n"
                        + (Preview ? "" : "Note that terminating immediately may lead to orphaned resources and other inconsistencies.\n")
                )
            );
            outcome.Stop();
            _ = Registry.SignalAllAsync();
        });
        string? unreported = null;
        try
        {
            await RunPhasesAsync(server.Address).ConfigureAwait(false);
            executor.FinishStackOutputs();
        }
        catch (BailException)
        {
            outcome.Fail();
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            // What goes wrong around the steps is said by the command line, when everything else is over.
            outcome.Bail();
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
            outcome.Stop();
            await closed.CancelAsync().ConfigureAwait(false);
            await interruption.DisposeAsync().ConfigureAwait(false);
        }

        if (outcome.Closing(Preview) is { } closing)
        {
            Diagnostics.Error(default, closing);
        }

        await Registry.DisposeAsync().ConfigureAwait(false);
        try
        {
            snapshot.Save();
        }
        catch (EngineException unsound)
        {
            outcome.Fail();
            Diagnostics.Error(default, unsound.Message);
        }

        Diagnostics.Raise(new SummaryEvent(Preview, steps.Counts, clock.Elapsed, outcome.StateUnknown) { Succeeded = outcome.Succeeded });
        Diagnostics.Raise(new EndEvent(outcome.Succeeded));
        return new(outcome.Succeeded, outcome.Interrupted, steps.Counts, unreported);
    }

    /// <summary>Something was found wrong that lets a preview go on to its end.</summary>
    public void MarkFailed() => outcome.FailStep();

    /// <summary>The program wants nothing more; it may end when everything that was left over is deleted.</summary>
    public Task ProgramDoneAsync() => executor.ProgramDoneAsync();

    public bool TrySend(SourceEvent sourceEvent) => executor.TrySend(sourceEvent);

    /// <summary>Answers no registration any more.</summary>
    public Task CloseAsync() => closed.CancelAsync();

    /// <summary>A resource as the steps of this operation left it.</summary>
    public ResourceState? FindNew(Urn urn) => steps.FindNew(urn);

    public PropertyMap PackageConfig(string package)
    {
        var prefix = package + ":";
        return new(
            options
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
        savedProviders
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
            !(options.Kind == OperationKind.Refresh && options.RunProgram)
            && (options.Kind == OperationKind.Refresh || options.Refresh || Base.Resources.Any(r => !r.Delete && r.RefreshBeforeUpdate));
        if (!Preview && !readsFirst && Base.PendingOperations.Count > 0)
        {
            WarnOfPendingOperations();
        }

        if (options.Kind == OperationKind.Refresh)
        {
            if (options.RunProgram)
            {
                await executor.RunProgramAsync(new(this), address).ConfigureAwait(false);
            }
            else
            {
                await refreshes.RefreshAsync(static _ => true).ConfigureAwait(false);
            }

            if (options.ClearPendingCreates)
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
            await refreshes.RefreshAsync(options.Refresh ? static _ => true : static r => r.RefreshBeforeUpdate).ConfigureAwait(false);
        }

        var generator = new StepGenerator(this);
        if (!OperationTargets.AreKnown(Targets.Replaced, generator.Knows, Diagnostics))
        {
            throw new BailException();
        }

        if (options.Kind == OperationKind.Update)
        {
            await executor.RunProgramAsync(generator, address).ConfigureAwait(false);
        }
        else
        {
            await deletes.DeleteAsync(generator).ConfigureAwait(false);
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
