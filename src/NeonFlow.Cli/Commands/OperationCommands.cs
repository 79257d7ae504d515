using System.CommandLine;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow preview | up | refresh | destroy</c>: a program folder on the test engine.</summary>
internal static class OperationCommands
{
    private static readonly Argument<DirectoryInfo> Program = new("program")
    {
        Description = "Folder of the program, the one with Pulumi.yaml. Without runtime.options.binary there, it is built first.",
    };
    private static readonly Option<string> Stack = new("--stack", "-s") { Description = "Stack.", DefaultValueFactory = static _ => "dev" };
    private static readonly Option<DirectoryInfo?> State = new("--state")
    {
        Description = "Folder of the state. Default: .neonflow in the program's folder.",
    };
    private static readonly Option<FileInfo?> Provider = new("--provider")
    {
        Description =
            "The provider executable. Default: NEONFLOW_PROVIDER, then a build of this checkout, then the plugins of Pulumi.yaml, "
            + "then PATH.",
    };
    private static readonly Option<string[]> Config = new("--config", "-c")
    {
        Description = "A config value, key=value; may be given several times. A key without namespace is the program's own.",
    };
    private static readonly Option<string[]> Secret = new("--secret")
    {
        Description =
            "A secret config value, key=value; may be given several times. Secrets of the state are encrypted with "
            + "PULUMI_CONFIG_PASSPHRASE.",
    };
    private static readonly Option<int?> Parallel = new("--parallel", "-p")
    {
        Description = "How many steps run at once. Default: four for each processor.",
    };
    private static readonly Option<bool> Diff = new("--diff") { Description = "Shows every property that changes." };
    private static readonly Option<bool> ReadFirst = new("--refresh", "-r") { Description = "Reads every resource first." };
    private static readonly Option<bool> SkipPreview = new("--skip-preview", "-f") { Description = "Begins without a preview." };
    private static readonly Option<bool> ExpectNoChanges = new("--expect-no-changes")
    {
        Description = "Exits with 7 if anything would change.",
    };
    private static readonly Option<bool> ContinueOnError = new("--continue-on-error")
    {
        Description = "Goes on with what does not depend on what failed.",
    };
    private static readonly Option<bool> PreviewOnly = new("--preview-only")
    {
        Description = "Shows what would happen and changes nothing.",
    };
    private static readonly Option<bool> RunProgram = new("--run-program")
    {
        Description = "Runs the program, so that its current config is used.",
    };
    private static readonly Option<bool> ClearPendingCreates = new("--clear-pending-creates")
    {
        Description = "Forgets creations that a killed engine left behind.",
    };
    private static readonly Option<string[]> Target = new("--target", "-t")
    {
        Description = "URN of a resource that alone takes part; may be given several times.",
    };
    private static readonly Option<bool> TargetDependents = new("--target-dependents")
    {
        Description = "What depends on a target takes part, too.",
    };
    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "URN of a resource that is left out; may be given several times.",
    };
    private static readonly Option<bool> ExcludeDependents = new("--exclude-dependents")
    {
        Description = "What depends on something excluded is left out, too.",
    };
    private static readonly Option<string[]> Replace = new("--replace")
    {
        Description = "URN of a resource that is replaced although nothing about it changed; may be given several times.",
    };
    private static readonly Option<bool> Json = new("--json", "-j") { Description = "Prints one JSON document instead of rows." };

    public static Command Preview() =>
        Make(
            "preview",
            "Shows what up would do.",
            static (engine, how, stop) => engine.PreviewAsync(how, stop),
            ReadFirst,
            ExpectNoChanges,
            ExcludeDependents,
            Replace,
            Json
        );

    public static Command Up() =>
        Make(
            "up",
            "Shows what would be done, then makes the pipeline as the program says.",
            static (engine, how, stop) => engine.UpAsync(how, stop),
            ReadFirst,
            ExpectNoChanges,
            SkipPreview,
            ContinueOnError,
            ExcludeDependents,
            Replace
        );

    public static Command Refresh() =>
        Make(
            "refresh",
            "Reads every resource and saves what it finds.",
            static (engine, how, stop) => engine.RefreshAsync(how, stop),
            ExpectNoChanges,
            PreviewOnly,
            RunProgram,
            ClearPendingCreates,
            ExcludeDependents
        );

    public static Command Destroy() =>
        Make(
            "destroy",
            "Takes everything down, in reverse order.",
            static (engine, how, stop) => engine.DestroyAsync(how, stop),
            ReadFirst,
            PreviewOnly,
            ContinueOnError
        );

    public static Command Cancel()
    {
        var command = new Command("cancel", "Takes away the lock of an engine that was killed.") { Program, Stack, State };
        command.SetAction((parsed, _) => EndAsync(() => Task.FromResult(Engine(parsed, [], []).Cancel())));
        return command;
    }

    private static Command Make(
        string name,
        string description,
        Func<TestEngine, OperationOptions, CancellationToken, Task<EngineResult>> run,
        params Option[] more
    )
    {
        var command = new Command(name, description)
        {
            Program,
            Stack,
            State,
            Provider,
            Config,
            Secret,
            Parallel,
            Diff,
            Target,
            TargetDependents,
            Exclude,
        };
        foreach (var option in more)
        {
            command.Add(option);
        }

        command.SetAction(
            (parsed, stop) =>
                EndAsync(async () =>
                {
                    bool Given(Option<bool> option) => more.Contains(option) && parsed.GetValue(option);
                    IReadOnlyList<Urn> Named(Option<string[]> option) =>
                        [.. (parsed.GetValue(option) ?? []).Select(static u => new Urn(u))];
                    var engine = Engine(parsed, parsed.GetValue(Config) ?? [], parsed.GetValue(Secret) ?? []);
                    var how = new OperationOptions
                    {
                        Diff = parsed.GetValue(Diff),
                        Parallel = parsed.GetValue(Parallel),
                        Refresh = Given(ReadFirst),
                        ExpectNoChanges = Given(ExpectNoChanges),
                        ContinueOnError = Given(ContinueOnError),
                        PreviewOnly = Given(PreviewOnly),
                        RunProgram = Given(RunProgram),
                        ClearPendingCreates = Given(ClearPendingCreates),
                        Target = Named(Target),
                        TargetDependents = parsed.GetValue(TargetDependents),
                        Exclude = Named(Exclude),
                        ExcludeDependents = Given(ExcludeDependents),
                        Replace = more.Contains(Replace) ? Named(Replace) : [],
                        Json = Given(Json),
                    };

                    // Nothing is touched when the preview fails.
                    if (
                        more.Contains(SkipPreview)
                        && !parsed.GetValue(SkipPreview)
                        && await engine
                            .PreviewAsync(how with { ExpectNoChanges = false, ContinueOnError = false }, stop)
                            .ConfigureAwait(false)
                            is { ExitCode: not 0 } failed
                    )
                    {
                        return failed;
                    }

                    return await run(engine, how, stop).ConfigureAwait(false);
                })
        );
        return command;
    }

    private static TestEngine Engine(ParseResult parsed, string[] plain, string[] secret)
    {
        var folder = parsed.GetRequiredValue(Program).FullName;
        return new(
            new TestEngineOptions
            {
                ProgramDirectory = folder,
                StackName = parsed.GetRequiredValue(Stack),
                StateDirectory = parsed.GetValue(State)?.FullName ?? Path.Combine(folder, ".neonflow"),
                Config = ReadConfig(plain, secret),
                ProviderExecutables = ProviderLocation.Find(parsed.GetValue(Provider)?.FullName) is { } provider
                    ? new Dictionary<string, string> { ["neonflow"] = provider }
                    : [],
                Passphrase = Environment.GetEnvironmentVariable("PULUMI_CONFIG_PASSPHRASE") ?? "",
                Output = Console.Out,
                Terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
                Color = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            }
        );
    }

    private static async Task<int> EndAsync(Func<Task<EngineResult>> run)
    {
        var result = await run().ConfigureAwait(false);
        await Console.Error.WriteAsync(result.ErrorText).ConfigureAwait(false);
        return result.ExitCode;
    }

    private static Dictionary<string, ConfigValue> ReadConfig(string[] plain, string[] secret)
    {
        var config = new Dictionary<string, ConfigValue>(StringComparer.Ordinal);
        foreach (var (pair, isSecret) in plain.Select(static p => (p, false)).Concat(secret.Select(static p => (p, true))))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new EngineException($"config values are given as key=value; this one has no key: {(isSecret ? "(secret)" : pair)}");
            }

            config[pair[..at]] = new ConfigValue(pair[(at + 1)..], isSecret);
        }

        return config;
    }
}
