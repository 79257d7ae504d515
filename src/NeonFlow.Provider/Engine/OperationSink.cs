using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>Takes what a verb says: redacts lines and sends them to the engine in order, keeps the partial state.</summary>
internal sealed class OperationSink(VerbRunner runner, IEngineLog log, VerbCall call) : IOperationSink
{
    private readonly Lock _lock = new();
    private Task _sent = Task.CompletedTask;
    private bool _showsStatus;

    /// <summary>What exists although the verb may fail.</summary>
    public (string Id, ShapeInfo Shape, object State)? Kept { get; private set; }

    public bool IsStrict => runner.IsStrict;

    public void Log(Severity severity, string text, bool ephemeral)
    {
        var line = runner.Show(call.Target, text, call.Maps);
        if (severity == Severity.Warning && !ephemeral && !runner.Warnings.TryAdd((call.Target.Urn, line), 0))
        {
            return;
        }
        lock (_lock)
        {
            // Each call of the engine's log is a goroutine of its own there: only one at a time keeps the order.
            _sent = SendAfterAsync(_sent, severity, line, ephemeral);
            _showsStatus = ephemeral;
        }
    }

    public void LogOnce(string cause, Severity severity, string text)
    {
        if (runner.Warnings.TryAdd(("", cause), 0))
        {
            Log(severity, text, ephemeral: false);
        }
    }

    public void SavePartialState(string id, ShapeInfo shape, object state) => Kept = (id, shape, state);

    public void AddSecret(string secret) => runner.Redactor.Learn(secret);

    /// <summary>
    /// Takes the status away, which would stand beside the outcome for good, and waits for all lines: the engine prints what it has when
    /// the answer arrives, and one that comes after it may be lost.
    /// </summary>
    public Task FinishAsync()
    {
        if (_showsStatus)
        {
            Log(Severity.Info, "", ephemeral: true);
        }
        lock (_lock)
        {
            return _sent;
        }
    }

    private async Task SendAfterAsync(Task before, Severity severity, string line, bool ephemeral)
    {
        await before.ConfigureAwait(false);
        try
        {
            await log.LogAsync(severity, line, call.Target.Urn, ephemeral).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A line that cannot be sent must not fail the verb: what it made would be lost from the state.
        }
    }
}
