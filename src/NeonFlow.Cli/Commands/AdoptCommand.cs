using System.CommandLine;
using System.Reflection;
using NeonFlow.Cli.Adopt;
using NeonFlow.Cli.Providers;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow adopt</c>: a program for a pipeline that runs already.</summary>
internal static class AdoptCommand
{
    private const string Capture = "neonflow:estuary:Capture";

    private static readonly Argument<string> Name = new("capture") { Description = "Name of the capture, acmeCo/shop/source-postgres." };
    private static readonly Option<string> Project = new("--project")
    {
        Description = "Id of the Neon project that the capture reads.",
        Required = true,
    };
    private static readonly Option<string?> Branch = new("--branch")
    {
        Description = "Branch of the project, br-…. Default: the project's default branch.",
    };
    private static readonly Option<string> Component = new("--name")
    {
        Description = "Logical name of the pipeline in the program.",
        DefaultValueFactory = static _ => "pipeline",
    };
    private static readonly Option<DirectoryInfo?> Output = new("--output", "-o")
    {
        Description = "Folder of the program; nothing in it is overwritten. Default: one of the pipeline's name.",
    };

    public static Command Create()
    {
        var command = new Command(
            "adopt",
            "Writes a program for a pipeline that runs already: it reads the capture and its database, and changes nothing."
        )
        {
            Name,
            Project,
            Branch,
            Component,
            Output,
            ProviderOptions.Executable,
            ProviderOptions.Stack,
            StackOptions.Cwd,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            // A connection string, which doctor takes, may hold a password: nothing quotes it.
            if (parsed.GetRequiredValue(Name).Contains("://", StringComparison.Ordinal))
            {
                throw new EngineException("a capture is named as acmeCo/shop/source-postgres, and not by a connection string");
            }

            var name = parsed.GetRequiredValue(Component);
            var folder = parsed.GetValue(Output)?.FullName ?? Path.Combine(Environment.CurrentDirectory, name);
            var project = ProjectName(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));
            string[] files = ["Program.cs", $"{project}.csproj", "Pulumi.yaml"];
            if (files.FirstOrDefault(f => File.Exists(Path.Combine(folder, f))) is { } there)
            {
                throw new EngineException($"{Path.Combine(folder, there)} is there already; --output names another folder");
            }

            var pipeline = await LookAsync(parsed, stop).ConfigureAwait(false);
            var program = new PipelineProgram(name, pipeline, parsed.GetValue(Branch));
            string[] texts = [program.Code(), PipelineProgram.ProjectFile(Version()), PipelineProgram.PulumiFile(project)];
            Directory.CreateDirectory(folder);
            foreach (var (file, text) in files.Zip(texts))
            {
                await File.WriteAllTextAsync(Path.Combine(folder, file), text, stop).ConfigureAwait(false);
            }

            Say(pipeline, files, Path.GetRelativePath(Environment.CurrentDirectory, folder), parsed.GetRequiredValue(Project));
            return 0;
        }
        catch (Exception failure) when (failure is EngineException or ProviderException or FunctionFailedException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    private static async Task<RunningPipeline> LookAsync(ParseResult parsed, CancellationToken stop)
    {
        var (name, project) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Project));
        var provider = await ProviderOptions.StartAsync(parsed).ConfigureAwait(false);
        await using (provider.ConfigureAwait(false))
        {
            var capture =
                await provider.ReadAsync(Capture, name, stop).ConfigureAwait(false)
                ?? throw new EngineException($"Estuary has no capture {name}, or these credentials do not show it");
            if (capture.Get("database")?.AsString is not { Length: > 0 } database)
            {
                throw new EngineException($"{name} does not capture a PostgreSQL database: {capture.Get("connector")?.AsString}");
            }

            var place = new Dictionary<string, PropertyValue> { ["projectId"] = project, ["database"] = database };
            if (parsed.GetValue(Branch) is { } branch)
            {
                place["branchId"] = branch;
            }

            return new(capture, await provider.AskAsync("neonflow:neon:getDatabase", new(place), stop).ConfigureAwait(false));
        }
    }

    private static void Say(RunningPipeline pipeline, IReadOnlyList<string> files, string folder, string project)
    {
        Console.WriteLine($"wrote {string.Join(", ", files.Select(f => Path.Combine(folder, f)))}");
        if (pipeline.OtherAddress is { } address)
        {
            Console.WriteLine($"! the capture connects to {address}, which is not the direct host of {project}");
        }

        foreach (var difference in pipeline.NotSaid)
        {
            Console.WriteLine($"! {difference}; a preview says what up would change");
        }

        Console.WriteLine(
            $"""

            Nothing was changed. To take the pipeline over:

              cd {folder}
              pulumi stack init prod
              pulumi config set projectId {project}
              pulumi config set adopt true
              pulumi preview          # says what is taken over and what would change
              pulumi up
              pulumi config rm adopt
              pulumi up               # changes that input of the component, and nothing else
            """
        );
    }

    private static string ProjectName(string folder) =>
        string.Concat(folder.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));

    private static string Version() =>
        typeof(AdoptCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
