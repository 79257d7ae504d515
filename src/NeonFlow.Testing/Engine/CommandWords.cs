using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Engine;

/// <summary>How texts name commands: as those of the pulumi CLI, or of the command line that runs the engine.</summary>
internal sealed partial class CommandWords
{
    /// <summary>Texts as the pulumi CLI prints them.</summary>
    public static readonly CommandWords Pulumi = new("pulumi", "");

    private readonly string _program;
    private readonly string _folder;

    private CommandWords(string program, string folder) => (_program, _folder) = (program, folder);

    /// <summary>Texts that name the commands of <c>neonflow</c>, wherever it has one of that name.</summary>
    /// <param name="programFolder">Folder of the program, as commands are given it; empty where it is the current one.</param>
    public static CommandWords NeonFlow(string programFolder) => new("neonflow", programFolder);

    /// <summary>A text with the commands as they can be run.</summary>
    public string In(string text) =>
        this == Pulumi
            ? text
            : Known()
                .Replace(
                    text,
                    m =>
                        $"{_program} {m.Groups["command"].Value}"
                        + (
                            _folder.Length == 0 ? ""
                            : m.Groups["inside"].Success ? $" --cwd {_folder}"
                            : $" {_folder}"
                        )
                );

    [GeneratedRegex(
        @"\bpulumi (?<command>(?:preview|up|refresh|destroy|cancel)|(?<inside>config set|config rm|stack rm|"
            + @"state (?:delete|protect|unprotect|taint|untaint)))(?![\w-])"
    )]
    private static partial Regex Known();
}
