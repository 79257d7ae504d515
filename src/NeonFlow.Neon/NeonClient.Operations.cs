using System.Runtime.CompilerServices;

namespace NeonFlow.Neon;

public sealed partial class NeonClient
{
    private const int PageOfOperations = 200;

    /// <summary>One operation.</summary>
    public async Task<NeonOperation> GetOperationAsync(string projectId, string operationId, CancellationToken stop) =>
        (await _api.GetOperation(Id(projectId), Name(operationId), stop).ConfigureAwait(false)).Operation;

    /// <summary>Operations of a project, newest first.</summary>
    public async IAsyncEnumerable<NeonOperation> ListOperationsAsync(
        string projectId,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        Id(projectId);
        string? cursor = null;
        while (true)
        {
            var page = await _api.ListOperations(projectId, PageOfOperations, cursor, stop).ConfigureAwait(false);
            foreach (var operation in page.Operations)
            {
                yield return operation;
            }

            var next = page.Pagination?.Cursor;
            if (page.Operations.Count < PageOfOperations || string.IsNullOrEmpty(next) || next == cursor)
            {
                yield break;
            }

            cursor = next;
        }
    }

    /// <summary>
    /// Waits until all operations have ended well; throws <see cref="NeonOperationException"/> for the first that did not.
    /// </summary>
    public async Task WaitAsync(string projectId, IReadOnlyList<NeonOperation> operations, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(_options.OperationPatience, _options.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var pause = _options.PollPause;
        foreach (var started in operations)
        {
            var operation = started;
            while (!operation.Succeeded)
            {
                if (operation.Failed)
                {
                    throw Ended(projectId, operation, operation.Error is { Length: > 0 } why ? why : $"ended as {operation.Status}");
                }

                if (started.Id.Length == 0)
                {
                    throw Ended(projectId, operation, "cannot be awaited: Neon's answer has no id for it");
                }

                _options.Progress?.Report($"waiting for Neon: {operation.Action} {operation.Status}");
                try
                {
                    await Task.Delay(pause, _options.Clock, deadline.Token).ConfigureAwait(false);
                    operation = await GetOperationAsync(projectId, started.Id, deadline.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    throw Ended(projectId, operation, $"was still {operation.Status} after {_options.OperationPatience.TotalSeconds:0} s");
                }

                pause = pause * 1.5 < _options.PollPause * 10 ? pause * 1.5 : _options.PollPause * 10;
            }
        }
    }

    private static NeonOperationException Ended(string projectId, NeonOperation operation, string why) =>
        new(
            new($"operation {operation.Action} {operation.Id} of project {projectId}") { Message = why, Code = operation.Status },
            operation
        );
}
