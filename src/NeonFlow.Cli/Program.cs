using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NeonFlow.Cli.Commands;

var root = new RootCommand("Runs NeonFlow programs on a local cloud with the test engine; nothing leaves this machine.")
{
    LocalCommand.Create(),
    OperationCommands.Preview(),
    OperationCommands.Up(),
    OperationCommands.Refresh(),
    OperationCommands.Destroy(),
    OperationCommands.Cancel(),
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
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stop.Token).ConfigureAwait(false);
