using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The install commands work as the README prints them, and other pages print the same ones.</summary>
public sealed partial class InstallTests
{
    private const string Executable = "pulumi-resource-neonflow";

    [Fact]
    public async Task The_commands_of_the_readme_turn_an_empty_folder_into_a_program_that_compiles()
    {
        var readme = Repository.Read("README.md");
        var (inCheckout, inEmptyFolder) = (Commands(readme)[0], Commands(readme)[1]);
        var root = Directory.CreateTempSubdirectory("neonflow-install-");
        try
        {
            string Folder(string name) => root.CreateSubdirectory(name).FullName;
            var (home, checkout, program) = (Folder("home"), Folder("checkout"), Folder("program"));
            WriteNuGetConfig(Path.Combine(Folder("home/.nuget/NuGet"), "NuGet.Config"), await StandInFeedAsync(Folder("standin")));
            await File.WriteAllTextAsync(Path.Combine(root.FullName, "Program.cs"), CSharp().Match(readme).Groups[1].Value);

            // The tests run on what was built before, so pack takes that, and the native compiler is not run.
            var run = new List<string>();
            foreach (var command in inCheckout)
            {
                if (Built().Match(command) is not { Success: true } built)
                {
                    run.Add(command);
                }
                else if (built.Groups["verb"].Value == "pack")
                {
                    await Packing.PackAsync(built.Groups["project"].Value, Path.Combine(checkout, built.Groups["output"].Value));
                }
                else
                {
                    var project = built.Groups["project"].Value;
                    var name = Repository.Xml($"{project}/{Path.GetFileName(project)}.csproj").Descendants("AssemblyName").Single().Value;
                    Assert.Equal(Executable, name);
                    var file = Path.Combine(Folder($"checkout/{built.Groups["output"].Value}"), name);
                    await File.WriteAllTextAsync(file, "#!/bin/sh\n");
                    if (!OperatingSystem.IsWindows())
                    {
                        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                    }
                }
            }

            Assert.Equal(2, inCheckout.Count - run.Count);
            string[] script =
            [
                "set -e",
                $"cd '{checkout}'",
                .. run,
                $"cd '{program}'",
                .. inEmptyFolder,
                $"cp '{root.FullName}/Program.cs' .",
                "dotnet build --no-restore -warnaserror -nologo -v:quiet -nodeReuse:false",
                $"command -v {Executable}",
            ];
            var start = new ProcessStartInfo("bash", ["-c", string.Join('\n', script)]);
            start.Environment["HOME"] = start.Environment["DOTNET_CLI_HOME"] = home;
            start.Environment["NUGET_PACKAGES"] = Folder("packages");
            start.Environment["DOTNET_NOLOGO"] = start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
            start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            var said = await Packing.RunAsync(start);

            Assert.EndsWith($"/checkout/artifacts/provider/{Executable}", said.TrimEnd(), StringComparison.Ordinal);
            Assert.Contains("runtime: dotnet", await File.ReadAllLinesAsync(Path.Combine(program, "Pulumi.yaml")));
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(program, "bin"), "NeonFlow.Pulumi.dll", SearchOption.AllDirectories));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("docs/installation-configuration.md")]
    [InlineData("docs/testing.md")]
    public void Pages_print_the_commands_of_the_readme(string page)
    {
        var known = Commands(Repository.Read("README.md")).SelectMany(static block => block).ToList();
        var printed = Commands(Repository.Read(page))
            .SelectMany(static block => block)
            .Select(static command => command.Replace("NeonFlow.Testing", "NeonFlow.Pulumi", StringComparison.Ordinal))
            .ToList();
        Nothing.Wrong(printed.Except(known), $"{page} has other commands than the README:");
        Assert.NotEmpty(printed);
    }

    // The commands of each block that is marked as a shell's.
    private static List<List<string>> Commands(string page) =>
        [
            .. Shell()
                .Matches(page)
                .Select(static m =>
                    m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList()
                ),
        ];

    // A folder with the stand-in as package Pulumi, where the published one is not what this was built on.
    private static async Task<string?> StandInFeedAsync(string folder)
    {
        if (!Packing.UsesStandIn)
        {
            return null;
        }

        await Packing.PackAsync("tests/Pulumi.StandIn", folder, "-p:IsPackable=true");
        return folder;
    }

    // A user's sources, without the network: what this build has restored serves as a source of everything else.
    private static void WriteNuGetConfig(string file, string? standIn)
    {
        var assets = JsonNode.Parse(Repository.Read("src/NeonFlow.Pulumi/obj/project.assets.json"))!;
        var restored = assets["packageFolders"]!.AsObject().Select(static (f, i) => (Key: $"restored{i}", Folder: f.Key)).ToList();
        var sources = restored.ToList();
        var patterns = restored.Select(static r => (r.Key, Pattern: "*")).Append((Key: "neonflow", Pattern: "NeonFlow.*")).ToList();
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
        ).Save(file);
    }

    [GeneratedRegex(@"^ *```sh\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"^dotnet (?<verb>pack|publish) (?<project>src/[\w.]+) -c Release(?: -r linux-x64)? -o (?<output>[\w/]+)$")]
    private static partial Regex Built();
}
