using System.CommandLine;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow preview | up | refresh | destroy</c>: a program folder on the test engine.</summary>
internal static class OperationCommands
{
    // In the words of the pulumi CLI, as all texts of the engine are written.
    private const string AfterInterruption =
        "What was done so far is in the state: `pulumi up` goes on from there, `pulumi destroy` takes it away.";

    /// <summary>Taken because the pulumi CLI has it; nothing is asked.</summary>
    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Nothing is asked; taken as pulumi takes it." };

    private static readonly Option<FileInfo?> Provider = new("--provider")
    {
        Description =
            "The provider executable. Default: NEONFLOW_PROVIDER, then a build of this checkout, then the plugins of Pulumi.yaml, "
            + "then PATH.",
    };
    private static readonly Option<string[]> Config = new("--config", "-c")
    {
        Description =
            "A config value, key=value, that Pulumi.<stack>.yaml keeps; may be given several times. A key without namespace is the "
            + "program's own.",
    };
    private static readonly Option<string[]> Secret = new("--secret")
    {
        Description = "A secret config value, key=value, kept there encrypted with PULUMI_CONFIG_PASSPHRASE; may be given several times.",
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
            Yes,
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
            Yes,
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
            Yes,
            ReadFirst,
            PreviewOnly,
            ContinueOnError
        );

    public static Command Cancel()
    {
        var command = new Command("cancel", "Takes away the lock of an engine that was killed.")
        {
            StackOptions.Program,
            StackOptions.Stack,
            StackOptions.State,
        };
        command.SetAction((parsed, _) => StackOptions.EndAsync(parsed, () => Task.FromResult(StackOptions.Engine(parsed).Cancel())));
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
            StackOptions.Program,
            StackOptions.Stack,
            StackOptions.State,
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
                StackOptions.EndAsync(
                    parsed,
                    async () =>
                    {
                        bool Given(Option<bool> option) => more.Contains(option) && parsed.GetValue(option);
                        IReadOnlyList<Urn> Named(Option<string[]> option) =>
                            [.. (parsed.GetValue(option) ?? []).Select(static u => new Urn(u))];
                        var values = ConfigValues.Of(parsed.GetValue(Config) ?? [], parsed.GetValue(Secret) ?? []);
                        StackOptions.Keep(parsed, values);
                        var engine = StackOptions.Engine(parsed, parsed.GetValue(Provider)?.FullName);
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

                        var isChange = name != "preview" && !how.PreviewOnly;
                        var result = await run(engine, how, stop).ConfigureAwait(false);
                        if (isChange && stop.IsCancellationRequested && result.ExitCode != 0)
                        {
                            await Console.Out.WriteLineAsync(StackOptions.Words(parsed).In(AfterInterruption)).ConfigureAwait(false);
                        }

                        return result;
                    }
                )
        );
        return command;
    }
}
