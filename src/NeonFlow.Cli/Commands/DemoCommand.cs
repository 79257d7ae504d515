using System.CommandLine;
using NeonFlow.Cli.Demo;
using NeonFlow.Testing;
using NeonFlow.Testing.Engine;
using NeonFlow.Testing.Postgres;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow demo</c>: the main job on a local cloud, one line for each check.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var engine = new Option<string>("--engine")
        {
            Description = "auto (pulumi when it is on PATH), test or pulumi.",
            DefaultValueFactory = static _ => "auto",
        };
        engine.AcceptOnlyFromAmong("auto", "test", "pulumi");
        var provider = new Option<FileInfo?>("--provider")
        {
            Description = "The provider executable. Default: NEONFLOW_PROVIDER, then the one built in this checkout.",
        };
        var orders = new Option<int>("--orders") { Description = "Rows of the shop's orders.", DefaultValueFactory = static _ => 3000 };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the checks only, not what the engine prints." };
        var command = new Command("demo", "Takes examples/Quickstart through its life on a local cloud and checks every step.")
        {
            engine,
            provider,
            orders,
            quiet,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var root =
                    ProviderLocation.Checkout()
                    ?? throw new EngineException("the demo runs in a checkout of NeonFlow: examples/Quickstart is its program");
                var executable =
                    ProviderLocation.Find(parsed.GetValue(provider)?.FullName)
                    ?? throw new EngineException("the provider is not built; ./demo.sh builds it");
                var usesPulumi = parsed.GetRequiredValue(engine) switch
                {
                    "pulumi" => true,
                    "test" => false,
                    _ => OnPath("pulumi"),
                };

                var binaries = PostgresBinaries.FindForNeon(Console.WriteLine);
                Console.WriteLine($"PostgreSQL {binaries.Version}: {binaries.Directory}");
                await using var cloud = await LocalCloud.StartAsync(Shop.Options(binaries), stop).ConfigureAwait(false);
                var project = cloud.Neon.Projects.Single();
                await Shop.FillAsync(project, Shop.Database, parsed.GetValue(orders), stop).ConfigureAwait(false);
                Console.WriteLine(
                    $"local cloud: Neon project {project.Id} with the database {Shop.Database} ({parsed.GetValue(orders)} orders), "
                        + "Estuary with the prefix acmeCo/"
                );

                var state = Directory.CreateTempSubdirectory("neonflow-demo-").FullName;
                try
                {
                    var program = Path.Combine(root, "examples", "Quickstart");
                    var echo = parsed.GetValue(quiet) ? null : Console.Out;
                    IDemoEngine run = usesPulumi
                        ? new PulumiCliRun(program, state, executable, cloud.Environment, echo)
                        : new TestEngineRun(program, state, executable, cloud.Environment, echo);
                    using var cleaning = run as IDisposable;
                    Console.WriteLine($"engine: {run.Name}");
                    return await new Story(cloud, project, run, Console.Out).TellAsync(stop).ConfigureAwait(false);
                }
                finally
                {
                    Directory.Delete(state, recursive: true);
                }
            }
        );
        return command;
    }

    private static bool OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
