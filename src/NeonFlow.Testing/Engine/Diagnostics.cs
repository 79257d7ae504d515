namespace NeonFlow.Testing.Engine;

/// <summary>Where everything that is said during an operation goes: one at a time, with the secret config hidden.</summary>
/// <remarks>In pulumi/pulumi: eventSink (pkg/engine/eventsink.go).</remarks>
internal sealed class Diagnostics(Action<EngineEvent> sink, Redaction redaction, CommandWords? commands = null)
{
    private readonly Lock _gate = new();
    private int _streams;

    public Redaction Redaction { get; } = redaction;

    /// <summary>Whether an error was said.</summary>
    public bool SawError { get; private set; }

    public void Raise(EngineEvent engineEvent)
    {
        lock (_gate)
        {
            sink(engineEvent);
        }
    }

    public void Error(Urn urn, string message) => Say(urn, DiagnosticSeverity.Error, message, 0, false);

    public void Warning(Urn urn, string message) => Say(urn, DiagnosticSeverity.Warning, message, 0, false);

    public void Info(Urn urn, string message) => Say(urn, DiagnosticSeverity.Info, message, 0, false);

    public int NewStream() => Interlocked.Increment(ref _streams);

    public void Say(Urn urn, DiagnosticSeverity severity, string message, int streamId, bool ephemeral)
    {
        var prefix = severity switch
        {
            DiagnosticSeverity.Error => "error: ",
            DiagnosticSeverity.Warning => "warning: ",
            DiagnosticSeverity.Debug => "debug: ",
            _ => "",
        };
        if (severity == DiagnosticSeverity.Error)
        {
            SawError = true;
        }

        Raise(
            new DiagnosticEvent(
                urn,
                prefix,
                Redaction.Apply((commands ?? CommandWords.Pulumi).In(message)) + "\n",
                severity,
                streamId,
                ephemeral
            )
        );
    }
}
