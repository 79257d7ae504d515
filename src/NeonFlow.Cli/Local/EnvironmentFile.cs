using System.Text.RegularExpressions;

namespace NeonFlow.Cli.Local;

/// <summary>A file of exports, as <c>source</c> and <c>.</c> of a shell take it.</summary>
internal static partial class EnvironmentFile
{
    /// <summary>One export, for a line of a shell.</summary>
    public static string Line(string name, string value) =>
        $"export {name}={(Plain().IsMatch(value) ? value : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'")}";

    /// <summary>Writes the file for its user alone: it holds keys.</summary>
    public static void Write(string path, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var next = path + ".new";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(next, how))
        {
            file.Write("# Of `neonflow local`, which takes these ports and keys again when it is started with this file.\n");
            foreach (var (name, value) in variables)
            {
                file.Write(Line(name, value) + "\n");
            }
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>The variables of a file that <see cref="Write"/> wrote.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path) =>
        File.ReadLines(path)
            .Select(static line => Export().Match(line))
            .Where(static m => m.Success)
            .ToDictionary(
                static m => m.Groups[1].Value,
                static m =>
                    m.Groups[2].Value is ['\'', .. var quoted, '\'']
                        ? quoted.Replace("'\\''", "'", StringComparison.Ordinal)
                        : m.Groups[2].Value,
                StringComparer.Ordinal
            );

    [GeneratedRegex(@"^[A-Za-z0-9_./:@%+=,-]*$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^export (\w+)=(.*)$")]
    private static partial Regex Export();
}
