namespace NeonFlow.Testing.Neon;

/// <summary>The operations of a project: one group runs at a time, and while it runs nothing else can be scheduled.</summary>
internal sealed class NeonOperations(string projectId, TimeSpan time)
{
    private readonly List<OperationBody> _all = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource? _held;
    private string? _nextFailure;
    private Task _running = Task.CompletedTask;
    private bool _busy;

    internal bool Busy
    {
        get
        {
            lock (_gate)
            {
                return _busy;
            }
        }
    }

    internal Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    internal IReadOnlyList<OperationBody> NewestFirst()
    {
        lock (_gate)
        {
            return [.. Enumerable.Reverse(_all)];
        }
    }

    internal void Hold()
    {
        lock (_gate)
        {
            _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal void Release()
    {
        lock (_gate)
        {
            _held?.TrySetResult();
            _held = null;
        }
    }

    internal void FailNext(string error)
    {
        lock (_gate)
        {
            _nextFailure = error;
        }
    }

    /// <summary>Refuses with 423 while others run.</summary>
    internal void Guard()
    {
        if (Busy)
        {
            throw new NeonRefusal(423, NeonRefusal.Busy);
        }
    }

    internal IReadOnlyList<OperationBody> Schedule(params IReadOnlyList<OperationPlan> plans)
    {
        lock (_gate)
        {
            if (_busy)
            {
                throw new NeonRefusal(423, NeonRefusal.Busy);
            }
            if (plans.Count == 0)
            {
                return [];
            }
            _busy = true;
            var now = DateTime.UtcNow;
            var made = plans
                .Select(
                    (plan, index) =>
                        new OperationBody
                        {
                            Id = Guid.NewGuid(),
                            ProjectId = projectId,
                            BranchId = plan.BranchId,
                            EndpointId = plan.EndpointId,
                            Action = plan.Action,
                            Status = index == 0 ? "running" : "scheduling",
                            FailuresCount = 0,
                            CreatedAt = now,
                            UpdatedAt = now,
                            TotalDurationMs = 0,
                        }
                )
                .ToList();
            _all.AddRange(made);
            _running = Task.Run(() => RunAsync(made.Zip(plans).ToList()));
            return made;
        }
    }

    private async Task RunAsync(List<(OperationBody Operation, OperationPlan Plan)> steps)
    {
        var failed = false;
        try
        {
            foreach (var (operation, plan) in steps)
            {
                if (failed)
                {
                    Change(operation, "cancelled", null);
                    continue;
                }
                Change(operation, "running", null);
                await Task.Delay(time).ConfigureAwait(false);
                Task? waiting;
                string? failure;
                lock (_gate)
                {
                    waiting = _held?.Task;
                    (failure, _nextFailure) = (_nextFailure, null);
                }
                if (waiting is not null)
                {
                    await waiting.ConfigureAwait(false);
                }
                try
                {
                    if (failure is null)
                    {
                        await plan.Work().ConfigureAwait(false);
                    }
                }
                catch (Exception thrown)
                {
                    failure = thrown.Message;
                }
                failed = failure is not null;
                if (operation != steps[^1].Operation)
                {
                    Change(operation, failed ? "failed" : "finished", failure);
                    continue;
                }
                // One moment for both: whoever sees "finished" can schedule the next.
                lock (_gate)
                {
                    Change(operation, failed ? "failed" : "finished", failure);
                    _busy = false;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _busy = false;
            }
        }
    }

    private void Change(OperationBody operation, string status, string? error)
    {
        lock (_gate)
        {
            var at = _all.FindIndex(other => other.Id == operation.Id);
            var now = DateTime.UtcNow;
            _all[at] = _all[at] with
            {
                Status = status,
                Error = error,
                FailuresCount = error is null ? 0 : 1,
                UpdatedAt = now,
                TotalDurationMs = (int)(now - _all[at].CreatedAt).TotalMilliseconds,
            };
        }
    }
}
