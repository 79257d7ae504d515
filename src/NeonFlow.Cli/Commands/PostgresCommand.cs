using System.CommandLine;
using NeonFlow.Pulumi.Testing.Postgres;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow postgres</c>: finds or installs the PostgreSQL server programs and says where they are.</summary>
internal static class PostgresCommand
{
    public static Command Create()
    {
        var command = new Command("postgres", "Finds or installs the PostgreSQL server programs that the local cloud runs, and says where they are.");
        command.SetAction(static _ =>
        {
            try
            {
                var binaries = PostgresBinaries.Find(Console.WriteLine);
                Console.WriteLine($"PostgreSQL {binaries.Version}: {binaries.Directory}");
                return 0;
            }
            catch (PostgresNotFoundException e)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }
}
