using System.IO.Compression;
using System.Xml.Linq;

namespace NeonFlow.Wholesome.Tests;

/// <summary>What is packed is complete, and depends on what users have.</summary>
public sealed class PackageTests(PackedProjects packed)
{
    private static IEnumerable<string> Projects =>
        Repository
            .Projects.Where(static p =>
                p.StartsWith("src/", StringComparison.Ordinal)
                && Repository.Xml(p).Descendants("IsPackable").Any(static e => e.Value == "true")
            )
            .Select(static p => Path.GetFileNameWithoutExtension(p))
            .Order(StringComparer.Ordinal);

    public static TheoryData<string> Packable() => [.. Projects];

    [Fact]
    public void Four_projects_are_packed() =>
        Assert.Equal(["NeonFlow.Cli", "NeonFlow.Provider", "NeonFlow.Pulumi", "NeonFlow.Testing"], Projects);

    [Theory]
    [MemberData(nameof(Packable))]
    public async Task A_package_says_what_it_is_and_holds_what_it_needs(string project)
    {
        var id = project == "NeonFlow.Provider" ? "NeonFlow.Pulumi.Provider" : project;
        var folder = await packed.FolderAsync($"src/{project}");
        using var package = ZipFile.OpenRead(Path.Combine(folder, $"{id}.0.1.0.nupkg"));
        Assert.Equal(project != "NeonFlow.Provider", File.Exists(Path.Combine(folder, $"{id}.0.1.0.snupkg")));
        var names = package.Entries.Select(static e => e.FullName).ToList();
        Assert.Contains("README.md", names);
        Assert.Contains("icon.png", names);
        using var text = package.GetEntry(id + ".nuspec")!.Open();
        var about = XDocument.Load(text).Root!.Elements().Single();
        string? Of(string name) => about.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
        Assert.Equal(id, Of("id"));
        Assert.Equal(PackedProjects.Address, Of("projectUrl"));
        Assert.Equal(PackedProjects.Address, about.Elements().Single(static e => e.Name.LocalName == "repository").Attribute("url")?.Value);
        Assert.Equal("Apache-2.0", Of("license"));
        Assert.Equal("README.md", Of("readme"));
        Assert.Equal("icon.png", Of("icon"));
        Assert.Contains("pulumi", Of("tags"), StringComparison.Ordinal);
        Assert.True(Of("description")!.Length > 80 && Of("title")!.Length > 0);
        var dependencies = about
            .Descendants()
            .Where(static e => e.Name.LocalName == "dependency")
            .ToDictionary(static e => e.Attribute("id")!.Value, static e => e.Attribute("version")!.Value);
        Assert.DoesNotContain(
            dependencies.Keys,
            static id => id.StartsWith("NeonFlow.", StringComparison.Ordinal) || id.Contains("StandIn", StringComparison.Ordinal)
        );
        switch (project)
        {
            case "NeonFlow.Pulumi":
                // The published package, whichever this was built on; where it finds the provider and its version stands inside.
                Assert.Equal(new Dictionary<string, string> { ["Pulumi"] = "3.112.1" }, dependencies);
                Assert.Empty(
                    new[]
                    {
                        "lib/net8.0/NeonFlow.Pulumi.dll",
                        "lib/net8.0/NeonFlow.Pulumi.xml",
                        "content/pulumi-plugin.json",
                        "content/version.txt",
                    }.Except(names)
                );
                Assert.DoesNotContain(names, static n => n.EndsWith("/Pulumi.dll", StringComparison.Ordinal));
                break;
            case "NeonFlow.Testing":
                Assert.DoesNotContain("Pulumi", dependencies.Keys);
                Assert.Empty(new[] { "lib/net10.0/NeonFlow.Testing.dll", "lib/net10.0/NeonFlow.Testing.xml" }.Except(names));
                break;
            case "NeonFlow.Provider":
                Assert.Contains(names, static n => n.EndsWith("/pulumi-resource-neonflow.dll", StringComparison.Ordinal));
                Assert.DoesNotContain(
                    names,
                    static n =>
                        Path.GetExtension(n) is ".dbg" or ".pdb"
                        || (
                            n.StartsWith("tools/", StringComparison.Ordinal)
                            && n.EndsWith(".xml", StringComparison.Ordinal)
                            && !n.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal)
                        )
                );
                break;
            default:
                Assert.Contains("tools/net10.0/any/neonflow.dll", names);
                Assert.Contains("tools/net10.0/any/NeonFlow.Testing.dll", names);
                break;
        }
    }

    [Fact]
    public async Task The_package_of_the_provider_names_one_for_each_system_and_no_address_that_nobody_gave()
    {
        var folder = Directory.CreateTempSubdirectory("neonflow-pack-");
        try
        {
            await Packing.PackAsync("src/NeonFlow.Provider", folder.FullName);
            using var package = ZipFile.OpenRead(Path.Combine(folder.FullName, "NeonFlow.Pulumi.Provider.0.1.0.nupkg"));
            XElement Read(string name)
            {
                using var text = package.Entries.Single(e => e.FullName.EndsWith(name, StringComparison.Ordinal)).Open();
                return XDocument.Load(text).Root!;
            }

            var settings = Read("DotnetToolSettings.xml");
            Assert.Equal("pulumi-resource-neonflow", settings.Descendants("Command").Single().Attribute("Name")!.Value);
            Assert.Equal(
                ["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64", "win-arm64"],
                settings.Descendants("RuntimeIdentifierPackage").Select(static p => p.Attribute("RuntimeIdentifier")!.Value)
            );
            Assert.All(
                settings.Descendants("RuntimeIdentifierPackage"),
                static p => Assert.Equal($"NeonFlow.Pulumi.Provider.{p.Attribute("RuntimeIdentifier")!.Value}", p.Attribute("Id")!.Value)
            );
            Assert.DoesNotContain(
                Read(".nuspec").DescendantsAndSelf(),
                static e => e.Name.LocalName == "projectUrl" || e.Attribute("url") is not null
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
