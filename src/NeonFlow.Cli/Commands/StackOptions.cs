using System.CommandLine;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary>Which stack of which program a command is about.</summary>
internal static class StackOptions
{
    public static readonly Argument<DirectoryInfo?> Program = new("program")
    {
        Description =
            "Folder of the program, the one with Pulumi.yaml. Default: the current one. Without runtime.options.binary there, the program "
            + "is built first.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    public static readonly Option<DirectoryInfo?> Cwd = new("--cwd", "-C")
    {
        Description = "Folder of the program. Default: the current one.",
    };
    public static readonly Option<string> Stack = new("--stack", "-s") { Description = "Stack.", DefaultValueFactory = static _ => "dev" };
    public static readonly Option<DirectoryInfo?> State = new("--state")
    {
        Description = "Folder of the state. Default: .neonflow in the program's folder.",
    };

    private const string PassphraseVariable = "PULUMI_CONFIG_PASSPHRASE";

    /// <summary>The secrets of a stack's config and state are encrypted with it.</summary>
    public static string Passphrase => Environment.GetEnvironmentVariable(PassphraseVariable) ?? "";

    /// <summary>Folder of the program of a command.</summary>
    public static string Folder(ParseResult parsed) =>
        (parsed.GetValue(Program) ?? parsed.GetValue(Cwd))?.FullName ?? Environment.CurrentDirectory;

    /// <summary>How the texts of a command name others: with the folder, unless it is the current one.</summary>
    public static CommandWords Words(ParseResult parsed)
    {
        var folder = Path.GetRelativePath(Environment.CurrentDirectory, Folder(parsed));
        return CommandWords.NeonFlow(
            folder == "." ? ""
            : folder.Contains(' ', StringComparison.Ordinal) ? $"'{folder}'"
            : folder
        );
    }

    /// <summary>
    /// Keeps values in the config file of the stack. People put that under version control, so a secret needs a passphrase that somebody
    /// has chosen.
    /// </summary>
    public static void Keep(ParseResult parsed, IReadOnlyDictionary<string, ConfigValue> values)
    {
        if (values.Values.Any(static v => v.Secret) && Environment.GetEnvironmentVariable(PassphraseVariable) is null)
        {
            throw new EngineException(
                $"{PassphraseVariable} is not set, and a secret value is kept in Pulumi.{parsed.GetRequiredValue(Stack)}.yaml encrypted "
                    + "with it: set it first, and to the same text from then on. A stack that was made without it has the empty one, with "
                    + "which whoever has the file can read the secret"
            );
        }

        ConfigFile(parsed).Set(values, Passphrase);
    }

    /// <summary>The config file of the stack.</summary>
    public static StackConfigFile ConfigFile(ParseResult parsed) =>
        ProjectFile.Load(Folder(parsed)).ConfigOf(parsed.GetRequiredValue(Stack));

    /// <summary>The engine of the stack, which prints to the console.</summary>
    public static TestEngine Engine(ParseResult parsed, string? provider = null, string? stack = null) =>
        new(
            new TestEngineOptions
            {
                ProgramDirectory = Folder(parsed),
                StackName = stack ?? parsed.GetRequiredValue(Stack),
                StateDirectory = StateFolder(parsed),
                ProviderExecutables = ProviderLocation.Find(provider) is { } found
                    ? new Dictionary<string, string> { ["neonflow"] = found }
                    : [],
                Passphrase = Passphrase,
                Output = Console.Out,
                Terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
                Color = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
                Commands = Words(parsed),
            }
        );

    /// <summary>Runs what the engine does, prints what went wrong and gives the exit code.</summary>
    public static async Task<int> EndAsync(ParseResult parsed, Func<Task<EngineResult>> run)
    {
        try
        {
            var result = await run().ConfigureAwait(false);
            await Console.Error.WriteAsync(result.ErrorText).ConfigureAwait(false);
            KeepOutOfGit(parsed);
            return result.ExitCode;
        }
        catch (EngineException failure)
        {
            throw new EngineException(Words(parsed).In(failure.Message), failure);
        }
    }

    private static string StateFolder(ParseResult parsed) => parsed.GetValue(State)?.FullName ?? Path.Combine(Folder(parsed), ".neonflow");

    // The state is nobody else's, and git has no need to see it.
    private static void KeepOutOfGit(ParseResult parsed)
    {
        var ignored = Path.Combine(StateFolder(parsed), ".gitignore");
        if (parsed.GetValue(State) is null && Directory.Exists(StateFolder(parsed)) && !File.Exists(ignored))
        {
            File.WriteAllText(ignored, "*\n");
        }
    }
}
