using NeonFlow.Cli.Commands;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Cli.Local;

/// <summary>What <c>neonflow local</c> says when the cloud runs: what there is, and what to do next.</summary>
internal static class LocalWelcome
{
    private const int Width = 80;

    public static void Print(
        TextWriter output,
        NeonProject project,
        string database,
        string prefix,
        string page,
        IReadOnlyList<string> tables,
        IReadOnlyList<KeyValuePair<string, string>> variables,
        FileInfo? file
    )
    {
        void Say(string line) => output.WriteLine(line);
        Say("A local Neon and Estuary run on this machine.");
        Say($"  project    {project.Id}");
        Say($"  database   {database}, owner {project.OwnerRole}");
        foreach (var (line, i) in Wrapped(tables).Select(static (l, i) => (l, i)))
        {
            Say($"  {(i == 0 ? "tables" : ""), -9}  {line}");
        }

        Say($"  prefix     {prefix}");
        Say($"  page       {page}  (pipeline, rows, lag, calls, faults)");
        Say($"  provider   {ProviderLocation.FindOnMachine() ?? $"not found; {ProviderLocation.Install}"}");
        Say("");
        Say("Next, in another shell:");
        foreach (
            var line in file is not null ? [$". {Relative(file)}"] : variables.Select(static v => EnvironmentFile.Line(v.Key, v.Value))
        )
        {
            Say("  " + line);
        }

        Say($"  psql \"${LocalAddresses.Database}\"         # the database, as its owner");
        if (ProviderLocation.Checkout() is { } root && project.Id == Demo.Shop.Project)
        {
            var example = Path.Combine(root, "examples", "Quickstart");
            Say($"  neonflow up {example} \\");
            Say($"    -c projectId={project.Id}");
        }
        else
        {
            Say("  neonflow preview <program folder>       # what up would do");
            Say("  neonflow up <program folder>");
        }

        Say("  neonflow rows                           # what arrived");
        Say("");
        Say("Ctrl-C ends the local cloud and everything in it.");
    }

    private static IEnumerable<string> Wrapped(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            yield return "none";
            yield break;
        }

        var line = "";
        foreach (var (name, i) in names.Select(static (n, i) => (n, i)))
        {
            var next = name + (i < names.Count - 1 ? ", " : "");
            if (line.Length > 0 && line.Length + next.Length > Width - 13)
            {
                yield return line.TrimEnd();
                line = "";
            }

            line += next;
        }

        yield return line;
    }

    // `.` looks for a name without a slash on PATH.
    private static string Relative(FileInfo file)
    {
        var path = Path.GetRelativePath(Environment.CurrentDirectory, file.FullName);
        return Path.IsPathRooted(path) || path.StartsWith('.') ? path : "./" + path;
    }
}
