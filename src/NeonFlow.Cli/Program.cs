using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NeonFlow.Cli.Commands;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Postgres;

var root = new RootCommand("Runs NeonFlow programs on a local cloud with the test engine; only doctor and adopt leave this machine.")
{
    LocalCommand.Create(),
    RowsCommand.Create(),
    SqlCommand.Create(),
    OperationCommands.Preview(),
    OperationCommands.Up(),
    OperationCommands.Refresh(),
    OperationCommands.Destroy(),
    OperationCommands.Cancel(),
    ConfigCommand.Create(),
    StackCommands.Stack(),
    StackCommands.State(),
    DoctorCommand.Create(),
    AdoptCommand.Create(),
    DemoCommand.Create(),
    ConnectorCommand.Create(),
    PostgresCommand.Create(),
};

// The first ^C lets what runs come to its end, however long that takes; the second one does not.
using var stop = new CancellationTokenSource();
var signals = 0;
void End(PosixSignalContext context)
{
    if (Interlocked.Increment(ref signals) > 1)
    {
        // An exit in order would wait for what runs, which is what the user does not want any more.
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    context.Cancel = true;
    _ = stop.CancelAsync();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0 && DoctorCommand.Is(parsed))
    {
        return DoctorCommand.Explain(parsed);
    }

    return await parsed
        .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token)
        .ConfigureAwait(false);
}
catch (Exception e) when (e is EngineException or PostgresNotFoundException)
{
    // What the user can put right needs no stack trace.
    await Console.Error.WriteLineAsync($"error: {e.Message}").ConfigureAwait(false);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 1;
}
