using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace NeonFlow.Wholesome.Tests;

/// <summary>A user's home outside of the repository, whose only packages of NeonFlow are those that were packed.</summary>
internal sealed class UserMachine : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("neonflow-user-");

    private string Home => Folder("home");

    /// <summary>A folder of this machine, made where it is not there.</summary>
    public string Folder(string name) => _root.CreateSubdirectory(name).FullName;

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>Lines of a script that start a local cloud as a user does in a second window: it runs until the script ends.</summary>
    public static string[] InAnotherShell(string command) =>
        [
            $"{command} > local.out 2>&1 & LOCAL=$!",
            "trap 'kill -TERM $LOCAL 2>/dev/null; wait $LOCAL' EXIT",
            "until grep -q '^Ctrl-C' local.out; do kill -0 $LOCAL || { cat local.out; exit 1; }; sleep 0.2; done",
            "cat local.out",
        ];

    /// <summary>
    /// Names the package sources: what this build has restored serves as a source of everything that is not NeonFlow's.
    /// </summary>
    /// <param name="packed">Patterns of what else was packed, with the name of its source.</param>
    public async Task PrepareAsync(params IReadOnlyList<(string Key, string Pattern)> packed)
    {
        string? standIn = null;
        if (Packing.UsesStandIn)
        {
            standIn = Folder("standin");
            await Packing.PackAsync("tests/Pulumi.StandIn", standIn, "-p:IsPackable=true");
        }

        var assets = JsonNode.Parse(Repository.Read("src/NeonFlow.Pulumi/obj/project.assets.json"))!;
        var restored = assets["packageFolders"]!.AsObject().Select(static (f, i) => (Key: $"restored{i}", Folder: f.Key)).ToList();
        var sources = restored.ToList();
        var patterns = restored
            .Select(static r => (r.Key, Pattern: "*"))
            .Append((Key: "neonflow", Pattern: "NeonFlow.*"))
            .Concat(packed)
            .ToList();
        if (standIn is not null)
        {
            sources.Add(("standin", standIn));
            patterns.Add(("standin", "Pulumi"));
        }

        new XElement(
            "configuration",
            new XElement(
                "packageSources",
                new XElement("clear"),
                sources.Select(static s => new XElement("add", new XAttribute("key", s.Key), new XAttribute("value", s.Folder)))
            ),
            new XElement(
                "packageSourceMapping",
                new XElement("clear"),
                patterns.Select(static p => new XElement(
                    "packageSource",
                    new XAttribute("key", p.Key),
                    new XElement("package", new XAttribute("pattern", p.Pattern))
                ))
            )
        ).Save(Path.Combine(Folder("home/.nuget/NuGet"), "NuGet.Config"));
    }

    /// <summary>Runs a script of bash and returns what it printed; fails with it where the script does.</summary>
    public Task<string> RunAsync(IEnumerable<string> script)
    {
        var start = new ProcessStartInfo("bash", ["-c", string.Join('\n', script.Prepend("exec 2>&1; set -e"))]);
        var environment = start.Environment;
        // PostgreSQL's server programs are the machine's: where they are fetched to a home, it is not this one.
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        if (!environment.ContainsKey("XDG_CACHE_HOME") && Directory.Exists(Path.Combine(cache, "neonflow")))
        {
            environment["XDG_CACHE_HOME"] = cache;
        }

        environment["HOME"] = environment["DOTNET_CLI_HOME"] = Home;
        environment["NUGET_PACKAGES"] = Folder("packages");
        environment["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        environment["DOTNET_NOLOGO"] = environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        foreach (
            var name in environment
                .Keys.Where(static n => n.StartsWith("NEON", StringComparison.Ordinal) && n != "NEONFLOW_PG_BIN")
                .ToList()
        )
        {
            environment.Remove(name);
        }

        return Packing.RunAsync(start);
    }
}
