using System.CommandLine;
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
var interrupts = 0;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
{
    if (Interlocked.Increment(ref interrupts) > 1)
    {
        Environment.Exit(130);
    }
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromDays(1) }).ConfigureAwait(false);
