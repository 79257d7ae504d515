namespace Pulumi;

/// <summary>Counts what a program has under way; the program ends when nothing is left, or at the first failure.</summary>
internal sealed class Runner
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource<Exception?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the program's own code: whatever that starts may settle before all of it is started.
    private int _pending = 1;

    public Task<Exception?> End => _end.Task;

    public void Program(Task task) => WhenFinished(task);

    public void Register(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            return;
        }

        lock (_gate)
        {
            _pending++;
        }

        WhenFinished(task);
    }

    public void Fail(Exception exception) => _end.TrySetResult(exception);

    private void WhenFinished(Task task) =>
        task.ContinueWith(Finished, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Finished(Task task)
    {
        if (task.Exception is { } exception)
        {
            Fail(exception.InnerExceptions[0]);
        }

        lock (_gate)
        {
            if (--_pending == 0)
            {
                _end.TrySetResult(null);
            }
        }
    }
}
