namespace Pulumi;

/// <summary>Counts what a program has under way; the program ends when nothing is left, or at the first failure.</summary>
internal sealed class Runner
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource<Exception?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;

    public Task<Exception?> End => _end.Task;

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

        task.ContinueWith(Finished, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void Fail(Exception exception) => _end.TrySetResult(exception);

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
