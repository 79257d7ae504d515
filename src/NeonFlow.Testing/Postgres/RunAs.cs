using System.Diagnostics;

namespace NeonFlow.Testing.Postgres;

/// <summary>The user that servers run as: PostgreSQL refuses root.</summary>
internal static class RunAs
{
    private static readonly Lazy<IReadOnlyList<string>> Lead = new(FindLead);

    /// <summary>True when this process is root.</summary>
    internal static bool IsRoot { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>A process that is not root, with its own session so that Ctrl-C in a terminal does not reach it.</summary>
    internal static ProcessStartInfo Start(string file, params IEnumerable<string> arguments)
    {
        string[] all = [.. Lead.Value, file, .. arguments];
        return new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = "/" };
    }

    private static IReadOnlyList<string> FindLead()
    {
        var lead = new List<string>();
        if (OnPath("setsid") is { } setsid)
        {
            lead.Add(setsid);
        }
        if (!IsRoot)
        {
            return lead;
        }
        var user = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";
        if (OnPath("setpriv") is { } setpriv)
        {
            lead.AddRange([setpriv, "--reuid", user, "--regid", PrimaryGroup(user), "--clear-groups", "--"]);
        }
        else if (OnPath("runuser") is { } runuser)
        {
            lead.AddRange([runuser, "-u", user, "--"]);
        }
        else
        {
            throw new InvalidOperationException(
                $"PostgreSQL refuses to run as root, and neither `setpriv` nor `runuser` is here to run it as {user}. Install util-linux, "
                    + "or run as another user."
            );
        }
        return lead;
    }

    private static string PrimaryGroup(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(entry => entry[0] == user)[3];

    /// <summary>Full path of a program, or null where there is none of that name.</summary>
    internal static string? OnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Concat(["/usr/bin", "/usr/sbin", "/bin", "/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
