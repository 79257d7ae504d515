using System.CommandLine;
using NeonFlow.Cli.Commands;

var root = new RootCommand("Runs NeonFlow programs on a local cloud with the test engine; nothing leaves this machine.")
{
    LocalCommand.Create(),
    OperationCommands.Preview(),
    OperationCommands.Up(),
    OperationCommands.Refresh(),
    OperationCommands.Destroy(),
    DemoCommand.Create(),
    ConnectorCommand.Create(),
    PostgresCommand.Create(),
};
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
