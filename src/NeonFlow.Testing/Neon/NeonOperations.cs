namespace NeonFlow.Testing.Neon;

/// <summary>The operations of a project: one group runs at a time, and while it runs nothing else can be scheduled.</summary>
internal sealed class NeonOperations(string projectId, TimeSpan time)
{
    private readonly List<OperationBody> all = [];
    private readonly Lock gate = new();
    private TaskCompletionSource? held;
    private string? nextFailure;
    private Task running = Task.CompletedTask;
    private bool busy;

    internal bool Busy
    {
        get
        {
            lock (gate)
            {
                return busy;
            }
        }
    }

    internal Task Settled
    {
        get
        {
            lock (gate)
            {
                return running;
            }
        }
    }

    internal IReadOnlyList<OperationBody> NewestFirst()
    {
        lock (gate)
        {
            return [.. Enumerable.Reverse(all)];
        }
    }

    internal void Hold()
    {
        lock (gate)
        {
            held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal void Release()
    {
        lock (gate)
        {
            held?.TrySetResult();
            held = null;
        }
    }

    internal void FailNext(string error)
    {
        lock (gate)
        {
            nextFailure = error;
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
        lock (gate)
        {
            if (busy)
            {
                throw new NeonRefusal(423, NeonRefusal.Busy);
            }
            if (plans.Count == 0)
            {
                return [];
            }
            busy = true;
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
            all.AddRange(made);
            running = Task.Run(() => RunAsync(made.Zip(plans).ToList()));
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
                lock (gate)
                {
                    waiting = held?.Task;
                    (failure, nextFailure) = (nextFailure, null);
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
                lock (gate)
                {
                    Change(operation, failed ? "failed" : "finished", failure);
                    busy = false;
                }
            }
        }
        finally
        {
            lock (gate)
            {
                busy = false;
            }
        }
    }

    private void Change(OperationBody operation, string status, string? error)
    {
        lock (gate)
        {
            var at = all.FindIndex(other => other.Id == operation.Id);
            var now = DateTime.UtcNow;
            all[at] = all[at] with
            {
                Status = status,
                Error = error,
                FailuresCount = error is null ? 0 : 1,
                UpdatedAt = now,
                TotalDurationMs = (int)(now - all[at].CreatedAt).TotalMilliseconds,
            };
        }
    }
}
