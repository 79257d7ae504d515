using System.Collections.Concurrent;

namespace NeonFlow.Testing.Engine;

/// <summary>Runs steps, as many at once as the operation may, and keeps what came of them.</summary>
/// <remarks>In pulumi/pulumi: stepExecutor (pkg/resource/deploy/step_executor.go).</remarks>
internal sealed class StepExecutor(
    Deployment deployment,
    SnapshotManager snapshot,
    DeploymentOutcome outcome,
    int parallel,
    bool continueOnError
)
{
    private readonly ConcurrentDictionary<Urn, Step> _awaitingOutputs = new();
    private readonly ConcurrentDictionary<Urn, ResourceState> _made = new();
    private readonly ConcurrentDictionary<Urn, bool> _unmade = new();
    private readonly SortedDictionary<StepOp, int> _counts = [];
    private readonly List<StepMetadata> _ended = [];
    private readonly List<Step> _failedSteps = [];
    private readonly SemaphoreSlim _workers = new(Math.Max(1, parallel));
    private readonly Lock _gate = new();

    /// <summary>Whether the operation itself is a refresh, whose reads are its results.</summary>
    public required bool IsRefresh { get; init; }

    /// <summary>Whether a step that fails keeps no other from running, as while resources are read.</summary>
    public bool KeepsGoing { get; set; }

    /// <summary>How many resources came to each end; the engine's own are not counted.</summary>
    public IReadOnlyDictionary<StepOp, int> Counts => _counts;

    /// <summary>The steps that ended well, in that order, without the engine's own.</summary>
    public IReadOnlyList<StepMetadata> Ended => _ended;

    /// <summary>A resource as the steps of this operation left it.</summary>
    public ResourceState? FindNew(Urn urn) => _made.GetValueOrDefault(urn);

    /// <summary>Takes the step whose resource the program now gives its outputs.</summary>
    public bool TryTakeAwaitingOutputs(Urn urn, out Step step) => _awaitingOutputs.TryRemove(urn, out step!);

    /// <summary>The steps that failed since so many had failed.</summary>
    public IReadOnlyList<Step> FailedSince(int seen)
    {
        lock (_gate)
        {
            return [.. _failedSteps.Skip(seen)];
        }
    }

    /// <summary>Whether a step is left out because what it needs was not made; the program is told and goes on.</summary>
    public bool Skip(Step step)
    {
        if (_unmade.IsEmpty || !step.Res.NeedsWithoutProvider().Any(_unmade.ContainsKey))
        {
            return false;
        }

        _unmade[step.Urn] = true;
        step.Complete(RegistrationOutcome.Skipped);
        return true;
    }

    public async Task<IReadOnlyList<Task>> StartAllAsync(IEnumerable<Step> steps)
    {
        var running = new List<Task>();
        foreach (var step in steps)
        {
            running.Add(await StartAsync([step]).ConfigureAwait(false));
        }

        return running;
    }

    /// <summary>
    /// Waits for a worker, which then runs the steps of one resource in order: false when one failed or none may start any more.
    /// </summary>
    public async Task<Task<bool>> StartAsync(IReadOnlyList<Step> chain)
    {
        try
        {
            await _workers.WaitAsync(outcome.Stopped).ConfigureAwait(false);
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
                    if (outcome.Stopped.IsCancellationRequested || !await RunStepAsync(step).ConfigureAwait(false))
                    {
                        return false;
                    }
                }

                return true;
            }
            finally
            {
                _workers.Release();
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
            partial = await step.ApplyAsync(deployment).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            failure = thrown;
        }

        if (failure is null)
        {
            if (step.Logical && partial is null && step.New is not null)
            {
                _awaitingOutputs[step.Urn] = step;
            }

            if (step.New is { } state && step.Op != StepOp.Replace)
            {
                MarkSecretOutputs(state);
                _made[state.Urn] = state;
            }
        }

        try
        {
            After(step, failure ?? partial, failure is null);
        }
        catch (EngineException unsound)
        {
            deployment.Diagnostics.Error(step.Urn, unsound.Message);
            outcome.FailStep();
            outcome.Stop();
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

        outcome.FailStep();
        if (KeepsGoing)
        {
            return false;
        }

        // What is protected stays, whatever else is deleted.
        if (continueOnError || failure is ProtectedException)
        {
            _unmade[step.Urn] = true;
            lock (_gate)
            {
                _failedSteps.Add(step);
            }

            step.Complete(RegistrationOutcome.Failed);
        }
        else
        {
            outcome.FailAndStop();
        }

        return false;
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
            deployment.Diagnostics.Warning(state.Urn, "The 'id' property cannot be made secret. See pulumi/pulumi#2717 for more details.");
        }
    }

    private void Before(Step step)
    {
        if (step.Op != StepOp.RemovePendingReplace)
        {
            deployment.Diagnostics.Raise(
                new ResourcePreEvent(step.Metadata(step.Op, deployment.Diagnostics.Redaction), deployment.Preview)
            );
        }

        snapshot.Begin(step);
    }

    private void After(Step step, Exception? failure, bool keep)
    {
        var reported = step.Op != StepOp.RemovePendingReplace;
        if (failure is not null)
        {
            outcome.NoteFailure(failure);
            deployment.Diagnostics.Error(
                step.Internal ? default : step.Urn,
                deployment.Preview ? $"Preview failed: {failure.Message}" : failure.Message
            );
            if (reported && !deployment.Preview)
            {
                deployment.Diagnostics.Raise(new ResourceOperationFailedEvent(step.Metadata(step.Op, deployment.Diagnostics.Redaction)));
            }
        }
        else
        {
            var op = IsRefresh && step is RefreshStep refresh ? refresh.ResultOp : step.Op;
            var counted =
                (IsRefresh && step is RefreshStep)
                || (step is ReadStep ? step.Old is { } before && !before.Outputs.Equals(step.New!.Outputs) : step.Logical);
            if (reported && !step.Internal)
            {
                lock (_gate)
                {
                    _ended.Add(step.Metadata(op, deployment.Diagnostics.Redaction));
                    _counts[op] = _counts.GetValueOrDefault(op) + (counted ? 1 : 0);
                    if (_counts[op] == 0)
                    {
                        _counts.Remove(op);
                    }
                }
            }

            if (
                reported
                && (
                    deployment.Preview
                    || step.Res.Custom
                    || step.Op is StepOp.Delete
                    || ((IsRefresh || deployment.RefreshesAll) && step.Op == StepOp.Refresh)
                )
            )
            {
                deployment.Diagnostics.Raise(
                    new ResourceOutputsEvent(step.Metadata(op, deployment.Diagnostics.Redaction), deployment.Preview)
                );
            }
        }

        if (failure is InitFailedException && step is UpdateStep update)
        {
            // What was tried is not what the object has become: the next operation compares with what it was before.
            update.New!.Inputs = update.Old!.Inputs;
        }

        snapshot.End(step, keep);
    }
}
