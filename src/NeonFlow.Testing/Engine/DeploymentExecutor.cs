using System.Threading.Channels;

namespace NeonFlow.Testing.Engine;

/// <summary>Runs the program and turns what it registers, one event after the other, into running steps.</summary>
/// <remarks>In pulumi/pulumi: deploymentExecutor (pkg/resource/deploy/deployment_executor.go).</remarks>
internal sealed class DeploymentExecutor(
    Deployment deployment,
    StepExecutor executor,
    SnapshotManager snapshot,
    DeploymentOutcome outcome,
    RefreshPhase refreshes,
    DeleteScheduler deletes,
    IProgramRunner program,
    string rootDirectory,
    bool isRefresh
)
{
    private readonly Channel<SourceEvent> _events = Channel.CreateUnbounded<SourceEvent>(new() { SingleReader = true });
    private readonly TaskCompletionSource _programDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutputsEvent? _stackOutputs;

    /// <summary>The program wants nothing more; it may end when everything that was left over is deleted.</summary>
    public Task ProgramDoneAsync()
    {
        _programDone.TrySetResult();
        _events.Writer.TryWrite(new ProgramEndedEvent());
        return _finished.Task.WaitAsync(deployment.Stopped);
    }

    public bool TrySend(SourceEvent sourceEvent) => _events.Writer.TryWrite(sourceEvent);

    public async Task RunProgramAsync(StepGenerator generator, string address)
    {
        using var endProgram = new CancellationTokenSource();
        var stream = deployment.Diagnostics.NewStream();
        var run = program.RunAsync(
            new(
                address,
                address,
                deployment.Project,
                deployment.Stack,
                deployment.Organization,
                rootDirectory,
                deployment.Config,
                deployment.Preview,
                deployment.Parallel,
                (text, isError) =>
                    deployment.Diagnostics.Say(
                        default,
                        isError ? DiagnosticSeverity.InfoError : DiagnosticSeverity.Info,
                        text,
                        stream,
                        false
                    ),
                text => deployment.Diagnostics.Say(default, DiagnosticSeverity.Info, text, 0, true)
            ),
            endProgram.Token
        );
        _ = run.ContinueWith(_ => _events.Writer.TryWrite(new ProgramEndedEvent()), TaskScheduler.Default);
        using var stopped = outcome.Stopped.Register(() => _events.Writer.TryComplete());

        var chains = new List<Task>();
        var ended = false;
        var expected = 0;
        try
        {
            await foreach (var sourceEvent in _events.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (outcome.Stopped.IsCancellationRequested)
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
            _events.Writer.TryComplete();
            await Task.WhenAll(chains).ConfigureAwait(false);
        }

        // A program that said it is done is still there; one that did not must have ended well before anything is deleted.
        if (outcome.Stopped.IsCancellationRequested || _programDone.Task.IsCompleted || await EndedWellAsync().ConfigureAwait(false))
        {
            if (!outcome.Bailed && !outcome.Stopped.IsCancellationRequested)
            {
                await (isRefresh ? refreshes.RefreshLeftAsync(generator) : deletes.DeleteAsync(generator)).ConfigureAwait(false);
            }

            // A program that waits for the end of a failed operation is not told of it, but ended.
            if (outcome.Failed || outcome.Stopped.IsCancellationRequested)
            {
                await deployment.CloseAsync().ConfigureAwait(false);
                await endProgram.CancelAsync().ConfigureAwait(false);
                await Task.WhenAny(run).ConfigureAwait(false);
                return;
            }

            _finished.TrySetResult();
            await EndedWellAsync().ConfigureAwait(false);
        }

        async Task<bool> EndedWellAsync()
        {
            var exit = await run.ConfigureAwait(false);
            if (exit.Error is { } error)
            {
                deployment.Diagnostics.Error(default, $"an unhandled error occurred: {error}");
            }

            if (exit.Error is null && !exit.Bail)
            {
                return true;
            }

            outcome.Bail();
            return false;
        }
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
                    generated = isRefresh
                        ? await generator.RefreshAsync((RegisterEvent)sourceEvent).ConfigureAwait(false)
                        : await generator.RegisterAsync((RegisterEvent)sourceEvent).ConfigureAwait(false);
                    break;
            }

            generator.DemandTargets(generated.Steps);
            var steps = generated.Steps.Where(s => !executor.Skip(s)).ToArray();
            chains.RemoveAll(c => c.IsCompletedSuccessfully);
            if (generated.ContinueAsync is { } then)
            {
                more++;
                var chain = await executor.StartAsync(steps).ConfigureAwait(false);
                chains.Add(
                    chain.ContinueWith(
                        done => _events.Writer.TryWrite(new ContinuationEvent(sourceEvent.Registration, done.Result, then)),
                        TaskScheduler.Default
                    )
                );
            }
            else if (steps.Length > 0)
            {
                chains.Add(await executor.StartAsync(steps).ConfigureAwait(false));
            }
        }
        catch (BailException)
        {
            outcome.BailAndStop();
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
            deployment.Diagnostics.Error(urn, failure.Message);
            outcome.BailAndStop();
        }

        return more;
    }

    private void RegisterOutputs(OutputsEvent outputs)
    {
        if (outputs.Urn.IsStack)
        {
            // Whether old outputs stay is known when everything is over.
            _stackOutputs = outputs;
        }
        else
        {
            Register(outputs, keepOld: false);
        }

        outputs.Done.TrySetResult(new(executor.FindNew(outputs.Urn)!, RegistrationOutcome.Done));
    }

    public void FinishStackOutputs()
    {
        if (_stackOutputs is null)
        {
            return;
        }

        try
        {
            Register(_stackOutputs, keepOld: outcome.Failed);
        }
        catch (EngineException)
        {
            // The stack was not registered; the program was told otherwise long ago.
            throw new BailException();
        }
    }

    private void Register(OutputsEvent outputs, bool keepOld)
    {
        if (!executor.TryTakeAwaitingOutputs(outputs.Urn, out var step))
        {
            throw new EngineException($"cannot complete a resource '{outputs.Urn}' whose registration isn't pending");
        }

        if (step is SameStep { IsSkippedCreate: true })
        {
            return;
        }

        step.New!.Outputs = keepOld ? new([.. step.Old?.Outputs ?? PropertyMap.Empty, .. outputs.Outputs]) : outputs.Outputs;
        deployment.Diagnostics.Raise(
            new ResourceOutputsEvent(step.Metadata(step.Op, deployment.Diagnostics.Redaction), deployment.Preview)
        );
        snapshot.Save();
    }
}
