using System.Xml.Linq;
using NeonFlow.Harness;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The files of the repository as they lie on disk, without what builds leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Leftovers = new(StringComparer.Ordinal)
    {
        ".git",
        "artifacts",
        "bin",
        "obj",
        ".vs",
        ".idea",
        ".vscode",
        "TestResults",
        ".neonflow",
        "node_modules",
    };

    public static string Root { get; } = Checkout.Root;

    /// <summary>Paths relative to the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. List(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Projects => Files.Where(static f => f.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>C# files below a folder.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Files.Where(f => f.StartsWith(folder, StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static XDocument Xml(string file) => XDocument.Load(Path.Combine(Root, file));

    /// <summary>Entries directly below the root that are not left over from builds.</summary>
    public static IEnumerable<string> TopLevel =>
        Directory
            .EnumerateFileSystemEntries(Root)
            .Select(static e => Path.GetFileName(e))
            .Where(static e => !Leftovers.Contains(e) && !e.EndsWith(".user", StringComparison.Ordinal));

    private static IEnumerable<string> List(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (var below in Directory.EnumerateDirectories(folder).Where(static d => !Leftovers.Contains(Path.GetFileName(d))))
        {
            foreach (var file in List(below))
            {
                yield return file;
            }
        }
    }
}
