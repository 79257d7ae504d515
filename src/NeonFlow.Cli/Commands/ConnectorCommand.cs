using System.CommandLine;
using NeonFlow.Testing.Connectors.SourcePostgres;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow connector source-postgres</c>: the built-in connector alone, on standard input and output.</summary>
internal static class ConnectorCommand
{
    public static Command Create()
    {
        var source = new Command(
            "source-postgres",
            "The stand-in of Estuary's source-postgres: one JSON request a line in, one response a line out, logs on standard error."
        );
        source.SetAction(static (_, stop) => SourcePostgresConnector.RunOnStandardStreamsAsync());
        return new Command("connector", "Runs a built-in connector alone, on standard input and output.") { source };
    }
}
