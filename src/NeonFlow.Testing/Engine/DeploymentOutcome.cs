namespace NeonFlow.Testing.Engine;

/// <summary>How an operation has gone so far, and whether anything more may start.</summary>
internal sealed class DeploymentOutcome
{
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _failed;
    private volatile bool _interrupted;
    private volatile bool _stepFailed;
    private volatile bool _bailed;
    private volatile bool _stateUnknown;

    public bool Failed => _failed;

    public bool Interrupted => _interrupted;

    /// <summary>Whether the operation ended early for a reason that was reported where it arose.</summary>
    public bool Bailed => _bailed;

    /// <summary>Whether a provider left open what became of a resource.</summary>
    public bool StateUnknown => _stateUnknown;

    public bool Succeeded => !_failed && !_interrupted;

    /// <summary>Ends when no step may start any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>What is said of the whole operation when its steps are over; null where everything was said.</summary>
    public string? Closing(bool preview) =>
        _bailed || !(_stepFailed || _interrupted) ? null : (preview ? "preview " : "update ") + (_stepFailed ? "failed" : "canceled");

    public void Fail() => _failed = true;

    public void FailStep() => _failed = _stepFailed = true;

    public void Bail() => _failed = _bailed = true;

    /// <summary>Fails and lets nothing more start; an operation that was stopped before does not bail by it.</summary>
    public void BailAndStop()
    {
        _bailed |= !_stop.IsCancellationRequested;
        FailAndStop();
    }

    public void FailAndStop()
    {
        _failed = true;
        _stop.Cancel();
    }

    public void Interrupt()
    {
        _interrupted = true;
    }

    public void Stop() => _stop.Cancel();

    public void NoteFailure(Exception failure) => _stateUnknown |= failure is ProviderException { StateUnknown: true };
}
