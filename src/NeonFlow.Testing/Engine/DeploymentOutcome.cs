namespace NeonFlow.Testing.Engine;

/// <summary>How an operation has gone so far, and whether anything more may start.</summary>
internal sealed class DeploymentOutcome
{
    private readonly CancellationTokenSource stop = new();
    private volatile bool failed;
    private volatile bool interrupted;
    private volatile bool stepFailed;
    private volatile bool bailed;
    private volatile bool stateUnknown;

    public bool Failed => failed;

    public bool Interrupted => interrupted;

    /// <summary>Whether the operation ended early for a reason that was reported where it arose.</summary>
    public bool Bailed => bailed;

    /// <summary>Whether a provider left open what became of a resource.</summary>
    public bool StateUnknown => stateUnknown;

    public bool Succeeded => !failed && !interrupted;

    /// <summary>Ends when no step may start any more.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>What is said of the whole operation when its steps are over; null where everything was said.</summary>
    public string? Closing(bool preview) =>
        bailed || !(stepFailed || interrupted) ? null : (preview ? "preview " : "update ") + (stepFailed ? "failed" : "canceled");

    public void Fail() => failed = true;

    public void FailStep() => failed = stepFailed = true;

    public void Bail() => failed = bailed = true;

    /// <summary>Fails and lets nothing more start; an operation that was stopped before does not bail by it.</summary>
    public void BailAndStop()
    {
        bailed |= !stop.IsCancellationRequested;
        FailAndStop();
    }

    public void FailAndStop()
    {
        failed = true;
        stop.Cancel();
    }

    public void Interrupt()
    {
        interrupted = true;
    }

    public void Stop() => stop.Cancel();

    public void NoteFailure(Exception failure) => stateUnknown |= failure is ProviderException { StateUnknown: true };
}
