using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace NeonFlow.Testing.Engine;

/// <summary>One operation on one stack: from the saved state and a program to the steps, and to the state after them.</summary>
internal sealed class Deployment
{
    private readonly DeploymentOptions options;
    private readonly StateKeeper keeper;
    private readonly IReadOnlyList<ResourceState> savedProviders;
    private readonly ConcurrentDictionary<Urn, Step> registered = new();
    private readonly ConcurrentDictionary<Urn, ResourceState> news = new();
    private readonly SortedDictionary<StepOp, int> counts = [];
    private readonly List<StepMetadata> ended = [];
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource closed = new();
    private readonly ConcurrentDictionary<Urn, bool> unmade = new();
    private readonly SemaphoreSlim workers;
    private readonly List<Step> failedSteps = [];
    private readonly Channel<SourceEvent> events = Channel.CreateUnbounded<SourceEvent>(new() { SingleReader = true });
    private volatile bool failed;
    private volatile bool interrupted;
    private volatile bool stepFailed;
    private volatile bool bailed;
    private volatile bool maybeCorrupt;
    private OutputsEvent? stackOutputs;
    private readonly TaskCompletionSource programDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool refreshing;
    private volatile bool reading;

    public Deployment(DeploymentOptions options, StackState state, Diagnostics diagnostics, Action<StackState>? save)
    {
        this.options = options;
        Diagnostics = diagnostics;
        Base = state;
        savedProviders = [.. state.Resources.Where(r => r.IsProvider)];
        keeper = new(state, options.Preview ? null : save, options.Kind == OperationKind.Refresh && options.RunProgram);
        workers = new(Math.Max(1, options.Parallel));
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
            diagnostics
        )
        {
            Preview = options.Preview,
        };
    }

    public bool Preview => options.Preview;

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
    public StackState State => keeper.Current();

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
            interrupted = true;
            Diagnostics.Raise(
                new StdoutEvent(
                    "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n"
                        + (Preview ? "" : "Note that terminating immediately may lead to orphaned resources and other inconsistencies.\n")
                )
            );
            stop.Cancel();
            _ = Registry.SignalAllAsync();
        });
        string? unreported = null;
        try
        {
            await RunPhasesAsync(server.Address).ConfigureAwait(false);
            FinishStackOutputs();
        }
        catch (BailException)
        {
            failed = true;
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            // What goes wrong around the steps is said by the command line, when everything else is over.
            failed = bailed = true;
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
            await stop.CancelAsync().ConfigureAwait(false);
            await closed.CancelAsync().ConfigureAwait(false);
            await interruption.DisposeAsync().ConfigureAwait(false);
        }

        if (!bailed && (stepFailed || interrupted))
        {
            Diagnostics.Error(default, (Preview ? "preview " : "update ") + (stepFailed ? "failed" : "canceled"));
        }

        await Registry.DisposeAsync().ConfigureAwait(false);
        try
        {
            keeper.Save();
        }
        catch (EngineException unsound)
        {
            failed = true;
            Diagnostics.Error(default, unsound.Message);
        }

        var succeeded = !failed && !interrupted;
        Diagnostics.Raise(new SummaryEvent(Preview, counts, clock.Elapsed, maybeCorrupt) { Succeeded = succeeded });
        Diagnostics.Raise(new EndEvent(succeeded));
        return new(succeeded, interrupted, counts, unreported);
    }

    /// <summary>Something was found wrong that lets a preview go on to its end.</summary>
    public void MarkFailed() => failed = stepFailed = true;

    /// <summary>The program wants nothing more; it may end when everything that was left over is deleted.</summary>
    public Task ProgramDoneAsync()
    {
        programDone.TrySetResult();
        events.Writer.TryWrite(new ProgramEndedEvent());
        return finished.Task.WaitAsync(Stopped);
    }

    public bool TrySend(SourceEvent sourceEvent) => events.Writer.TryWrite(sourceEvent);

    /// <summary>The steps that ended well, in that order, without the engine's own.</summary>
    public IReadOnlyList<StepMetadata> Ended => ended;

    public ResourceState? Registered(Urn urn) => news.GetValueOrDefault(urn);

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
            : Registry.Find(reference)
                ?? throw new EngineException($"unknown provider '{resource.Provider}' for resource '{resource.Urn}'");
    }

    /// <summary>Starts the provider of an old resource, as the state configured it.</summary>
    public async Task EnsureProviderAsync(ResourceState resource)
    {
        if (resource.IsProvider || resource.ProviderReference is not { } reference || Registry.Find(reference) is not null)
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
            refreshing = true;
            if (options.RunProgram)
            {
                await RunProgramAsync(new(this), address).ConfigureAwait(false);
            }
            else
            {
                await RefreshAsync(static _ => true).ConfigureAwait(false);
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
            await RefreshAsync(options.Refresh ? static _ => true : static r => r.RefreshBeforeUpdate).ConfigureAwait(false);
        }

        var generator = new StepGenerator(this);
        OperationTargets.DemandKnown(Targets.Replaced, generator.Knows, Diagnostics);
        if (options.Kind == OperationKind.Update)
        {
            await RunProgramAsync(generator, address).ConfigureAwait(false);
        }
        else
        {
            await DeleteAsync(generator).ConfigureAwait(false);
        }
    }

    private async Task RunProgramAsync(StepGenerator generator, string address)
    {
        using var endProgram = new CancellationTokenSource();
        var stream = Diagnostics.NewStream();
        var program = options.Program.RunAsync(
            new(
                address,
                address,
                Project,
                Stack,
                Organization,
                options.RootDirectory,
                options.Config,
                Preview,
                Parallel,
                (text, isError) =>
                    Diagnostics.Say(default, isError ? DiagnosticSeverity.InfoError : DiagnosticSeverity.Info, text, stream, false)
            ),
            endProgram.Token
        );
        _ = program.ContinueWith(_ => events.Writer.TryWrite(new ProgramEndedEvent()), TaskScheduler.Default);
        using var stopped = stop.Token.Register(() => events.Writer.TryComplete());

        var chains = new List<Task>();
        var ended = false;
        var expected = 0;
        try
        {
            await foreach (var sourceEvent in events.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (stop.IsCancellationRequested)
                {
                    break;
                }

                expected += await HandleAsync(generator, sourceEvent, chains).ConfigureAwait(false);
                ended |= sourceEvent is ProgramEndedEvent;
                if (ended && expected == 0)
                {
                    break;
                }
            }
        }
        finally
        {
            events.Writer.TryComplete();
            await Task.WhenAll(chains).ConfigureAwait(false);
        }

        // A program that said it is done is still there; one that did not must have ended well before anything is deleted.
        if (stop.IsCancellationRequested || programDone.Task.IsCompleted || await EndedWellAsync().ConfigureAwait(false))
        {
            if (!bailed && !stop.IsCancellationRequested)
            {
                await (refreshing ? RefreshLeftAsync(generator) : DeleteAsync(generator)).ConfigureAwait(false);
            }

            // A program that waits for the end of a failed operation is not told of it, but ended.
            if (failed || stop.IsCancellationRequested)
            {
                await closed.CancelAsync().ConfigureAwait(false);
                await endProgram.CancelAsync().ConfigureAwait(false);
                await Task.WhenAny(program).ConfigureAwait(false);
                return;
            }

            finished.TrySetResult();
            await EndedWellAsync().ConfigureAwait(false);
        }

        async Task<bool> EndedWellAsync()
        {
            var exit = await program.ConfigureAwait(false);
            if (exit.Error is { } error)
            {
                Diagnostics.Error(default, $"an unhandled error occurred: {error}");
            }

            if (exit.Error is null && !exit.Bail)
            {
                return true;
            }

            failed = bailed = true;
            return false;
        }
    }

    private async Task RefreshLeftAsync(StepGenerator generator)
    {
        var steps = generator.Left().Select(r => new RefreshStep(r)).ToArray();
        foreach (var step in steps)
        {
            await EnsureProviderAsync(step.Old!).ConfigureAwait(false);
        }

        await Task.WhenAll(await StartAllAsync(steps).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Turns one event into running steps; how many more events the program's own are followed by is told.</summary>
    private async Task<int> HandleAsync(StepGenerator generator, SourceEvent sourceEvent, List<Task> chains)
    {
        var more = 0;
        try
        {
            GeneratedSteps generated;
            switch (sourceEvent)
            {
                case ProgramEndedEvent:
                    return 0;
                case AbortEvent:
                    throw new BailException();
                case OutputsEvent outputs:
                    RegisterOutputs(outputs);
                    return 0;
                case ReadEvent read:
                    generated = new(generator.Read(read));
                    break;
                case ContinuationEvent continuation:
                    more--;
                    if (!continuation.Succeeded)
                    {
                        return more;
                    }

                    generated = await continuation.ContinueAsync().ConfigureAwait(false);
                    break;
                default:
                    generated = refreshing
                        ? await generator.RefreshAsync((RegisterEvent)sourceEvent).ConfigureAwait(false)
                        : await generator.RegisterAsync((RegisterEvent)sourceEvent).ConfigureAwait(false);
                    break;
            }

            generator.DemandTargets(generated.Steps);
            var steps = generated.Steps.Where(s => !Skip(s)).ToArray();
            chains.RemoveAll(c => c.IsCompletedSuccessfully);
            if (generated.ContinueAsync is { } then)
            {
                more++;
                var chain = await StartAsync(steps).ConfigureAwait(false);
                chains.Add(
                    chain.ContinueWith(
                        done => events.Writer.TryWrite(new ContinuationEvent(sourceEvent.Registration, done.Result, then)),
                        TaskScheduler.Default
                    )
                );
            }
            else if (steps.Length > 0)
            {
                chains.Add(await StartAsync(steps).ConfigureAwait(false));
            }
        }
        catch (BailException)
        {
            Bail();
        }
        catch (Exception failure) when (failure is EngineException or ProviderException or FormatException)
        {
            var urn = sourceEvent.Registration switch
            {
                RegisterEvent registration => generator.UrnOf(registration.Goal.Parent, registration.Goal.Type, registration.Goal.Name),
                ReadEvent read => generator.UrnOf(read.Parent, read.Type, read.Name),
                OutputsEvent outputs => outputs.Urn,
                _ => default,
            };
            Diagnostics.Error(urn, failure.Message);
            Bail();
        }

        return more;

        void Bail()
        {
            bailed |= !stop.IsCancellationRequested;
            Stop();
        }

        bool Skip(Step step)
        {
            if (unmade.IsEmpty || !step.Res.NeedsWithoutProvider().Any(unmade.ContainsKey))
            {
                return false;
            }

            // What it needs was not made, so it cannot be made either; the program is told and goes on.
            unmade[step.Urn] = true;
            step.Complete(RegistrationOutcome.Skipped);
            return true;
        }
    }

    private void RegisterOutputs(OutputsEvent outputs)
    {
        if (outputs.Urn.IsStack)
        {
            // Whether old outputs stay is known when everything is over.
            stackOutputs = outputs;
        }
        else
        {
            Register(outputs, keepOld: false);
        }

        outputs.Done.TrySetResult(new(news.GetValueOrDefault(outputs.Urn)!, RegistrationOutcome.Done));
    }

    private void FinishStackOutputs()
    {
        if (stackOutputs is null)
        {
            return;
        }

        try
        {
            Register(stackOutputs, keepOld: failed);
        }
        catch (EngineException)
        {
            // The stack was not registered; the program was told otherwise long ago.
            throw new BailException();
        }
    }

    private void Register(OutputsEvent outputs, bool keepOld)
    {
        if (!registered.TryRemove(outputs.Urn, out var step))
        {
            throw new EngineException($"cannot complete a resource '{outputs.Urn}' whose registration isn't pending");
        }

        if (step is SameStep { IsSkippedCreate: true })
        {
            return;
        }

        step.New!.Outputs = keepOld ? new([.. step.Old?.Outputs ?? PropertyMap.Empty, .. outputs.Outputs]) : outputs.Outputs;
        Diagnostics.Raise(new ResourceOutputsEvent(step.Metadata(step.Op, Diagnostics.Redaction), Preview));
        keeper.Save();
    }

    private async Task DeleteAsync(StepGenerator generator)
    {
        IReadOnlyList<Step> deletes;
        try
        {
            OperationTargets.DemandKnown(Targets.Only, generator.Knows, Diagnostics);
            deletes = await generator.DeletesAsync().ConfigureAwait(false);
        }
        catch (BailException)
        {
            failed = bailed = true;
            return;
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            Diagnostics.Error(default, failure.Message);
            failed = bailed = true;
            return;
        }

        var graph = new DependencyGraph(Base.Resources);
        var kept = new HashSet<ResourceState>();
        var seen = 0;
        foreach (var group in graph.DeletionOrder(deletes))
        {
            lock (gate)
            {
                // What failed is still there, and so must be what it needs.
                for (; seen < failedSteps.Count; seen++)
                {
                    foreach (var resource in new[] { failedSteps[seen].Res, failedSteps[seen].Old }.OfType<ResourceState>())
                    {
                        kept.UnionWith(graph.NeededBy(resource));
                    }
                }
            }

            var running = new List<Task>();
            foreach (var step in group.Where(s => !kept.Contains(s.Old!)))
            {
                running.Add(await StartAsync([step]).ConfigureAwait(false));
            }

            await Task.WhenAll(running).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RefreshAsync(Func<ResourceState, bool> wanted)
    {
        var steps = Base.Resources.Where(wanted).Select(r => new RefreshStep(r)).ToArray();
        foreach (var step in steps)
        {
            await EnsureProviderAsync(step.Old!).ConfigureAwait(false);
        }

        // One that cannot be read does not keep the others from being read.
        reading = true;
        await Task.WhenAll(await StartAllAsync(steps).ConfigureAwait(false)).ConfigureAwait(false);
        reading = false;
        Rebuild(steps.ToDictionary(s => s.Old!, s => s.New));
        if (failed || interrupted)
        {
            throw new BailException();
        }
    }

    private async Task<IReadOnlyList<Task>> StartAllAsync(IEnumerable<Step> steps)
    {
        var running = new List<Task>();
        foreach (var step in steps)
        {
            running.Add(await StartAsync([step]).ConfigureAwait(false));
        }

        return running;
    }

    /// <summary>
    /// Puts what was read into the state that everything after starts from; what is gone is forgotten, also by those that needed it.
    /// </summary>
    private void Rebuild(Dictionary<ResourceState, ResourceState?> refreshed)
    {
        var result = new List<ResourceState>();
        var present = new HashSet<Urn>();
        foreach (var old in Base.Resources)
        {
            var state = refreshed.TryGetValue(old, out var read) ? read : old;
            if (state is null)
            {
                continue;
            }

            state.Dependencies = [.. state.Dependencies.Where(present.Contains)];
            var dependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);
            foreach (var (name, urns) in state.PropertyDependencies)
            {
                if (urns.Where(present.Contains).ToArray() is { Length: > 0 } left)
                {
                    dependencies[name] = left;
                }
            }

            state.PropertyDependencies = dependencies;
            state.DeletedWith = present.Contains(state.DeletedWith) ? state.DeletedWith : default;
            state.ReplaceWith = [.. state.ReplaceWith.Where(present.Contains)];
            present.Add(state.Urn);
            result.Add(state);
        }

        // A child of what is gone belongs to the next ancestor that is there.
        var ancestors = Base.Resources.GroupBy(r => r.Urn).ToDictionary(g => g.Key, g => g.First().Parent);
        foreach (var state in result)
        {
            while (!state.Parent.IsEmpty && !present.Contains(state.Parent))
            {
                state.Parent = ancestors.GetValueOrDefault(state.Parent);
            }
        }

        Base.Resources.Clear();
        Base.Resources.AddRange(result);
    }

    /// <summary>
    /// Waits for a worker, which then runs the steps of one resource in order: false when one failed or none may start any more.
    /// </summary>
    private async Task<Task<bool>> StartAsync(IReadOnlyList<Step> chain)
    {
        try
        {
            await workers.WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Task.FromResult(false);
        }

        // What a step does before it has to wait is done here, so that steps begin in their order.
        return RunAsync();

        async Task<bool> RunAsync()
        {
            try
            {
                foreach (var step in chain)
                {
                    if (stop.IsCancellationRequested || !await RunStepAsync(step).ConfigureAwait(false))
                    {
                        return false;
                    }
                }

                return true;
            }
            finally
            {
                workers.Release();
            }
        }
    }

    private async Task<bool> RunStepAsync(Step step)
    {
        Before(step);
        InitFailedException? partial = null;
        Exception? failure = null;
        try
        {
            partial = await step.ApplyAsync(this).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            failure = thrown;
        }

        if (failure is null)
        {
            if (step.Logical && partial is null && step.New is not null)
            {
                registered[step.Urn] = step;
            }

            if (step.New is { } state && step.Op != StepOp.Replace)
            {
                MarkSecretOutputs(state);
                news[state.Urn] = state;
            }
        }

        try
        {
            After(step, failure ?? partial, failure is null);
        }
        catch (EngineException unsound)
        {
            Diagnostics.Error(step.Urn, unsound.Message);
            stepFailed = true;
            Stop();
            return false;
        }

        if ((failure ?? partial) is null || (partial is not null && step.AnswersPartially))
        {
            step.Complete(RegistrationOutcome.Done);
        }

        if ((failure ?? partial) is null)
        {
            return true;
        }

        failed = stepFailed = true;
        if (reading)
        {
            return false;
        }

        // What is protected stays, whatever else is deleted.
        if (options.ContinueOnError || failure is ProtectedException)
        {
            unmade[step.Urn] = true;
            lock (gate)
            {
                failedSteps.Add(step);
            }

            step.Complete(RegistrationOutcome.Failed);
        }
        else
        {
            Stop();
        }

        return false;
    }

    private void Stop()
    {
        failed = true;
        stop.Cancel();
    }

    private void MarkSecretOutputs(ResourceState state)
    {
        state.Outputs = state.Outputs.Select(
            (name, value) =>
                value is not SecretValue && (state.AdditionalSecretOutputs.Contains(name) || state.Inputs.Get(name) is SecretValue)
                    ? new SecretValue(value)
                    : value
        );
        if (state.AdditionalSecretOutputs.Contains("id"))
        {
            Diagnostics.Warning(state.Urn, "The 'id' property cannot be made secret. See pulumi/pulumi#2717 for more details.");
        }
    }

    private void Before(Step step)
    {
        if (step.Op != StepOp.RemovePendingReplace)
        {
            Diagnostics.Raise(new ResourcePreEvent(step.Metadata(step.Op, Diagnostics.Redaction), Preview));
        }

        keeper.Begin(step);
    }

    private void After(Step step, Exception? failure, bool keep)
    {
        var reported = step.Op != StepOp.RemovePendingReplace;
        if (failure is not null)
        {
            maybeCorrupt |= failure is ProviderException { StateUnknown: true };
            Diagnostics.Error(step.Internal ? default : step.Urn, Preview ? $"Preview failed: {failure.Message}" : failure.Message);
            if (reported && !Preview)
            {
                Diagnostics.Raise(new ResourceOperationFailedEvent(step.Metadata(step.Op, Diagnostics.Redaction)));
            }
        }
        else
        {
            var op = refreshing && step is RefreshStep refresh ? refresh.ResultOp : step.Op;
            var counted =
                (refreshing && step is RefreshStep)
                || (step is ReadStep ? step.Old is { } before && !before.Outputs.Equals(step.New!.Outputs) : step.Logical);
            if (reported && !step.Internal)
            {
                lock (gate)
                {
                    ended.Add(step.Metadata(op, Diagnostics.Redaction));
                    counts[op] = counts.GetValueOrDefault(op) + (counted ? 1 : 0);
                    if (counts[op] == 0)
                    {
                        counts.Remove(op);
                    }
                }
            }

            if (
                reported
                && (
                    Preview || step.Res.Custom || step.Op is StepOp.Delete || ((refreshing || options.Refresh) && step.Op == StepOp.Refresh)
                )
            )
            {
                Diagnostics.Raise(new ResourceOutputsEvent(step.Metadata(op, Diagnostics.Redaction), Preview));
            }
        }

        if (failure is InitFailedException && step is UpdateStep update)
        {
            // What was tried is not what the object has become: the next operation compares with what it was before.
            update.New!.Inputs = update.Old!.Inputs;
        }

        keeper.End(step, keep);
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
