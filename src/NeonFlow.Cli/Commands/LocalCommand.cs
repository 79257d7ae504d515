using System.CommandLine;
using NeonFlow.Cli.Demo;
using NeonFlow.Testing;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow local</c>: a Neon and an Estuary on 127.0.0.1, with a shop database, until Ctrl-C.</summary>
internal static class LocalCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--orders") { Description = "Rows of the shop's orders.", DefaultValueFactory = static _ => 3000 };
        var command = new Command(
            "local",
            "Starts a local cloud (Neon over real PostgreSQL, Estuary) with a shop database and says how to point a program at it; "
                + "Ctrl-C ends it."
        )
        {
            rows,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var binaries = PostgresBinaries.FindForNeon(Console.WriteLine);
                await using var cloud = await LocalCloud.StartAsync(Shop.Options(binaries), stop).ConfigureAwait(false);
                var project = cloud.Neon.Projects.Single();
                await Shop.FillAsync(project, parsed.GetValue(rows), stop).ConfigureAwait(false);

                Console.WriteLine(
                    $"Neon project {project.Id}, database {Shop.Database}, owner {project.OwnerRole}; Estuary prefix acmeCo/"
                );
                Console.WriteLine("In the shell of the program:");
                foreach (var (name, value) in cloud.Environment)
                {
                    Console.WriteLine($"  export {name}={value}");
                }

                Console.WriteLine(
                    ProviderLocation.Checkout() is { } root
                        ? $"  neonflow preview {Path.Combine(root, "examples", "Quickstart")} -c quickstart:projectId={project.Id}"
                        : "  neonflow preview <program folder>"
                );
                Console.WriteLine("Ctrl-C ends the local cloud and everything in it.");
                try
                {
                    await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    Console.WriteLine("ending");
                }

                return 0;
            }
        );
        return command;
    }
}
